package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.image.zoo.Preprocessing;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensorflow.HasKerasModel;
import io.dlpipelines.tensorflow.KerasModelParam;
import io.dlpipelines.tensorflow.KerasModelSource;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Scores images with a Keras model that takes {@code [batch, height, width, channels]}, built in
 * Java ({@code model}) or read from a file ({@code modelFile}).
 *
 * <p>The column holds the paths of image files, which executors read, or encoded files, or image
 * structs. Images are resized to the size of the model's input; their channels are put in the order
 * of {@code channelOrder}, and their values prepared as {@code preprocessing} says. What the result
 * becomes is said by {@code outputMode}: see {@link ImageResultStage}.
 */
public final class KerasImageFileTransformer extends ImageResultStage<KerasImageFileTransformer>
    implements HasKerasModel<KerasImageFileTransformer>,
        HasPreprocessing<KerasImageFileTransformer> {

  private final KerasModelParam model = HasKerasModel.modelParam(this);
  private final Param<String> modelFile = HasKerasModel.modelFileParam(this);
  private final Param<String> inputLayer =
      ParamFactory.text(
          this, "inputLayer", "layer that takes the images; unset: the model's only input");
  private final Param<String> outputLayer =
      ParamFactory.text(
          this, "outputLayer", "layer whose result is taken; unset: the model's only output");
  private final Param<String> preprocessing = HasPreprocessing.preprocessingParam(this);

  private KerasModelSource source = new KerasModelSource();

  /** Makes a stage with a random uid. */
  public KerasImageFileTransformer() {
    this(Identifiable.randomUID("kerasImageFileTransformer"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public KerasImageFileTransformer(String uid) {
    super(uid);
    setDefault(preprocessing, Preprocessing.NONE.paramValue());
  }

  @Override
  public KerasModelParam model() {
    return model;
  }

  @Override
  public Param<String> modelFile() {
    return modelFile;
  }

  /**
   * The layer that takes the images.
   *
   * @return the Param
   */
  public Param<String> inputLayer() {
    return inputLayer;
  }

  /**
   * The layer that takes the images.
   *
   * @return the value
   */
  public String getInputLayer() {
    return getOrDefault(inputLayer);
  }

  /**
   * Sets the layer that takes the images.
   *
   * @param value the value
   * @return this stage
   */
  public KerasImageFileTransformer setInputLayer(String value) {
    set(inputLayer, requireNonNull(value, "inputLayer"));
    return this;
  }

  /**
   * The layer whose result is taken.
   *
   * @return the Param
   */
  public Param<String> outputLayer() {
    return outputLayer;
  }

  /**
   * The layer whose result is taken.
   *
   * @return the value
   */
  public String getOutputLayer() {
    return getOrDefault(outputLayer);
  }

  /**
   * Sets the layer whose result is taken.
   *
   * @param value the value
   * @return this stage
   */
  public KerasImageFileTransformer setOutputLayer(String value) {
    set(outputLayer, requireNonNull(value, "outputLayer"));
    return this;
  }

  @Override
  public Param<String> preprocessing() {
    return preprocessing;
  }

  @Override
  protected ScoringPlan plan(StructType schema) {
    return plan(
        schema,
        network(source.graph(this), inputLayer, outputLayer, Preprocessing.of(getPreprocessing())));
  }

  /** The model that {@code modelFile} names is saved too. */
  @Override
  protected <T> Optional<SavedData> savedData(DataParam<T> param) {
    return isSet(model) || isSet(modelFile)
        ? Optional.of(model.toSaved(source.model(this)))
        : Optional.empty();
  }

  @Override
  public KerasImageFileTransformer copy(ParamMap extra) {
    KerasImageFileTransformer copy = defaultCopy(extra);
    copy.source = source.copied(copy, extra);
    return copy;
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<KerasImageFileTransformer> read() {
    return new StageReader<>(
        KerasImageFileTransformer.class,
        (stage, saved) -> stage.source.loaded(stage, stage.model.fromSaved(saved)));
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static KerasImageFileTransformer load(String path) {
    return read().load(path);
  }
}
