package io.dlpipelines.tensorflow;

import io.dlpipelines.param.BatchSizeParam;
import io.dlpipelines.param.HasBatchSize;
import io.dlpipelines.param.HasDevice;
import io.dlpipelines.param.HasGpuMemoryFraction;
import io.dlpipelines.param.HasHandleInvalid;
import io.dlpipelines.param.HasIntraOpParallelism;
import io.dlpipelines.param.HasInvalidReasonCol;
import io.dlpipelines.param.HasPrecision;
import io.dlpipelines.param.HasXla;
import io.dlpipelines.scoring.Fetch;
import io.dlpipelines.scoring.HandleInvalid;
import io.dlpipelines.scoring.OutputColumn;
import io.dlpipelines.scoring.RowAxis;
import io.dlpipelines.scoring.ScoredColumns;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.scoring.ScoringSpec;
import io.dlpipelines.stage.TransformerStage;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.device.DeviceChoice;
import io.dlpipelines.tensorflow.graph.BatchProbe;
import io.dlpipelines.tensorflow.graph.Endpoint;
import io.dlpipelines.tensorflow.graph.OpaqueTensor;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.runtime.FixedBatchEngine;
import io.dlpipelines.tensorflow.runtime.SessionOptions;
import io.dlpipelines.tensorflow.runtime.TensorFlowEngine;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A stage that scores with a graph: appends the outputs, keeps all columns and the order of rows,
 * and runs nothing before the result is asked for.
 *
 * @param <S> the stage
 */
