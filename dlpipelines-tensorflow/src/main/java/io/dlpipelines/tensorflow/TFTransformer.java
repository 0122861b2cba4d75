package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.HasCheckFinite;
import io.dlpipelines.param.HasOutputMode;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.ColumnCells;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.Endpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Scores columns with a TensorFlow graph.
 *
 * <p>A column of numbers, booleans, strings, binary, arrays of these, ML vectors or images is fed
 * to the tensor that {@code inputMapping} names for it. Numbers may widen (byte, short, int, long,
 * float, double), and double goes to float; nothing else is converted. A tensor whose first
 * dimension is of unknown size is fed {@code [batch, ...]}; one that has no batch dimension is fed
 * row by row; beside tensors with one, it holds for all rows that are scored together, which are
 * then those with the same value. If the rank of a tensor is unknown, TensorFlow's inference of
 * shapes tells which of these it is. Flat cells (scalars, vectors, arrays of rank one) take the
 * tensor's shape if they have as many elements. Rows whose cells differ in shape are scored
 * together with those like them.
 *
 * <p>A cell of rank zero comes out as a scalar, a floating-point one of rank one as an ML vector or
 * array ({@code outputMode}), others as nested arrays; strings as string or binary ({@code
 * stringOutput}). A tensor comes out flat if not even inference tells its rank. Rows with a null, a
 * cell of the wrong shape or, with {@code checkFinite}, a NaN or infinity are invalid ({@code
 * handleInvalid}).
 */
