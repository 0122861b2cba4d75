package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.image.zoo.Preprocessing;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.StageReader;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensorflow.GraphParam;
import io.dlpipelines.tensorflow.HasGraph;
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
 * <p>What the result becomes is said by {@code outputMode}: see {@link ImageResultStage}.
 */
public final class TFImageTransformer extends ImageResultStage<TFImageTransformer>
    implements HasGraph<TFImageTransformer> {
  private final GraphParam graph = new GraphParam(this, "graph", "the graph that scores images");
  private final Param<String> inputTensor =
      ParamFactory.text(
          this, "inputTensor", "tensor that takes the images; unset: the graph's only input");
  private final Param<String> outputTensor =
      ParamFactory.text(
          this, "outputTensor", "tensor that is fetched; unset: the graph's only output");

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
  }

  @Override
  public GraphParam graph() {
    return graph;
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

  @Override
  protected ScoringPlan plan(StructType schema) {
    return plan(schema, network(required(graph), inputTensor, outputTensor, Preprocessing.NONE));
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
    return new StageReader<>(TFImageTransformer.class);
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
