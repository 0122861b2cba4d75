package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.image.codec.ChannelOrder;
import io.dlpipelines.image.zoo.ImageNetwork;
import io.dlpipelines.image.zoo.NamedNetwork;
import io.dlpipelines.image.zoo.NetworkVariant;
import io.dlpipelines.image.zoo.Pooling;
import io.dlpipelines.image.zoo.WaveletScattering;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.OutputType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Turns images into feature vectors with a network: a named one ({@code modelName}), one in a file
 * ({@code modelPath}), or a graph ({@code graph}).
 *
 * <p>Named networks are those of {@link NamedNetwork}, without their classifiers, and with the
 * weights that Keras publishes for ImageNet or those of {@code weightsPath}; {@code alpha} is the
 * width of MobileNets. {@code WaveletScattering}, the two-layer scattering transform of Bruna and
 * Mallat, needs no training and no file: see {@link WaveletScattering}. It takes grey images
 * ({@code channelOrder} L) of 32 x 32, or as {@code imageHeight} and {@code imageWidth} say, with
 * {@code scales} and {@code angles}; 3,472 features by default.
 *
 * <p>A network in a file takes float32 {@code [batch, height, width, channels]}; what it expects of
 * pixels is said by {@code channelOrder} and {@code preprocessing}, and its size by {@code
 * imageHeight} and {@code imageWidth} where its graph does not state it.
 *
 * <p>{@code layer} names the layer or tensor whose values are the features, and {@code pooling} how
 * maps of features become a vector.
 */
public final class DeepImageFeaturizer extends ImageNetworkStage<DeepImageFeaturizer> {
  private static final String WAVELET_SCATTERING = "WaveletScattering";
  private static final int SCATTERING_SIZE = 32;
  private static final String AUTO = "auto";
  private static final List<String> NAMES =
      Stream.concat(NamedNetwork.names().stream(), Stream.of(WAVELET_SCATTERING)).toList();

  private final Param<String> layer =
      ParamFactory.text(
          this,
          "layer",
          "layer or tensor whose values are the features; unset: the last feature maps of a named"
              + " network, else the graph's only output");
  private final Param<String> pooling =
      ParamFactory.choice(
          this,
          "pooling",
          "how feature maps become a vector: the mean or maximum over positions, all values, or"
              + " what suits the network (avg, and none for WaveletScattering)",
          List.of(AUTO, "avg", "max", "none"));
  private final IntParam scales =
      ParamFactory.between(
          this,
          "scales",
          "number of scales J of WaveletScattering; sizes are multiples of 2^J",
          1,
          WaveletScattering.MAX_SCALES);
  private final IntParam angles =
      ParamFactory.between(
          this,
          "angles",
          "number of angles L of WaveletScattering",
          1,
          WaveletScattering.MAX_ANGLES);

  /** Makes a stage with a random uid. */
  public DeepImageFeaturizer() {
    this(Identifiable.randomUID("deepImageFeaturizer"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public DeepImageFeaturizer(String uid) {
    super(uid, NAMES);
    setDefault(pooling, AUTO);
    setDefault(scales, 3);
    setDefault(angles, 8);
  }

  /**
   * The layer or tensor whose values are the features.
   *
   * @return the Param
   */
  public Param<String> layer() {
    return layer;
  }

  /**
   * The layer or tensor whose values are the features.
   *
   * @return the value
   */
  public String getLayer() {
    return getOrDefault(layer);
  }

  /**
   * Sets the layer or tensor whose values are the features: any layer of a named network or a Keras
   * model, by its name.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImageFeaturizer setLayer(String value) {
    set(layer, requireNonNull(value, "layer"));
    return this;
  }

  /**
   * How feature maps become a vector.
   *
   * @return the Param
   */
  public Param<String> pooling() {
    return pooling;
  }

  /**
   * How feature maps become a vector.
   *
   * @return the value
   */
  public String getPooling() {
    return getOrDefault(pooling);
  }

  /**
   * Sets how feature maps become a vector: {@code auto}, {@code avg}, {@code max} or {@code none}.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImageFeaturizer setPooling(String value) {
    set(pooling, requireNonNull(value, "pooling"));
    return this;
  }

  /**
   * The number of scales of WaveletScattering.
   *
   * @return the Param
   */
  public IntParam scales() {
    return scales;
  }

  /**
   * The number of scales of WaveletScattering.
   *
   * @return the value
   */
  public int getScales() {
    return (Integer) getOrDefault(scales);
  }

  /**
   * Sets the number of scales J of WaveletScattering.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImageFeaturizer setScales(int value) {
    set(scales, value);
    return this;
  }

  /**
   * The number of angles of WaveletScattering.
   *
   * @return the Param
   */
  public IntParam angles() {
    return angles;
  }

  /**
   * The number of angles of WaveletScattering.
   *
   * @return the value
   */
  public int getAngles() {
    return (Integer) getOrDefault(angles);
  }

  /**
   * Sets the number of angles L of WaveletScattering.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImageFeaturizer setAngles(int value) {
    set(angles, value);
    return this;
  }

  @Override
  Param<String> output() {
    return layer;
  }

  /** Without the classifier, unless a layer of it is asked for. */
  @Override
  NetworkVariant variant() {
    NetworkVariant whole = super.variant();
    return isSet(layer) ? whole.having(getLayer()) : whole.withoutTop();
  }

  @Override
  protected ScoringPlan plan(StructType schema) {
    boolean scatters = scatters();
    ImageNetwork network = scatters ? scattering() : ofOneSize(network());
    Pooling chosen =
        getPooling().equals(AUTO)
            ? (scatters ? Pooling.NONE : Pooling.AVG)
            : Pooling.of(getPooling());
    return plan(
        schema,
        network,
        network.toFeatures(chosen),
        ImageNetwork.RESULT,
        new OutputType.Form(true, false, false));
  }

  private boolean scatters() {
    return isSet(modelName()) && WAVELET_SCATTERING.equalsIgnoreCase(getModelName());
  }

  private ImageNetwork scattering() {
    requireOne();
    requireUnset(
        WAVELET_SCATTERING + " has its own",
        inputTensor(),
        layer,
        preprocessing(),
        weightsPath(),
        alpha());
    int height = isSet(imageHeight()) ? getImageHeight() : SCATTERING_SIZE;
    int width = isSet(imageWidth()) ? getImageWidth() : SCATTERING_SIZE;
    ChannelOrder order = ChannelOrder.valueOf(isSet(channelOrder()) ? getChannelOrder() : "L");
    WaveletScattering transform = new WaveletScattering(getScales(), getAngles(), height, width);
    return transform.network(order);
  }

  private ImageNetwork ofOneSize(ImageNetwork network) {
    if (network.height() == 0 || network.width() == 0) {
      throw invalid(
          "the network takes images of any size [%s]"
              .formatted(network.graph().tensorOrThrow(network.input())),
          "no imageHeight and imageWidth",
          "Set both, so that all features have the same length.");
    }
    return network;
  }

  @Override
  protected <T> Optional<SavedData> savedData(DataParam<T> param) {
    return scatters() ? Optional.empty() : super.savedData(param);
  }

  @Override
  public DeepImageFeaturizer copy(ParamMap extra) {
    return copied(defaultCopy(extra), extra);
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<DeepImageFeaturizer> read() {
    return new StageReader<>(DeepImageFeaturizer.class, DeepImageFeaturizer::loaded);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static DeepImageFeaturizer load(String path) {
    return read().load(path);
  }
}
