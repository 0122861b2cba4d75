package io.dlpipelines.tensorflow;

import io.dlpipelines.param.HasInputCol;
import io.dlpipelines.param.HasOutputCol;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Scores columns with a Keras model, built in Java ({@code model}) or read from a file ({@code
 * modelFile}).
 *
 * <p>A model of one input and one output takes {@code inputCol} and gives {@code outputCol}. For
 * others, {@code inputMapping} says which column is fed to which input layer, and {@code
 * outputMapping} which layer's result becomes which column: that of any layer, not only of those
 * that end the model. Each of the two ways may be chosen for inputs and for outputs.
 *
 * <p>What fits which column, and what becomes of a result, is as for {@link TFTransformer}.
 */
public final class KerasTransformer extends ColumnStage<KerasTransformer>
    implements HasKerasModel<KerasTransformer>,
        HasInputCol<KerasTransformer>,
        HasOutputCol<KerasTransformer> {

  private final KerasModelParam model = HasKerasModel.modelParam(this);
  private final Param<String> modelFile = HasKerasModel.modelFileParam(this);
  private final Param<String> inputCol = HasInputCol.inputColParam(this);
  private final Param<String> outputCol = HasOutputCol.outputColParam(this);

  private KerasModelSource source = new KerasModelSource();

  /** Makes a stage with a random uid. */
  public KerasTransformer() {
    this(Identifiable.randomUID("kerasTransformer"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public KerasTransformer(String uid) {
    super(
        uid,
        "from input columns to the input layers they are fed to",
        "from layers, whose results are fetched, to the columns that are added");
  }

  @Override
  public KerasModelParam model() {
    return model;
  }

  @Override
  public Param<String> modelFile() {
    return modelFile;
  }

  @Override
  public Param<String> inputCol() {
    return inputCol;
  }

  @Override
  public Param<String> outputCol() {
    return outputCol;
  }

  @Override
  protected ScoringPlan plan(StructType schema) {
    TFInputGraph graph = source.graph(this);
    Mapping inputs =
        oneOf(inputCol, inputMapping())
            ? new Mapping(inputCol, Map.of(getInputCol(), only(graph, TensorRole.INPUT)))
            : new Mapping(inputMapping(), getInputMapping());
    Mapping outputs =
        oneOf(outputCol, outputMapping())
            ? new Mapping(outputCol, Map.of(only(graph, TensorRole.OUTPUT), getOutputCol()))
            : new Mapping(outputMapping(), getOutputMapping());
    return ofRows(schema, plan(schema, graph, inputs, outputs, false));
  }

  private boolean oneOf(Param<String> column, Param<?> mapping) {
    boolean single = isSet(column);
    if (single == isSet(mapping)) {
      throw invalid(
          "%s of %s and %s %s set"
              .formatted(
                  single ? "both" : "none", column.name(), mapping.name(), single ? "are" : "is"),
          single ? getOrDefault(mapping) : "no column",
          single
              ? "Clear one of them."
              : "Set %s, or %s for more than one column.".formatted(column.name(), mapping.name()));
    }
    return single;
  }

  private String only(TFInputGraph graph, TensorRole role) {
    List<TensorSpec> offered = role.offeredBy(graph);
    if (offered.size() != 1) {
      throw invalid(
          "the model has %d %ss, and %sCol is for one".formatted(offered.size(), role, role),
          offered,
          "Set %sMapping instead.".formatted(role));
    }
    return offered.get(0).name();
  }

  /** The model that {@code modelFile} names is saved too. */
  @Override
  protected <T> Optional<SavedData> savedData(DataParam<T> param) {
    return isSet(model) || isSet(modelFile)
        ? Optional.of(model.toSaved(source.model(this)))
        : Optional.empty();
  }

  @Override
  public KerasTransformer copy(ParamMap extra) {
    KerasTransformer copy = defaultCopy(extra);
    copy.source = source.copied(copy, extra);
    return copy;
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<KerasTransformer> read() {
    return new StageReader<>(
        KerasTransformer.class,
        (stage, saved) -> stage.source.loaded(stage, stage.model.fromSaved(saved)));
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static KerasTransformer load(String path) {
    return read().load(path);
  }
}