public abstract class ScoringStage<S extends ScoringStage<S>> extends TransformerStage<S>
    implements HasBatchSize<S>,
        HasHandleInvalid<S>,
        HasInvalidReasonCol<S>,
        HasDevice<S>,
        HasGpuMemoryFraction<S>,
        HasIntraOpParallelism<S>,
        HasPrecision<S>,
        HasXla<S> {

  private final IntParam batchSize = HasBatchSize.batchSizeParam(this);
  private final Param<String> handleInvalid = HasHandleInvalid.handleInvalidParam(this);
  private final Param<String> invalidReasonCol = HasInvalidReasonCol.invalidReasonColParam(this);
  private final Param<String> device = HasDevice.deviceParam(this);
  private final DoubleParam gpuMemoryFraction = HasGpuMemoryFraction.gpuMemoryFractionParam(this);
  private final IntParam intraOpParallelism = HasIntraOpParallelism.intraOpParallelismParam(this);
  private final Param<String> precision = HasPrecision.precisionParam(this);
  private final BooleanParam xla = HasXla.xlaParam(this);

  /**
   * Sets the defaults: errors for invalid rows, any device, one thread per operation, float32
   * without XLA.
   *
   * @param uid the stage's unique name
   * @param defaultBatchSize rows that are scored together
   */
  protected ScoringStage(String uid, int defaultBatchSize) {
    super(uid);
    setDefault(batchSize, defaultBatchSize);
    setDefault(handleInvalid, HandleInvalid.ERROR.paramValue());
    setDefault(device, "auto");
    setDefault(gpuMemoryFraction, 1.0);
    setDefault(precision, "float32");
    setDefault(xla, false);
    setDefault(intraOpParallelism, 1);
  }

  @Override
  public final IntParam batchSize() {
    return batchSize;
  }

  @Override
  public final Param<String> handleInvalid() {
    return handleInvalid;
  }

  @Override
  public final Param<String> invalidReasonCol() {
    return invalidReasonCol;
  }

  @Override
  public final Param<String> device() {
    return device;
  }

  @Override
  public final DoubleParam gpuMemoryFraction() {
    return gpuMemoryFraction;
  }

  @Override
  public final IntParam intraOpParallelism() {
    return intraOpParallelism;
  }

  @Override
  public final Param<String> precision() {
    return precision;
  }

  @Override
  public final BooleanParam xla() {
    return xla;
  }

  @Override
  public final Dataset<Row> transform(Dataset<?> dataset) {
    ScoringPlan plan = plan(dataset.schema());
    withOutputs(dataset.schema(), plan.spec());
    return ScoredColumns.append(dataset, plan, outputs(plan.spec()), reasonColumn());
  }

  /**
   * The input columns, and behind them the outputs.
   *
   * @throws IllegalArgumentException if a Param is missing or does not fit the graph or the columns
   */
  @Override
  public final StructType transformSchema(StructType schema) {
    return withOutputs(schema, plan(schema).spec());
  }

  private StructType withOutputs(StructType schema, ScoringSpec spec) {
    StructType result = schema;
    for (OutputColumn output : outputs(spec)) {
      result = added(result, output.field());
    }
    return reasonColumn().isEmpty()
        ? result
        : added(result, DataTypes.createStructField(reasonColumn(), DataTypes.StringType, true));
  }

  /**
   * What to score, checked against the columns without running anything.
   *
   * @param schema the columns
   * @return the plan
   * @throws IllegalArgumentException if a Param is missing or does not fit the graph or the columns
   */
  protected abstract ScoringPlan plan(StructType schema);

  /**
   * What becomes of what is fetched: by default a column each.
   *
   * @param spec what is fetched
   * @return the columns that are added
   */
  protected List<OutputColumn> outputs(ScoringSpec spec) {
    boolean nullable = spec.handleInvalid() != HandleInvalid.ERROR;
    return spec.fetches().stream().map(fetch -> OutputColumn.of(fetch, nullable)).toList();
  }

  /**
   * Makes a plan of resolved mappings and this stage's Params.
   *
   * @param graph the graph
   * @param mapping columns fed to and fetched from its tensors
   * @return the plan
   */
  final ScoringPlan plan(TFInputGraph graph, GraphMapping mapping) {
    TensorFlowEngine engine =
        new TensorFlowEngine(
            graph.model().kind(),
            graph.model().tags(),
            new SessionOptions(
                DeviceChoice.of(getDevice()),
                getIntraOpParallelism(),
                getGpuMemoryFraction(),
                Precision.of(getPrecision()),
                getXla()));
    int fixed = mapping.fixedRows();
    return new ScoringPlan(
        graph.model().files(),
        new ScoringSpec(
            fixed > 0
                ? new FixedBatchEngine(engine, fixed, batched(mapping), split(mapping))
                : engine,
            mapping.feeds(),
            mapping.fetches(),
            mapping.rowByRow(),
            fixed > 0 ? fixed : getBatchSize(),
            HandleInvalid.of(getHandleInvalid())));
  }

  private static List<Boolean> batched(GraphMapping mapping) {
    return mapping.feeds().stream().map(Feed::batched).toList();
  }

  private static List<Boolean> split(GraphMapping mapping) {
    return mapping.fetches().stream().map(fetch -> fetch.rows() != RowAxis.NONE).toList();
  }

  /**
   * A column of the input.
   *
   * @param schema the columns
   * @param name the column's name
   * @param param the Param that names it
   * @return the column
   * @throws IllegalArgumentException if there is no such column
   */
  protected final StructField columnOrThrow(StructType schema, String name, Param<?> param) {
    List<String> names = Arrays.asList(schema.fieldNames());
    if (!names.contains(name)) {
      throw invalid(
          "there is no column [%s]".formatted(name),
          names,
          "Set %s to one of these.".formatted(param.name()));
    }
    return schema.apply(name);
  }

  /**
   * A tensor of a graph.
   *
   * @param graph the graph
   * @param name the tensor's name
   * @param role what it is to this stage
   * @param param the Param that names it
   * @return what is known of it
   * @throws IllegalArgumentException if there is no such tensor
   */
  protected final TensorSpec tensorOrThrow(
      TFInputGraph graph, String name, TensorRole role, Param<?> param) {
    return endpointOrThrow(graph, name, role, param).spec();
  }

  final Endpoint endpointOrThrow(TFInputGraph graph, String name, TensorRole role, Param<?> param) {
    return graph
        .index()
        .find(name)
        .orElseThrow(
            () ->
                graph
                    .index()
                    .findOpaque(name)
                    .map(tensor -> noColumn(role, tensor.withName(name)))
                    .orElseGet(
                        () ->
                            invalid(
                                "%s tensor [%s] is not in the graph".formatted(role, name),
                                role.offeredBy(graph).stream().map(TensorSpec::name).toList(),
                                "The nearest are %s. Set %s to one of these."
                                    .formatted(graph.index().nearest(name), param.name()))));
  }

  private IllegalArgumentException noColumn(TensorRole role, OpaqueTensor tensor) {
    return invalid(
        "%s tensor [%s] is of type %s, and no column holds %s"
            .formatted(role, tensor.name(), tensor.type(), tensor.content()),
        tensor.type() + " " + tensor.shape(),
        tensor.cure());
  }

  /**
   * Makes a plan where one column with the cells of a batch is fed to a graph.
   *
   * @param graph the graph
   * @param feed the column and its tensor
   * @param fetches the outputs, taken to have a part for each row
   * @return the plan, with outputs whole where they do not depend on the rows
   * @throws IllegalArgumentException if one depends on the rows and has no part for each of them
   */
  protected final ScoringPlan plan(TFInputGraph graph, Feed feed, List<Fetch> fetches) {
    int rows = graph.model().rows();
    int fixed = rows > 1 ? rows : 0;
    boolean single = rows == 1 || rows == 0 && getBatchSize() == 1;
    BatchProbe probe = graph.index().probe(fetches.stream().map(Fetch::tensor).toList(), fixed);
    probe.feedRows(feed.tensor(), feed.cell());
    try {
      List<Fetch> decided =
          fetches.stream()
              .map(
                  fetch ->
                      new FetchedTensor(
                              graph.index().find(fetch.tensor()).orElseThrow(),
                              fetch.column(),
                              fetch.type().form())
                          .inferredBy(probe)
                          .fetch(single, true, fixed))
              .toList();
      return plan(graph, new GraphMapping(List.of(feed), decided, rows == 1, fixed));
    } catch (FetchedTensor.NoBatchException failure) {
      throw withoutRows(failure);
    }
  }

  final IllegalArgumentException withoutRows(FetchedTensor.NoBatchException failure) {
    Endpoint tensor = failure.tensor();
    return invalid(
        tensor.isRagged()
            ? "output tensor [%s] is ragged: its rows have different lengths"
                .formatted(tensor.name())
            : "output tensor [%s] has shape %s, without a dimension for the rows of a batch"
                .formatted(tensor.name(), tensor.spec().shape()),
        failure.fixedRows() > 0
            ? "a batch of %d rows, which is what the graph takes".formatted(failure.fixedRows())
            : "batchSize " + (getBatchSize() == BatchSizeParam.AUTO ? "auto" : getBatchSize()),
        cure(failure));
  }

  private static String cure(FetchedTensor.NoBatchException failure) {
    if (failure.tensor().isRagged() && failure.tensor().raggedRank() > 1) {
      return "Fetch another tensor, or save the model with a dense one (to_tensor()).";
    }
    return failure.fixedRows() > 0
        ? "Fetch another tensor, or save the model with a batch dimension of unknown size (None)."
        : "Set batchSize to 1 to score each row alone, or fetch another tensor.";
  }

  private StructType added(StructType schema, StructField field) {
    List<String> names = Arrays.asList(schema.fieldNames());
    if (names.stream().anyMatch(name -> isSameColumn(name, field.name()))) {
      throw invalid(
          "the output column [%s] exists already".formatted(field.name()),
          names,
          "Choose another name, or drop the column first.");
    }
    return schema.add(field);
  }

  /** As the session tells columns apart: by default without regard to case. */
  private static boolean isSameColumn(String first, String second) {
    return SQLConf.get().caseSensitiveAnalysis()
        ? first.equals(second)
        : first.equalsIgnoreCase(second);
  }

  private String reasonColumn() {
    if (!isSet(invalidReasonCol)) {
      return "";
    }
    if (!getHandleInvalid().equals(HandleInvalid.KEEP.paramValue())) {
      throw invalid(
          "invalidReasonCol is set, and rows without outputs are not kept",
          "handleInvalid = " + getHandleInvalid(),
          "Set handleInvalid to keep, or clear invalidReasonCol.");
    }
    return getInvalidReasonCol();
  }
}
