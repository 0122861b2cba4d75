package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.image.zoo.ImageNetwork;
import io.dlpipelines.image.zoo.Pooling;
import io.dlpipelines.image.zoo.Preprocessing;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.GraphParam;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/**
 * Scores images with any graph that takes {@code [batch, height, width, channels]}, float32 or
 * unsigned bytes, values 0 to 255 in the order of {@code channelOrder}. Images are resized to
 * {@code imageHeight} and {@code imageWidth}, or to the size that the graph states; if there is
 * none, each keeps its own.
 *
 * <p>{@code outputMode} {@code vector} gives all values of the result as one ML vector, {@code
 * array} nested arrays in the result's shape, {@code image} an image struct: the result must be
 * {@code [batch, height, width, channels]} in the order of {@code channelOrder}, and is rounded and
 * clipped to 0 to 255. Its origin is null.
 */
public final class TFImageTransformer extends ImageStage<TFImageTransformer> {
  private static final String VECTOR = "vector";
  private static final String ARRAY = "array";
  private static final String IMAGE = "image";

  private final GraphParam graph = new GraphParam(this, "graph", "the graph that scores images");
  private final Param<String> inputTensor =
      ParamFactory.text(
          this, "inputTensor", "tensor that takes the images; unset: the graph's only input");
  private final Param<String> outputTensor =
      ParamFactory.text(
          this, "outputTensor", "tensor that is fetched; unset: the graph's only output");
  private final Param<String> outputMode =
      ParamFactory.choice(
          this, "outputMode", "what the result becomes", List.of(VECTOR, ARRAY, IMAGE));

  /** Makes a stage with a random uid. */
  public TFImageTransformer() {
    this(Identifiable.randomUID("tfImageTransformer"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public TFImageTransformer(String uid) {
    super(uid);
    setDefault(outputMode, VECTOR);
  }

  /**
   * The graph that scores images.
   *
   * @return the Param
   */
  public GraphParam graph() {
    return graph;
  }

  /**
   * The graph that scores images.
   *
   * @return the value
   */
  public TFInputGraph getGraph() {
    return getOrDefault(graph);
  }

  /**
   * Sets the graph that scores images.
   *
   * @param value the value
   * @return this stage
   */
  public TFImageTransformer setGraph(TFInputGraph value) {
    set(graph, requireNonNull(value, "graph"));
    return this;
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
  public TFImageTransformer setInputTensor(String value) {
    set(inputTensor, requireNonNull(value, "inputTensor"));
    return this;
  }

  /**
   * The tensor that is fetched.
   *
   * @return the Param
   */
  public Param<String> outputTensor() {
    return outputTensor;
  }

  /**
   * The tensor that is fetched.
   *
   * @return the value
   */
  public String getOutputTensor() {
    return getOrDefault(outputTensor);
  }

  /**
   * Sets the tensor that is fetched.
   *
   * @param value the value
   * @return this stage
   */
  public TFImageTransformer setOutputTensor(String value) {
    set(outputTensor, requireNonNull(value, "outputTensor"));
    return this;
  }

  /**
   * What the result becomes.
   *
   * @return the Param
   */
  public Param<String> outputMode() {
    return outputMode;
  }

  /**
   * What the result becomes.
   *
   * @return the value
   */
  public String getOutputMode() {
    return getOrDefault(outputMode);
  }

  /**
   * Sets what the result becomes: {@code vector}, {@code array} or {@code image}.
   *
   * @param value the value
   * @return this stage
   */
  public TFImageTransformer setOutputMode(String value) {
    set(outputMode, requireNonNull(value, "outputMode"));
    return this;
  }

  @Override
  protected ScoringPlan plan(StructType schema) {
    ImageNetwork network = network(required(graph), inputTensor, outputTensor, Preprocessing.NONE);
    TensorSpec result = network.graph().tensorOrThrow(network.output());
    return switch (getOutputMode()) {
      case VECTOR -> {
        requireFloat(result);
        yield plan(
            schema,
            network,
            network.toFeatures(Pooling.NONE),
            ImageNetwork.RESULT,
            new OutputType.Form(true, false, false));
      }
      case IMAGE -> {
        requireFloat(result);
        requireImages(result);
        yield plan(
            schema,
            network,
            network.toPixels(),
            ImageNetwork.RESULT,
            new OutputType.Form(false, false, true));
      }
      default ->
          plan(
              schema,
              network,
              network.fromBytes(),
              network.output(),
              new OutputType.Form(false, false, false));
    };
  }

  private void requireFloat(TensorSpec result) {
    if (result.dtype() != Dtype.FLOAT32) {
      throw invalid(
          "outputMode %s needs a FLOAT32 result, and it is [%s]".formatted(getOutputMode(), result),
          List.of(VECTOR, ARRAY, IMAGE),
          "Set outputMode to array.");
    }
  }

  private void requireImages(TensorSpec result) {
    TensorShape shape = result.shape();
    boolean images =
        shape.rankKnown() && shape.rank() == 4 && List.of(1L, 3L, 4L).contains(shape.dimension(3));
    if (!images) {
      throw invalid(
          "outputMode image needs a result [batch, height, width, 1, 3 or 4 channels], and it is [%s]"
              .formatted(result),
          List.of(VECTOR, ARRAY, IMAGE),
          "Set outputMode to vector or array.");
    }
  }

  @Override
  public TFImageTransformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<TFImageTransformer> read() {
    return new StageReader<>();
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static TFImageTransformer load(String path) {
    return read().load(path);
  }
}
