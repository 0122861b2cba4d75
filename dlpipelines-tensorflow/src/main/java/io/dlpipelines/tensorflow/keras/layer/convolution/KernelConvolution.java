package io.dlpipelines.tensorflow.keras.layer.convolution;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.DataFormat;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Convolutions whose kernels are tensors of the graph, and not weights of a layer. */
public final class KernelConvolution {
  private final LayerConfig config;
  private final Ops tf;
  private final DataFormat format;

  /**
   * Reads the settings {@code strides}, {@code padding}, {@code dilation_rate} and {@code
   * data_format}.
   *
   * @param config the settings
   * @param tf the graph
   */
  public KernelConvolution(LayerConfig config, Ops tf) {
    this.config = config;
    this.tf = tf;
    format = DataFormat.of(config);
  }

  /**
   * Filters that see all channels, or those of their group.
   *
   * @param x {@code [batch, ..., channels]}, or channels first as the settings say
   * @param kernel {@code [..., channels / groups, filters]}
   * @return the result, with channels where they were
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public Operand<TFloat32> conv(Operand<TFloat32> x, Operand<TFloat32> kernel) {
    Window window = window(kernel);
    Operand<TFloat32> last = checked(x, window);
    long channels = last.shape().get(window.rank() + 1);
    long seen = kernel.shape().get(window.rank());
    if (channels < 0 || channels % seen != 0) {
      throw config.invalid(
          "its kernel %s does not fit its input %s".formatted(kernel.shape(), x.shape()));
    }
    return format.fromChannelsLast(
        tf, new Correlation(tf).apply(last, kernel, window, (int) (channels / seen)));
  }

  /**
   * Filters that see one channel each.
   *
   * @param x {@code [batch, ..., channels]}, or channels first as the settings say
   * @param kernel {@code [..., channels, multiplier]}
   * @return the result, with channels where they were
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public Operand<TFloat32> depthwise(Operand<TFloat32> x, Operand<TFloat32> kernel) {
    return format.fromChannelsLast(tf, depthwiseLast(x, kernel));
  }

  /**
   * Filters that see one channel each, then filters that see one position each.
   *
   * @param x {@code [batch, ..., channels]}, or channels first as the settings say
   * @param depthwise {@code [..., channels, multiplier]}
   * @param pointwise {@code [..., channels * multiplier, filters]}, of one position
   * @return the result, with channels where they were
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public Operand<TFloat32> separable(
      Operand<TFloat32> x, Operand<TFloat32> depthwise, Operand<TFloat32> pointwise) {
    int rank = depthwise.shape().numDimensions() - 2;
    Window unit = new Window(Collections.nCopies(rank, Axis.UNIT), Padding.VALID);
    return format.fromChannelsLast(
        tf, new Correlation(tf).apply(depthwiseLast(x, depthwise), pointwise, unit));
  }

  private Operand<TFloat32> depthwiseLast(Operand<TFloat32> x, Operand<TFloat32> kernel) {
    Window window = window(kernel);
    if (window.rank() > 2) {
      throw config.invalid("it convolves along one or two axes, and not along three");
    }
    return new DepthwiseCorrelation(tf).apply(checked(x, window), kernel, window);
  }

  /**
   * Filters that spread each position over a window. Reads {@code output_padding} too.
   *
   * @param x {@code [batch, ..., channels]}, or channels first as the settings say
   * @param kernel {@code [..., filters, channels]}
   * @return the result, with channels where they were
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public Operand<TFloat32> transposed(Operand<TFloat32> x, Operand<TFloat32> kernel) {
    Window window = window(kernel);
    Optional<JsonNode> setting = config.find("output_padding");
    List<TransposedAxis> axes = new ArrayList<>();
    for (int index = 0; index < window.rank(); index++) {
      OptionalInt added = OptionalInt.empty();
      if (setting.isPresent()) {
        JsonNode each = setting.get().isArray() ? setting.get().path(index) : setting.get();
        added = OptionalInt.of(each.asInt());
      }
      axes.add(TransposedAxis.of(window.axes().get(index), window.padding(), added));
    }
    Operand<TFloat32> last = format.toChannelsLast(tf, x);
    return format.fromChannelsLast(
        tf, new TransposedCorrelation(tf, window.padding()).apply(last, kernel, axes));
  }

  private Window window(Operand<TFloat32> kernel) {
    int rank = kernel.shape().numDimensions() - 2;
    if (rank < 1 || rank > 3) {
      throw config.invalid("its kernel has the shape %s".formatted(kernel.shape()));
    }
    int[] sizes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = Math.toIntExact(kernel.shape().get(axis));
      if (sizes[axis] < 1) {
        throw config.invalid("the sizes of its kernel %s are not known".formatted(kernel.shape()));
      }
    }
    return Window.ofSizes(config, sizes);
  }

  private Operand<TFloat32> checked(Operand<TFloat32> x, Window window) {
    if (x.shape().numDimensions() != window.rank() + 2) {
      throw config.invalid(
          "its kernel is for inputs of %d axes, and it is given %s"
              .formatted(window.rank() + 2, x.shape()));
    }
    return window.enter(config, tf, format.toChannelsLast(tf, x));
  }
}
