package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.image.codec.ChannelOrder;
import io.dlpipelines.image.zoo.ImageNetwork;
import io.dlpipelines.image.zoo.Pooling;
import io.dlpipelines.image.zoo.Preprocessing;
import io.dlpipelines.image.zoo.WaveletScattering;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensorflow.GraphParam;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.util.List;
import java.util.Optional;
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
 * <p>The named network is {@code WaveletScattering}, the two-layer scattering transform of Bruna
 * and Mallat, which needs no training and no file: see {@link WaveletScattering}. It takes grey
 * images ({@code channelOrder} L) of 32 x 32, or as {@code imageHeight} and {@code imageWidth} say,
 * with {@code scales} and {@code angles}; 3,472 features by default.
 *
 * <p>A network in a file takes float32 {@code [batch, height, width, channels]}; what it expects of
 * pixels is said by {@code channelOrder} and {@code preprocessing}, and its size by {@code
 * imageHeight} and {@code imageWidth} where its graph does not state it. {@code layer} names the
 * tensor whose values are the features, and {@code pooling} how maps of features become a vector.
 */
public final class DeepImageFeaturizer extends ImageStage<DeepImageFeaturizer> {
  private static final String WAVELET_SCATTERING = "WaveletScattering";
  private static final int SCATTERING_SIZE = 32;
  private static final String AUTO = "auto";

  private final Param<String> inputTensor =
      ParamFactory.text(
          this, "inputTensor", "tensor that takes the images; unset: the graph's only input");
  private final Param<String> modelName =
      ParamFactory.choice(this, "modelName", "name of the network", List.of(WAVELET_SCATTERING));
  private final Param<String> modelPath =
      ParamFactory.text(
          this, "modelPath", "file or folder with the network, on any Hadoop file system");
  private final GraphParam graph = new GraphParam(this, "graph", "the network as a graph");
  private final Param<String> layer =
      ParamFactory.text(
          this, "layer", "tensor whose values are the features; unset: the network's only output");
  private final Param<String> pooling =
      ParamFactory.choice(
          this,
          "pooling",
          "how feature maps become a vector: the mean or maximum over positions, all values, or"
              + " what suits the network (avg for a graph, none for WaveletScattering)",
          List.of(AUTO, "avg", "max", "none"));
  private final Param<String> preprocessing =
      ParamFactory.choice(
          this,
          "preprocessing",
          "what a graph expects of pixel values: 0..255, 0..1, -1..1, or less ImageNet's mean",
          names(Preprocessing.values()));
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

