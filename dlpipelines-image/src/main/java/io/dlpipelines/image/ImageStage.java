package io.dlpipelines.image;

import io.dlpipelines.image.codec.ChannelOrder;
import io.dlpipelines.image.codec.ImageCells;
import io.dlpipelines.image.codec.ImageDecoding;
import io.dlpipelines.image.codec.Interpolation;
import io.dlpipelines.image.zoo.ImageNetwork;
import io.dlpipelines.image.zoo.Preprocessing;
import io.dlpipelines.param.HasInputCol;
import io.dlpipelines.param.HasOutputCol;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.scoring.Fetch;
import io.dlpipelines.scoring.ScoringPlan;
import io.dlpipelines.tensor.CellSource;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.OutputType;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.GraphMapping;
import io.dlpipelines.tensorflow.ScoringStage;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TensorRole;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A stage that scores images: Spark's image structs, encoded files in a binary column, or paths of
 * files in a string column. They are decoded on the executors as they are scored.
 *
 * @param <S> the stage
 */
public abstract class ImageStage<S extends ImageStage<S>> extends ScoringStage<S>
    implements HasInputCol<S>, HasOutputCol<S>, HasImageSize<S>, HasImageDecoding<S> {
  private static final int DEFAULT_BATCH_SIZE = 32;

  private final Param<String> inputCol = HasInputCol.inputColParam(this);
  private final Param<String> outputCol = HasOutputCol.outputColParam(this);
  private final Param<String> interpolation =
      ParamFactory.choice(
          this,
          "interpolation",
          "how images are brought to the network's size",
          names(Interpolation.values()));
  private final IntParam imageHeight =
      ParamFactory.atLeast(
          this,
          "imageHeight",
          "rows that images are resized to, in pixels; unset: the network's",
          1);
  private final IntParam imageWidth =
      ParamFactory.atLeast(
          this,
          "imageWidth",
          "columns that images are resized to, in pixels; unset: the network's",
          1);
  private final Param<String> channelOrder =
      ParamFactory.choice(
          this,
          "channelOrder",
          "order of the channels that the network takes; unset: the network's, RGB for a graph",
          List.of("RGB", "BGR", "L"));
  private final BooleanParam honourOrientation =
      ParamFactory.flag(
          this, "honourOrientation", "whether the EXIF orientation of a file is applied");
  private final IntParam maxPixels =
      ParamFactory.between(
          this,
          "maxPixels",
          "largest width times height that is unpacked, in pixels",
          1,
          ImageDecoding.HIGHEST_MAX_PIXELS);

  /**
   * Sets the defaults.
   *
   * @param uid the stage's unique name
   */
  protected ImageStage(String uid) {
    super(uid, DEFAULT_BATCH_SIZE);
    setDefault(interpolation, paramValue(Interpolation.BILINEAR_ANTIALIAS));
    setDefault(honourOrientation, true);
    setDefault(maxPixels, ImageDecoding.DEFAULT_MAX_PIXELS);
  }

  @Override
  public final Param<String> inputCol() {
    return inputCol;
  }

  @Override
  public final Param<String> outputCol() {
    return outputCol;
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
    TensorSpec tensor = chosen(graph, TensorRole.INPUT, input);
    TensorSpec result = chosen(graph, TensorRole.OUTPUT, output);
    ChannelOrder order = ChannelOrder.valueOf(isSet(channelOrder) ? getChannelOrder() : "RGB");
    TensorShape shape = tensor.shape();
    if (shape.rankKnown() && shape.rank() != 4) {
      throw invalid(
          "input tensor [%s] takes no images".formatted(tensor),
          graph.inputs(),
          "It must take [batch, height, width, channels].");
    }
    long channels = shape.rankKnown() ? shape.dimension(3) : TensorShape.UNKNOWN;
    if (channels != TensorShape.UNKNOWN && channels != order.channels()) {
      throw invalid(
          "input tensor [%s] takes %d channels, and channelOrder %s has %d"
              .formatted(tensor, channels, order, order.channels()),
          List.of("RGB", "BGR", "L"),
          "Set channelOrder to one that fits.");
    }
    return new ImageNetwork(
        graph,
        tensor.name(),
        result.name(),
        size(imageHeight, tensor, 1),
        size(imageWidth, tensor, 2),
        order,
        preprocessing);
  }

  private int size(IntParam param, TensorSpec tensor, int axis) {
    long known = tensor.shape().rankKnown() ? tensor.shape().dimension(axis) : TensorShape.UNKNOWN;
    if (!isSet(param)) {
      return known == TensorShape.UNKNOWN ? 0 : Math.toIntExact(known);
    }
    int asked = (Integer) getOrDefault(param);
    if (known != TensorShape.UNKNOWN && known != asked) {
      throw invalid(
          "%s is %d, and the network takes [%s]".formatted(param.name(), asked, tensor),
          known,
          "Clear %s: the network's size is taken.".formatted(param.name()));
    }
    return asked;
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
   * Scores the input column with a graph from unsigned bytes.
   *
   * @param schema the columns
   * @param network what the images are made for
   * @param graph takes them as {@link ImageNetwork#IMAGES}
   * @param output the tensor that is fetched
   * @param form what its cells become
   * @return the plan
   * @throws IllegalArgumentException if there is no such column, or it holds no images
   */
  final ScoringPlan plan(
      StructType schema,
      ImageNetwork network,
      TFInputGraph graph,
      String output,
      OutputType.Form form) {
    return plan(schema, network, graph, List.of(fetch(graph, output, required(outputCol), form)));
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
        graph.tensorName(output), name, new OutputType(result.dtype(), cell, form), true);
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
    Feed images =
        new Feed(
            required(inputCol),
            ImageNetwork.IMAGES + ":0",
            Dtype.UINT8,
            TensorShape.of(
                known(network.height()), known(network.width()), network.channelOrder().channels()),
            true,
            false,
            images(schema, network));
    return plan(graph, new GraphMapping(List.of(images), fetches, false));
  }

  private static long known(int size) {
    return size == 0 ? TensorShape.UNKNOWN : size;
  }

  private CellSource images(StructType schema, ImageNetwork network) {
    String name = required(inputCol);
    StructField column = columnOrThrow(schema, name, inputCol);
    if (!ImageCells.accepts(column.dataType())) {
      throw invalid(
          "column [%s] of type %s holds no images"
              .formatted(name, column.dataType().catalogString()),
          Arrays.asList(schema.fieldNames()),
          "Give a column of Spark's image structs, of encoded files (binary) or of paths"
              + " (string).");
    }
    return ImageCells.forColumn(
        column.dataType(),
        new ImageDecoding(
            network.height(),
            network.width(),
            network.channelOrder(),
            Interpolation.valueOf(getInterpolation().toUpperCase(Locale.ROOT)),
            getHonourOrientation(),
            getMaxPixels()),
        () -> SparkSession.active().sparkContext().hadoopConfiguration());
  }

  /** The names of an enum as Params have them. */
  static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(ImageStage::paramValue).toList();
  }

  private static String paramValue(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
