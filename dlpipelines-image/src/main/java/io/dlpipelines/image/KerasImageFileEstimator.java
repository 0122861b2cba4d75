package io.dlpipelines.image;

import io.dlpipelines.image.codec.ImageDecoding;
import io.dlpipelines.image.zoo.Preprocessing;
import io.dlpipelines.param.HasInputCol;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.NetworkClassifier;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.training.NetworkInput;
import io.dlpipelines.training.TrainingHistory;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.types.TUint8;

/**
 * Trains a Keras model that takes {@code [batch, height, width, channels]} to tell what is on
 * images: Spark's image structs, encoded files in a binary column, or paths of files in a string
 * column. Labels are as for {@link io.dlpipelines.tensorflow.KerasClassifier}.
 *
 * <p>Images are decoded once, on all executors, resized to the size of the model's input and kept
 * as bytes while the model trains on them; the graph makes of these what {@code preprocessing}
 * says. Layers of the model such as RandomFlip and RandomRotation vary them from epoch to epoch.
 */
public final class KerasImageFileEstimator
    extends NetworkClassifier<KerasImageFileEstimator, KerasImageFileModel>
    implements HasInputCol<KerasImageFileEstimator>,
        HasImageSize<KerasImageFileEstimator>,
        HasImageDecoding<KerasImageFileEstimator>,
        HasPreprocessing<KerasImageFileEstimator> {

  private final Param<String> inputCol = HasInputCol.inputColParam(this);
  private final Param<String> interpolation = HasImageDecoding.interpolationParam(this);
  private final IntParam imageHeight = HasImageSize.imageHeightParam(this);
  private final IntParam imageWidth = HasImageSize.imageWidthParam(this);
  private final Param<String> channelOrder = HasImageSize.channelOrderParam(this);
  private final BooleanParam honourOrientation = HasImageDecoding.honourOrientationParam(this);
  private final IntParam maxPixels = HasImageDecoding.maxPixelsParam(this);
  private final Param<String> preprocessing = HasPreprocessing.preprocessingParam(this);

  /** Makes a stage with a random uid. */
  public KerasImageFileEstimator() {
    this(Identifiable.randomUID("kerasImageFileEstimator"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public KerasImageFileEstimator(String uid) {
    super(uid);
    setDefault(interpolation, DEFAULT_INTERPOLATION);
    setDefault(honourOrientation, true);
    setDefault(maxPixels, ImageDecoding.DEFAULT_MAX_PIXELS);
    setDefault(preprocessing, Preprocessing.NONE.paramValue());
  }

  @Override
  public Param<String> inputCol() {
    return inputCol;
  }

  @Override
  public Param<String> interpolation() {
    return interpolation;
  }

  @Override
  public IntParam imageHeight() {
    return imageHeight;
  }

  @Override
  public IntParam imageWidth() {
    return imageWidth;
  }

  @Override
  public Param<String> channelOrder() {
    return channelOrder;
  }

  @Override
  public BooleanParam honourOrientation() {
    return honourOrientation;
  }

  @Override
  public IntParam maxPixels() {
    return maxPixels;
  }

  @Override
  public Param<String> preprocessing() {
    return preprocessing;
  }

  @Override
  protected List<NetworkInput> inputs(KerasModel network) {
    TensorSpec taken = network.inputs().get(0);
    ImageInput images = ImageInput.of(this, taken, this::invalid);
    if (images.height() == 0 || images.width() == 0) {
      throw invalid(
          "the network takes images of any size, and they are kept in one size",
          "[%s]".formatted(taken),
          "Set imageHeight and imageWidth.");
    }
    Preprocessing mode = Preprocessing.of(getPreprocessing());
    return List.of(
        new NetworkInput(
            Dtype.UINT8,
            images.cell(),
            (tf, fed) ->
                mode.prepare(
                    tf, fed.asOutput().expect(TUint8.class), images.channelOrder(), taken)));
  }

  @Override
  protected Feed input(StructType schema, KerasModel network, TensorSpec cell) {
    StructField column = columnOrThrow(schema, required(inputCol), inputCol);
    return ImageInput.of(this, network.inputs().get(0), this::invalid)
        .feed(this, schema, column, cell.name(), this::invalid);
  }

  @Override
  protected KerasImageFileModel fitted(KerasModel trained, TrainingHistory history) {
    KerasImageFileModel fitted = new KerasImageFileModel(uid());
    fitted.set(fitted.model(), trained);
    fitted.setInputCol(required(inputCol));
    fitted.setInterpolation(getInterpolation());
    fitted.setHonourOrientation(getHonourOrientation());
    fitted.setMaxPixels(getMaxPixels());
    fitted.setPreprocessing(getPreprocessing());
    if (isSet(imageHeight)) {
      fitted.setImageHeight(getImageHeight());
    }
    if (isSet(imageWidth)) {
      fitted.setImageWidth(getImageWidth());
    }
    if (isSet(channelOrder)) {
      fitted.setChannelOrder(getChannelOrder());
    }
    fitted.setPredictionCol(getPredictionCol());
    fitted.setProbabilityCol(getProbabilityCol());
    fitted.setRawPredictionCol(getRawPredictionCol());
    fitted.setHandleInvalid(getHandleInvalid());
    computeAlike(fitted);
    fitted.learned(history);
    return fitted;
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<KerasImageFileEstimator> read() {
    return new StageReader<>(KerasImageFileEstimator.class, (stage, saved) -> stage.loaded(saved));
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static KerasImageFileEstimator load(String path) {
    return read().load(path);
  }
}
