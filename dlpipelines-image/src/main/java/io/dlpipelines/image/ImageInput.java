package io.dlpipelines.image;

import io.dlpipelines.image.codec.ChannelOrder;
import io.dlpipelines.image.codec.ImageCells;
import io.dlpipelines.image.codec.ImageDecoding;
import io.dlpipelines.image.codec.Interpolation;
import io.dlpipelines.image.zoo.ImageNetwork;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What images are made into before a network takes them.
 *
 * @param height rows; 0 for each image's own
 * @param width columns; 0 for each image's own
 * @param channelOrder the order of the channels
 */
record ImageInput(int height, int width, ChannelOrder channelOrder) {

  /** How a stage says that something is wrong: the problem, what there is, what to do. */
  @FunctionalInterface
  interface Errors {
    IllegalArgumentException of(String problem, Object available, String cure);
  }

  static ImageInput of(ImageNetwork network) {
    return new ImageInput(network.height(), network.width(), network.channelOrder());
  }

  /** What a tensor takes, as far as it says; the Params of the stage say the rest. */
  static ImageInput of(HasImageSize<?> stage, TensorSpec tensor, Errors errors) {
    TensorShape shape = tensor.shape();
    if (shape.rankKnown() && shape.rank() != 4) {
      throw errors.of(
          "input tensor [%s] takes no images".formatted(tensor),
          "[%s]".formatted(tensor),
          "It must take [batch, height, width, channels].");
    }
    long channels = shape.rankKnown() ? shape.dimension(3) : TensorShape.UNKNOWN;
    ChannelOrder order = order(stage, channels);
    if (channels != TensorShape.UNKNOWN && channels != order.channels()) {
      throw errors.of(
          "input tensor [%s] takes %d channels, and channelOrder %s has %d"
              .formatted(tensor, channels, order, order.channels()),
          List.of("RGB", "BGR", "L"),
          "Set channelOrder to one that fits.");
    }
    return new ImageInput(
        size(stage, stage.imageHeight(), tensor, 1, errors),
        size(stage, stage.imageWidth(), tensor, 2, errors),
        order);
  }

  /** Grey for a tensor of one channel, else RGB, where the stage does not say. */
  private static ChannelOrder order(HasImageSize<?> stage, long channels) {
    if (stage.isSet(stage.channelOrder())) {
      return ChannelOrder.valueOf(stage.getChannelOrder());
    }
    return channels == ChannelOrder.L.channels() ? ChannelOrder.L : ChannelOrder.RGB;
  }

  private static int size(
      HasImageSize<?> stage, IntParam param, TensorSpec tensor, int axis, Errors errors) {
    long known = tensor.shape().rankKnown() ? tensor.shape().dimension(axis) : TensorShape.UNKNOWN;
    if (!stage.isSet(param)) {
      return known == TensorShape.UNKNOWN ? 0 : Math.toIntExact(known);
    }
    int asked = (Integer) stage.getOrDefault(param);
    if (known != TensorShape.UNKNOWN && known != asked) {
      throw errors.of(
          "%s is %d, and the network takes [%s]".formatted(param.name(), asked, tensor),
          known,
          "Clear %s: the network's size is taken.".formatted(param.name()));
    }
    return asked;
  }

  /** The shape of one image. */
  TensorShape cell() {
    return TensorShape.of(known(height), known(width), channelOrder.channels());
  }

  private static long known(int size) {
    return size == 0 ? TensorShape.UNKNOWN : size;
  }

  /** Reads a column of images as unsigned bytes. */
  Feed feed(
      HasImageDecoding<?> stage,
      StructType schema,
      StructField column,
      String tensor,
      Errors errors) {
    if (!ImageCells.accepts(column.dataType())) {
      throw errors.of(
          "column [%s] of type %s holds no images"
              .formatted(column.name(), column.dataType().catalogString()),
          Arrays.asList(schema.fieldNames()),
          "Give a column of Spark's image structs, of encoded files (binary) or of paths"
              + " (string).");
    }
    ImageDecoding decoding =
        new ImageDecoding(
            height,
            width,
            channelOrder,
            Interpolation.valueOf(stage.getInterpolation().toUpperCase(Locale.ROOT)),
            stage.getHonourOrientation(),
            stage.getMaxPixels());
    return new Feed(
        column.name(),
        tensor,
        Dtype.UINT8,
        cell(),
        true,
        false,
        ImageCells.forColumn(
            column.dataType(),
            decoding,
            () -> SparkSession.active().sparkContext().hadoopConfiguration()));
  }
}
