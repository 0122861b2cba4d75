package io.dlpipelines.tensorflow.keras.layer.operation;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * The short-time Fourier transform of real signals, as {@code keras.ops.stft} computes it.
 *
 * @param fftLength the number of samples in a frame
 * @param stride the number of samples between the starts of two frames
 * @param center whether signals are padded by reflection, so that frames are centered
 * @param window the factors of a frame's samples, as many as {@code fftLength}; empty for none
 */
public record ShortTimeFourier(
    int fftLength, int stride, boolean center, Optional<double[]> window) {

  /**
   * Returns the periodic window that TensorFlow has under a name.
   *
   * @param name {@code hann} or {@code hamming}
   * @param length the number of samples
   * @return the window
   */
  public static double[] namedWindow(String name, int length) {
    double mean = name.equals("hann") ? 0.5 : 0.54;
    // Only windows of even length are periodic in TensorFlow.
    double period = length % 2 == 0 ? length : length - 1;
    double[] window = new double[length];
    for (int place = 0; place < length; place++) {
      double angle = length == 1 ? Math.PI : 2 * Math.PI * place / period;
      window[place] = (float) (mean - (1 - mean) * Math.cos(angle));
    }
    return window;
  }

  /**
   * Centers a window in a frame; the factors beside it are 0.
   *
   * @param window the window
   * @param fftLength the number of samples in the frame, at least those of the window
   * @return as many factors as samples
   */
  public static double[] centered(double[] window, int fftLength) {
    double[] frame = new double[fftLength];
    System.arraycopy(window, 0, frame, (fftLength - window.length) / 2, window.length);
    return frame;
  }

  /**
   * Adds the operations.
   *
   * @param tf the graph
   * @param x signals of type float or double, {@code [..., samples]}
   * @return the real and the imaginary part, each {@code [..., frames, fftLength / 2 + 1]}
   */
  public List<Operand<? extends TType>> parts(Ops tf, Operand<? extends TType> x) {
    TensorOps ops = new TensorOps(tf);
    Operand<? extends TType> frames =
        SignalOperations.frames(ops, center ? reflected(ops, x) : x, fftLength, stride);
    return SignalOperations.ofReal(
        ops,
        window.isPresent()
            ? ops.times(frames, SignalOperations.constant(ops, window.get(), x))
            : frames);
  }

  private Operand<? extends TType> reflected(TensorOps ops, Operand<? extends TType> x) {
    int rank = TensorOps.rank(x);
    int[] margins = new int[2 * rank];
    margins[margins.length - 2] = fftLength / 2;
    margins[margins.length - 1] = fftLength / 2;
    return ops.add(
        "MirrorPad",
        List.of(x, ops.reshape(ops.tf().array(margins), rank, 2)),
        builder -> builder.setAttr("mode", "REFLECT"));
  }
}
