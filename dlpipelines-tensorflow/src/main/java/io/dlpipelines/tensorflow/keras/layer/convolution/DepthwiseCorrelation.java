package io.dlpipelines.tensorflow.keras.layer.convolution;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/**
 * Each channel apart, with kernels {@code [..., channels, multiplier]}. TensorFlow's operation
 * takes neither dilations nor unequal strides on a CPU; these are done tap by tap.
 */
final class DepthwiseCorrelation {
  private final Ops tf;

  DepthwiseCorrelation(Ops tf) {
    this.tf = tf;
  }

  Operand<TFloat32> apply(Operand<TFloat32> x, Operand<TFloat32> kernel, Window window) {
    if (window.rank() == 1) {
      Axis first = new Axis(1, window.axes().get(0).stride(), 1);
      return tf.squeeze(
          plane(
              tf.expandDims(x, tf.constant(1)),
              tf.expandDims(kernel, tf.constant(0)),
              window.under(first)),
          Squeeze.axis(List.of(1L)));
    }
    return plane(x, kernel, window);
  }

  private Operand<TFloat32> plane(Operand<TFloat32> x, Operand<TFloat32> kernel, Window window) {
    if (window.dilated() && window.strided()) {
      return thinned(x, kernel, window);
    }
    if (window.dilated()) {
      return new Atrous(tf).apply(x, window, (grids, undilated) -> plane(grids, kernel, undilated));
    }
    return window.axes().get(0).stride() == window.axes().get(1).stride()
        ? tf.nn.depthwiseConv2dNative(x, kernel, window.strides(), window.paddingAttribute())
        : thinned(x, kernel, window);
  }

  /** All windows, then those among them that were asked for. */
  private Operand<TFloat32> thinned(Operand<TFloat32> x, Operand<TFloat32> kernel, Window window) {
    Taps taps = new Taps(tf);
    Operand<TFloat32> padded = x;
    for (int index = 0; index < 2 && window.padding() == Padding.SAME; index++) {
      padded = taps.same(padded, index + 1, window.axes().get(index));
    }
    List<Axis> dense =
        window.axes().stream().map(axis -> new Axis(axis.size(), 1, axis.dilation())).toList();
    Operand<TFloat32> y = plane(padded, kernel, new Window(dense, Padding.VALID));
    for (int index = 0; index < 2; index++) {
      y = taps.slice(y, index + 1, 0, 0, window.axes().get(index).stride());
    }
    return y;
  }
}
