package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.image.zoo.ImageNetwork;
import io.dlpipelines.image.zoo.Preprocessing;
import io.dlpipelines.param.HasPredictionCol;
import io.dlpipelines.param.HasProbabilityCol;
import io.dlpipelines.param.HasRawPredictionCol;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.Fetch;
import io.dlpipelines.scoring.OutputColumn;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.scoring.ScoringSpec;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensorflow.ClassScores;
import io.dlpipelines.tensorflow.FittedNetwork;
import io.dlpipelines.tensorflow.KerasModelParam;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.TrainingHistory;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Tells what is on images with a network that {@link KerasImageFileEstimator} fitted. It adds what
 * Spark ML's own classifiers add: {@code rawPrediction}, {@code probability} and {@code
 * prediction}. A column with an empty name is left out.
 */
public final class KerasImageFileModel extends ImageInputStage<KerasImageFileModel>
    implements HasPreprocessing<KerasImageFileModel>,
        HasPredictionCol<KerasImageFileModel>,
        HasProbabilityCol<KerasImageFileModel>,
        HasRawPredictionCol<KerasImageFileModel> {
  private static final OutputType.Form VECTORS = new OutputType.Form(true, false, false);

  private final KerasModelParam model =
      new KerasModelParam(this, "model", "the network that was fitted");
  private final Param<String> preprocessing = HasPreprocessing.preprocessingParam(this);
  private final Param<String> predictionCol = HasPredictionCol.predictionColParam(this);
  private final Param<String> probabilityCol = HasProbabilityCol.probabilityColParam(this);
  private final Param<String> rawPredictionCol = HasRawPredictionCol.rawPredictionColParam(this);

  private FittedNetwork fitted = new FittedNetwork();

  /** Makes a stage with a random uid. */
  public KerasImageFileModel() {
    this(Identifiable.randomUID("kerasImageFileModel"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public KerasImageFileModel(String uid) {
    super(uid);
    setDefault(preprocessing, Preprocessing.NONE.paramValue());
    setDefault(predictionCol, "prediction");
    setDefault(probabilityCol, "probability");
    setDefault(rawPredictionCol, "rawPrediction");
  }

  /**
   * The network that was fitted.
   *
   * @return the Param
   */
  public KerasModelParam model() {
    return model;
  }

  /**
   * The network that was fitted, to be saved for Keras, cut, or trained further.
   *
   * @return the network with its weights
   */
  public KerasModel getModel() {
    return required(model);
  }

  /**
   * Sets the network, such as one that was trained elsewhere.
   *
   * @param value a network of one input, which takes images, and one output
   * @return this stage
   */
  public KerasImageFileModel setModel(KerasModel value) {
    set(model, requireNonNull(value, "model"));
    return this;
  }

  @Override
  public Param<String> preprocessing() {
    return preprocessing;
  }

  @Override
  public Param<String> predictionCol() {
    return predictionCol;
  }

  @Override
  public Param<String> probabilityCol() {
    return probabilityCol;
  }

  @Override
  public Param<String> rawPredictionCol() {
    return rawPredictionCol;
  }

  /**
   * The number of classes.
   *
   * @return 2 or more
   */
  public int numClasses() {
    return ClassScores.classes(getModel());
  }

  /**
   * How the training went: loss and metrics of each epoch, times, rows per second.
   *
   * @return the history, which is saved with the model; without epochs if it was not fitted
   */
  public TrainingHistory summary() {
    return fitted.history();
  }

  void learned(TrainingHistory history) {
    fitted = new FittedNetwork(history);
  }

  @Override
  protected ScoringPlan plan(StructType schema) {
    TFInputGraph graph = fitted.graph(getModel(), UnaryOperator.identity());
    ImageNetwork network =
        network(
            graph,
            graph.inputs().get(0),
            graph.outputs().get(0),
            Preprocessing.of(getPreprocessing()));
    TFInputGraph scores = ClassScores.behind(network.fromBytes(), getModel());
    List<Fetch> fetches =
        ClassScores.columns(this).entrySet().stream()
            .map(column -> fetch(scores, column.getKey(), column.getValue(), VECTORS))
            .toList();
    return plan(schema, network, scores, fetches);
  }

  @Override
  protected List<OutputColumn> outputs(ScoringSpec spec) {
    return super.outputs(spec).stream()
        .map(
            column ->
                column.field().name().equals(getPredictionCol())
                    ? ClassScores.nominal(column, numClasses())
                    : column)
        .toList();
  }

  @Override
  protected <T> Optional<SavedData> savedData(DataParam<T> param) {
    return super.savedData(param).map(fitted::saved);
  }

  /**
   * A copy with the same network and history. A network among the extra Params is passed over:
   * searches copy what they fitted with the Params that they fitted it with.
   */
  @Override
  public KerasImageFileModel copy(ParamMap extra) {
    ParamMap others = extra.copy();
    others.remove(model);
    KerasImageFileModel copy = defaultCopy(others);
    copy.fitted = fitted;
    return copy.setParent(parent());
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<KerasImageFileModel> read() {
    return new StageReader<>(
        KerasImageFileModel.class,
        (stage, saved) -> {
          stage.set(stage.model, stage.model.fromSaved(saved));
          stage.fitted.loaded(saved);
        });
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static KerasImageFileModel load(String path) {
    return read().load(path);
  }
}
