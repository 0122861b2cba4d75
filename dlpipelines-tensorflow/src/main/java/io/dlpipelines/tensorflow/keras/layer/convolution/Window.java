package io.dlpipelines.tensorflow.keras.layer.convolution;

import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What slides over the spatial axes. */
record Window(List<Axis> axes, Padding padding) {

  Window {
    axes = List.copyOf(axes);
  }

  /** Reads {@code kernel_size}, {@code strides}, {@code padding} and {@code dilation_rate}. */
  static Window of(LayerConfig config, int rank, Padding... paddings) {
    return of(config, config.sizes("dilation_rate", rank, 1), paddings);
  }

  /** Reads {@code kernel_size}, {@code strides} and {@code padding}. */
  static Window withoutDilation(LayerConfig config, int rank) {
    int[] dilations = new int[rank];
    Arrays.fill(dilations, 1);
    return of(config, dilations, Padding.VALID, Padding.SAME);
  }

  private static Window of(LayerConfig config, int[] dilations, Padding... paddings) {
    Window window = of(config, config.sizes("kernel_size", dilations.length), dilations, paddings);
    if (window.strided() && window.dilated()) {
      throw config.invalid(
          "[strides] is %s and [dilation_rate] is %s; one of them must be 1"
              .formatted(
                  window.axes.stream().map(Axis::stride).toList(),
                  window.axes.stream().map(Axis::dilation).toList()));
    }
    return window;
  }

  /** Reads {@code strides}, {@code padding} and {@code dilation_rate}. */
  static Window ofSizes(LayerConfig config, int[] sizes) {
    return of(
        config, sizes, config.sizes("dilation_rate", sizes.length, 1), Padding.VALID, Padding.SAME);
  }

  private static Window of(LayerConfig config, int[] sizes, int[] dilations, Padding... paddings) {
    int[] strides = config.sizes("strides", dilations.length, 1);
    String[] choices =
        Arrays.stream(paddings)
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .toArray(String[]::new);
    String padding = config.choice("padding", "valid", choices).toUpperCase(Locale.ROOT);
    List<Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < dilations.length; axis++) {
      axes.add(new Axis(sizes[axis], strides[axis], dilations[axis]));
    }
    return new Window(axes, Padding.valueOf(padding));
  }

  int rank() {
    return axes.size();
  }

  /** The shape of a kernel: the window's sizes, then others. */
  long[] kernelShape(long... channels) {
    return LongStream.concat(axes.stream().mapToLong(Axis::size), Arrays.stream(channels))
        .toArray();
  }

  /** The window over the last two of three axes. */
  Window plane() {
    return new Window(axes.subList(1, 3), padding);
  }

  /** The window over two axes, the first of which is of size 1. */
  Window under(Axis first) {
    return new Window(List.of(first, axes.get(0)), padding);
  }

  boolean strided() {
    return axes.stream().anyMatch(axis -> axis.stride() > 1);
  }

  boolean dilated() {
    return axes.stream().anyMatch(axis -> axis.dilation() > 1);
  }

  /** Strides along batch, spatial axes and channels. */
  List<Long> strides() {
    LongStream spatial = axes.stream().mapToLong(Axis::stride);
    return LongStream.concat(LongStream.concat(LongStream.of(1), spatial), LongStream.of(1))
        .boxed()
        .toList();
  }

  /** TensorFlow's word for the padding that is left once {@link #enter} has done its part. */
  String paddingAttribute() {
    return padding == Padding.SAME ? "SAME" : "VALID";
  }

  /** Puts zeros before the first step if the padding is causal, and checks that windows fit. */
  Operand<TFloat32> enter(LayerConfig config, Ops tf, Operand<TFloat32> x) {
    if (padding == Padding.CAUSAL) {
      int[][] zeros = {{0, 0}, {axes.get(0).extent() - 1, 0}, {0, 0}};
      return tf.pad(x, tf.constant(zeros), tf.constant(0f));
    }
    Shape shape = x.shape();
    for (int axis = 0; axis < rank() && padding == Padding.VALID; axis++) {
      long size = shape.get(axis + 1);
      if (size >= 0 && size < axes.get(axis).extent()) {
        throw config.invalid(
            "its window is %d wide, and its input %s only %d; pad the input, or set [padding] to same"
                .formatted(axes.get(axis).extent(), shape, size));
      }
    }
    return x;
  }
}