  private transient TFInputGraph graphOfPath;

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
    super(uid);
    setDefault(pooling, AUTO);
    setDefault(preprocessing, Preprocessing.NONE.paramValue());
    setDefault(scales, 3);
    setDefault(angles, 8);
  }

  /**
   * The tensor that takes the images.
   *
   * @return the Param
   */
  public Param<String> inputTensor() {
    return inputTensor;
  }

  /**
   * The tensor that takes the images.
   *
   * @return the value
   */
  public String getInputTensor() {
    return getOrDefault(inputTensor);
  }

  /**
   * Sets the tensor that takes the images.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImageFeaturizer setInputTensor(String value) {
    set(inputTensor, requireNonNull(value, "inputTensor"));
    return this;
  }

  /**
   * The name of the network.
   *
   * @return the Param
   */
  public Param<String> modelName() {
    return modelName;
  }

  /**
   * The name of the network.
   *
   * @return the value
   */
  public String getModelName() {
    return getOrDefault(modelName);
  }

  /**
   * Sets the name of the network.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImageFeaturizer setModelName(String value) {
    set(modelName, requireNonNull(value, "modelName"));
    return this;
  }

  /**
   * Where the network is.
   *
   * @return the Param
   */
  public Param<String> modelPath() {
    return modelPath;
  }

  /**
   * Where the network is.
   *
   * @return the value
   */
  public String getModelPath() {
    return getOrDefault(modelPath);
  }

  /**
   * Sets where the network is: what {@link TFInputGraph#fromPath} reads. It is read on the driver
   * when it is first needed, and saved with the stage.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImageFeaturizer setModelPath(String value) {
    set(modelPath, requireNonNull(value, "modelPath"));
    clear(graph);
    graphOfPath = null;
    return this;
  }

  /**
   * The network as a graph.
   *
   * @return the Param
   */
  public GraphParam graph() {
    return graph;
  }

  /**
   * The network as a graph.
   *
   * @return the value
   */
  public TFInputGraph getGraph() {
    return getOrDefault(graph);
  }

  /**
   * Sets the network as a graph.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImageFeaturizer setGraph(TFInputGraph value) {
    set(graph, requireNonNull(value, "graph"));
    return this;
  }

  /**
   * The tensor whose values are the features.
   *
   * @return the Param
   */
  public Param<String> layer() {
    return layer;
  }

  /**
   * The tensor whose values are the features.
   *
   * @return the value
   */
  public String getLayer() {
    return getOrDefault(layer);
  }

  /**
   * Sets the tensor whose values are the features.
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
   * What a graph expects of pixel values.
   *
   * @return the Param
   */
  public Param<String> preprocessing() {
    return preprocessing;
  }

  /**
   * What a graph expects of pixel values.
   *
   * @return the value
   */
  public String getPreprocessing() {
    return getOrDefault(preprocessing);
  }

  /**
   * Sets what a graph expects of pixel values: the names of {@link Preprocessing} in lower case.
   *
   * @param value the value
   * @return this stage
   */
  public DeepImageFeaturizer setPreprocessing(String value) {
    set(preprocessing, requireNonNull(value, "preprocessing"));
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
  protected ScoringPlan plan(StructType schema) {
    boolean named = isSet(modelName);
    if (named == (isSet(modelPath) || isSet(graph))) {
      throw invalid(
          named ? "modelName is set, and a graph too" : "no network is set",
          "modelName, modelPath, graph",
          "Set one of these.");
    }
    ImageNetwork network = named ? scattering() : ofGraph();
    Pooling chosen =
        getPooling().equals(AUTO) ? (named ? Pooling.NONE : Pooling.AVG) : Pooling.of(getPooling());
    return plan(
        schema,
        network,
        network.toFeatures(chosen),
        ImageNetwork.RESULT,
        new OutputType.Form(true, false, false));
  }

  private ImageNetwork scattering() {
    for (Param<?> param : List.of(inputTensor, layer, preprocessing)) {
      if (isSet(param)) {
        throw invalid(
            "%s is set, and %s has its own".formatted(param.name(), WAVELET_SCATTERING),
            getOrDefault(param),
            "Clear it, or give a graph instead of modelName.");
      }
    }
    int height = isSet(imageHeight()) ? getImageHeight() : SCATTERING_SIZE;
    int width = isSet(imageWidth()) ? getImageWidth() : SCATTERING_SIZE;
    ChannelOrder order = ChannelOrder.valueOf(isSet(channelOrder()) ? getChannelOrder() : "L");
    WaveletScattering transform = new WaveletScattering(getScales(), getAngles(), height, width);
    return transform.network(order);
  }

  private ImageNetwork ofGraph() {
    ImageNetwork network =
        network(resolved(), inputTensor, layer, Preprocessing.of(getPreprocessing()));
    if (network.height() == 0 || network.width() == 0) {
      throw invalid(
          "the network takes images of any size [%s]"
              .formatted(network.graph().tensorOrThrow(network.input())),
          "no imageHeight and imageWidth",
          "Set both, so that all features have the same length.");
    }
    return network;
  }

  private TFInputGraph resolved() {
    if (isSet(graph)) {
      return getGraph();
    }
    if (graphOfPath == null) {
      graphOfPath = TFInputGraph.fromPath(getModelPath());
    }
    return graphOfPath;
  }

  /** The network that {@code modelPath} names is saved too. */
  @Override
  protected <T> Optional<SavedData> savedData(DataParam<T> param) {
    return isSet(graph) || isSet(modelPath)
        ? Optional.of(graph.toSaved(resolved()))
        : Optional.empty();
  }

  @Override
  public DeepImageFeaturizer copy(ParamMap extra) {
    DeepImageFeaturizer copy = defaultCopy(extra);
    if (extra.contains(modelPath)) {
      copy.clear(copy.graph());
    } else {
      copy.graphOfPath = graphOfPath;
    }
    return copy;
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<DeepImageFeaturizer> read() {
    return new StageReader<>();
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
