package io.dlpipelines.image.zoo;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.image.codec.ChannelOrder;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.util.function.BiConsumer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * A network that takes images, and what it expects of them.
 *
 * @param graph the network
 * @param input the tensor that takes the images, {@code [batch, height, width, channels]}
 * @param output the tensor with the features, or feature maps
 * @param height rows of an image; 0 for each image's own
 * @param width columns of an image; 0 for each image's own
 * @param channelOrder the order of the channels
 * @param preprocessing what is done with pixel values first
 */
public record ImageNetwork(
    TFInputGraph graph,
    String input,
    String output,
    int height,
    int width,
    ChannelOrder channelOrder,
    Preprocessing preprocessing) {

  /**
   * The tensor of {@link #toFeatures} and {@link #toPixels} that takes images, in unsigned bytes.
   */
  public static final String IMAGES = "dlpipelines_images";

  /** The tensor of {@link #toFeatures} and {@link #toPixels} that gives the result. */
  public static final String RESULT = "dlpipelines_result";

  private static final String PREPARED = "dlpipelines_prepared";
  private static final String MAPS = "dlpipelines_maps";

  /**
   * Rejects nulls.
   *
   * @param graph the network
   * @param input the tensor that takes the images
   * @param output the tensor with the features, or feature maps
   * @param height rows of an image; 0 for each image's own
   * @param width columns of an image; 0 for each image's own
   * @param channelOrder the order of the channels
   * @param preprocessing what is done with pixel values first
   * @throws NullPointerException if one of them is null
   */
  public ImageNetwork {
    requireNonNull(graph, "graph");
    requireNonNull(input, "input");
    requireNonNull(output, "output");
    requireNonNull(channelOrder, "channelOrder");
    requireNonNull(preprocessing, "preprocessing");
  }

  /**
   * The network from bytes to features.
   *
   * @param pooling how feature maps become vectors
   * @return a graph from {@link #IMAGES} to {@link #RESULT}, {@code [batch, length]}
   */
  public TFInputGraph toFeatures(Pooling pooling) {
    return fromBytesTo(
        (tf, maps) ->
            tf.withName(RESULT)
                .identity(pooling.apply(tf.withSubScope("dlpipelines_pooling"), maps)));
  }

  /**
   * The network with its output as it is.
   *
   * @return a graph from {@link #IMAGES} to the network's output
   */
  public TFInputGraph fromBytes() {
    TensorSpec taken = graph.tensorOrThrow(input);
    TFInputGraph prepare =
        TFInputGraph.build(
            tf ->
                tf.withName(PREPARED)
                    .identity(
                        preprocessing.prepare(
                            tf.withSubScope("dlpipelines_preprocessing"),
                            placeholder(tf),
                            channelOrder,
                            taken)));
    return prepare.then(PREPARED, graph, input);
  }

  /**
   * The network from bytes to bytes: values are rounded and clipped, and blue comes first.
   *
   * @return a graph from {@link #IMAGES} to {@link #RESULT}, unsigned bytes {@code [batch, height,
   *     width, channels]}
   */
  public TFInputGraph toPixels() {
    return fromBytesTo(
        (tf, values) -> {
          Ops scoped = tf.withSubScope("dlpipelines_pixels");
          boolean redFirst = channelOrder == ChannelOrder.RGB && values.shape().get(3) == 3;
          Operand<TFloat32> ordered =
              redFirst ? scoped.reverse(values, scoped.constant(new int[] {3})) : values;
          Operand<TFloat32> clipped =
              scoped.clipByValue(
                  scoped.math.rint(ordered), scoped.constant(0f), scoped.constant(255f));
          tf.withName(RESULT).dtypes.cast(clipped, TUint8.class);
        });
  }

  /** The network, and behind its output what {@code tail} adds, which must name its result. */
  private TFInputGraph fromBytesTo(BiConsumer<Ops, Operand<TFloat32>> tail) {
    TFInputGraph network = fromBytes();
    TensorShape maps = network.tensorOrThrow(output).shape();
    TFInputGraph added =
        TFInputGraph.build(
            tf ->
                tail.accept(
                    tf,
                    tf.withName(MAPS).placeholder(TFloat32.class, Placeholder.shape(shape(maps)))));
    return network.then(output, added, MAPS);
  }

  private Placeholder<TUint8> placeholder(Ops tf) {
    return tf.withName(IMAGES)
        .placeholder(
            TUint8.class,
            Placeholder.shape(Shape.of(-1, known(height), known(width), channelOrder.channels())));
  }

  private static long known(int size) {
    return size == 0 ? TensorShape.UNKNOWN : size;
  }

  private static Shape shape(TensorShape shape) {
    return shape.rankKnown() ? Shape.of(shape.toArray()) : Shape.unknown();
  }
}