public final class TFTransformer extends ScoringStage<TFTransformer>
    implements HasCheckFinite<TFTransformer>, HasOutputMode<TFTransformer> {
  private static final int DEFAULT_BATCH_SIZE = 512;

  private final GraphParam graph = new GraphParam(this, "graph", "the graph that scores");
  private final Param<Map<String, String>> inputMapping =
      ParamFactory.names(this, "inputMapping", "from input columns to the tensors they are fed to");
  private final Param<Map<String, String>> outputMapping =
      ParamFactory.names(
          this, "outputMapping", "from fetched tensors to the columns that are added");
  private final BooleanParam checkFinite = HasCheckFinite.checkFiniteParam(this);
  private final Param<String> outputMode = HasOutputMode.outputModeParam(this);
  private final Param<String> stringOutput =
      ParamFactory.choice(
          this, "stringOutput", "what string tensors become", List.of("string", "binary"));

  /** Makes a stage with a random uid. */
  public TFTransformer() {
    this(Identifiable.randomUID("tfTransformer"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public TFTransformer(String uid) {
    super(uid, DEFAULT_BATCH_SIZE);
    setDefault(checkFinite, false);
    setDefault(outputMode, "vector");
    setDefault(stringOutput, "string");
  }

  /**
   * The graph that scores.
   *
   * @return the Param
   */
  public GraphParam graph() {
    return graph;
  }

  /**
   * The graph that scores.
   *
   * @return the value
   */
  public TFInputGraph getGraph() {
    return getOrDefault(graph);
  }

  /**
   * Sets the graph that scores.
   *
   * @param value the graph
   * @return this stage
   */
  public TFTransformer setGraph(TFInputGraph value) {
    set(graph, requireNonNull(value, "graph"));
    return this;
  }

  /**
   * From input columns to tensors.
   *
   * @return the Param
   */
  public Param<Map<String, String>> inputMapping() {
    return inputMapping;
  }

  /**
   * From input columns to tensors.
   *
   * @return the value
   */
  public Map<String, String> getInputMapping() {
    return getOrDefault(inputMapping);
  }

  /**
   * Sets which column is fed to which tensor.
   *
   * @param value column to tensor
   * @return this stage
   */
  public TFTransformer setInputMapping(Map<String, String> value) {
    set(inputMapping, new LinkedHashMap<>(requireNonNull(value, "inputMapping")));
    return this;
  }

  /**
   * From fetched tensors to columns.
   *
   * @return the Param
   */
  public Param<Map<String, String>> outputMapping() {
    return outputMapping;
  }

  /**
   * From fetched tensors to columns.
   *
   * @return the value
   */
  public Map<String, String> getOutputMapping() {
    return getOrDefault(outputMapping);
  }

  /**
   * Sets which tensor becomes which column; any tensor of the graph can be fetched.
   *
   * @param value tensor to column
   * @return this stage
   */
  public TFTransformer setOutputMapping(Map<String, String> value) {
    set(outputMapping, new LinkedHashMap<>(requireNonNull(value, "outputMapping")));
    return this;
  }

  @Override
  public BooleanParam checkFinite() {
    return checkFinite;
  }

  @Override
  public Param<String> outputMode() {
    return outputMode;
  }

  /**
   * What string tensors become.
   *
   * @return the Param
   */
  public Param<String> stringOutput() {
    return stringOutput;
  }

  /**
   * What string tensors become.
   *
   * @return the value
   */
  public String getStringOutput() {
    return getOrDefault(stringOutput);
  }

  /**
   * Sets what string tensors become: {@code string} or {@code binary}.
   *
   * @param value the value
   * @return this stage
   */
  public TFTransformer setStringOutput(String value) {
    set(stringOutput, requireNonNull(value, "stringOutput"));
    return this;
  }

  @Override
  protected ScoringPlan plan(StructType schema) {
    TFInputGraph scoring = required(graph);
    GraphMapper mapper = new GraphMapper(scoring, getBatchSize(), getCheckFinite());
    required(inputMapping).forEach((column, tensor) -> feed(mapper, schema, column, tensor));
    mapper
        .fedTwice()
        .ifPresent(
            tensor -> {
              throw invalid(
                  "tensor [%s] is fed by more than one column".formatted(tensor),
                  "inputMapping " + getInputMapping(),
                  "Feed each tensor once.");
            });
    OutputType.Form form =
        new OutputType.Form(
            getOutputMode().equals("vector"), getStringOutput().equals("binary"), false);
    required(outputMapping).forEach((tensor, column) -> mapper.fetch(output(tensor), column, form));
    Set<String> missing = mapper.missing();
    if (!missing.isEmpty()) {
      throw invalid(
          "the outputs need inputs that no column is fed to: " + missing,
          "inputMapping " + getInputMapping(),
          "Add them to inputMapping.");
    }
    try {
      return plan(scoring, mapper.map());
    } catch (GraphMapper.NoBatchException failure) {
      throw invalid(
          "output tensor [%s] has shape %s, without a dimension for the rows of a batch"
              .formatted(failure.tensor().name(), failure.tensor().spec().shape()),
          "batchSize " + getBatchSize(),
          "Set batchSize to 1 to score each row alone, or fetch another tensor.");
    }
  }

  private void feed(GraphMapper mapper, StructType schema, String column, String name) {
    Endpoint tensor = endpointOrThrow(getGraph(), name, TensorRole.INPUT, inputMapping);
    StructField field = columnOrThrow(schema, column, inputMapping);
    String problem =
        "column [%s] of type %s cannot be fed to tensor [%s]"
            .formatted(column, field.dataType().simpleString(), tensor.spec());
    ColumnCells cells =
        ColumnCells.find(field.dataType(), tensor.spec().dtype())
            .orElseThrow(
                () ->
                    invalid(
                        problem,
                        "widening of numbers and double to float, nothing else",
                        "Cast the column."));
    FeedLayout layout =
        FeedLayout.of(tensor.spec().shape(), cells.rank())
            .orElseThrow(
                () ->
                    invalid(
                        problem,
                        "a cell of %d dimensions".formatted(cells.rank()),
                        "Nest the arrays as the tensor is, or give a flat vector."));
    mapper.feed(column, tensor, layout, cells.source());
  }

  private Endpoint output(String name) {
    Endpoint tensor = endpointOrThrow(getGraph(), name, TensorRole.OUTPUT, outputMapping);
    boolean fed =
        getInputMapping().values().stream()
            .flatMap(input -> getGraph().index().find(input).stream())
            .anyMatch(input -> input.tensor().equals(tensor.tensor()));
    if (fed) {
      throw invalid(
          "tensor [%s] is both fed and fetched".formatted(name),
          getGraph().outputs().stream().map(TensorSpec::name).toList(),
          "Fetch another tensor; the column that is fed is kept anyway.");
    }
    return tensor;
  }

  @Override
  public TFTransformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<TFTransformer> read() {
    return new StageReader<>();
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static TFTransformer load(String path) {
    return read().load(path);
  }
}
