package io.dlpipelines.image;

import io.dlpipelines.image.codec.ImageDecoding;
import io.dlpipelines.image.zoo.ImageNetwork;
import io.dlpipelines.image.zoo.Preprocessing;
import io.dlpipelines.param.HasInputCol;
import io.dlpipelines.scoring.Fetch;
import io.dlpipelines.scoring.RowAxis;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.ScoringStage;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TensorRole;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A stage that scores images: Spark's image structs, encoded files in a binary column, or paths of
 * files in a string column. They are decoded on the executors as they are scored.
 *
 * @param <S> the stage
 */
public abstract class ImageInputStage<S extends ImageInputStage<S>> extends ScoringStage<S>
    implements HasInputCol<S>, HasImageSize<S>, HasImageDecoding<S> {
  private static final int DEFAULT_BATCH_SIZE = 32;

  private final Param<String> inputCol = HasInputCol.inputColParam(this);
  private final Param<String> interpolation = HasImageDecoding.interpolationParam(this);
  private final IntParam imageHeight = HasImageSize.imageHeightParam(this);
  private final IntParam imageWidth = HasImageSize.imageWidthParam(this);
  private final Param<String> channelOrder = HasImageSize.channelOrderParam(this);
  private final BooleanParam honourOrientation = HasImageDecoding.honourOrientationParam(this);
  private final IntParam maxPixels = HasImageDecoding.maxPixelsParam(this);

  /**
   * Sets the defaults.
   *
   * @param uid the stage's unique name
   */
  protected ImageInputStage(String uid) {
    super(uid, DEFAULT_BATCH_SIZE);
    setDefault(interpolation, HasImageDecoding.DEFAULT_INTERPOLATION);
    setDefault(honourOrientation, true);
    setDefault(maxPixels, ImageDecoding.DEFAULT_MAX_PIXELS);
  }

  @Override
  public final Param<String> inputCol() {
    return inputCol;
  }

  @Override
  public final Param<String> interpolation() {
    return interpolation;
  }

  @Override
  public final BooleanParam honourOrientation() {
    return honourOrientation;
  }

  @Override
  public final IntParam maxPixels() {
    return maxPixels;
  }

  @Override
  public final IntParam imageHeight() {
    return imageHeight;
  }

  @Override
  public final IntParam imageWidth() {
    return imageWidth;
  }

  @Override
  public final Param<String> channelOrder() {
    return channelOrder;
  }

  /**
   * A graph as a network of this stage's Params.
   *
   * @param graph the graph
   * @param input the Param that names its tensor for images; unset: its only input
   * @param output the Param that names its tensor with the result; unset: its only output
   * @param preprocessing what is done with pixel values first
   * @return the network
   * @throws IllegalArgumentException if the graph does not take images of such size and channels
   */
  final ImageNetwork network(
      TFInputGraph graph, Param<String> input, Param<String> output, Preprocessing preprocessing) {
    return network(
        graph,
        chosen(graph, TensorRole.INPUT, input),
        chosen(graph, TensorRole.OUTPUT, output),
        preprocessing);
  }

  /** A graph as a network of this stage's Params. */
  final ImageNetwork network(
      TFInputGraph graph, TensorSpec tensor, TensorSpec result, Preprocessing preprocessing) {
    ImageInput images = ImageInput.of(this, tensor, this::invalid);
    return new ImageNetwork(
        graph,
        tensor.name(),
        result.name(),
        images.height(),
        images.width(),
        images.channelOrder(),
        preprocessing);
  }

  private TensorSpec chosen(TFInputGraph graph, TensorRole role, Param<String> param) {
    if (isSet(param)) {
      return tensorOrThrow(graph, getOrDefault(param), role, param);
    }
    List<TensorSpec> offered = role.offeredBy(graph);
    if (offered.size() != 1) {
      throw invalid(
          "the graph has %d %ss".formatted(offered.size(), role),
          offered,
          "Set %s to one of these.".formatted(param.name()));
    }
    return offered.get(0);
  }

  /**
   * Fetches a tensor of a batch of images.
   *
   * @param graph the graph
   * @param output the tensor
   * @param name what it is called among what is fetched
   * @param form what its cells become
   * @return the fetch
   */
  static Fetch fetch(TFInputGraph graph, String output, String name, OutputType.Form form) {
    TensorSpec result = graph.tensorOrThrow(output);
    TensorShape cell =
        result.shape().rankKnown() ? result.shape().withoutFirst() : TensorShape.unknownRank();
    return new Fetch(
        graph.tensorName(output), name, new OutputType(result.dtype(), cell, form), RowAxis.FIRST);
  }

  /**
   * Scores the input column with a graph from unsigned bytes.
   *
   * @param schema the columns
   * @param network what the images are made for
   * @param graph takes them as {@link ImageNetwork#IMAGES}
   * @param fetches what is fetched
   * @return the plan
   * @throws IllegalArgumentException if there is no such column, or it holds no images
   */
  final ScoringPlan plan(
      StructType schema, ImageNetwork network, TFInputGraph graph, List<Fetch> fetches) {
    ImageInput images = ImageInput.of(network);
    StructField column = columnOrThrow(schema, required(inputCol), inputCol);
    Feed feed = images.feed(this, schema, column, ImageNetwork.IMAGES + ":0", this::invalid);
    return plan(graph, feed, fetches);
  }
}
