package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Fourier transforms and frames of signals; Keras has complex numbers as pairs of tensors. */
final class SignalOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("math.FFT", transform("FFT")),
          entry("math.FFT2", transform("FFT2D")),
          entry("math.IFFT2", transform("IFFT2D")),
          entry("math.RFFT", Operation.ofMany("x", SignalOperations::ofReal)),
          entry("math.IRFFT", Operation.of("x", SignalOperations::toReal)),
          entry("math.STFT", Operation.ofMany("x", SignalOperations::shortTime)),
          entry("math.ISTFT", Operation.of("x", SignalOperations::fromShortTime)),
          entry(
              "math.ExtractSequences",
              Operation.of(
                  "x",
                  call ->
                      frames(
                          call.ops(),
                          call.tensor("x"),
                          call.integer("sequence_length"),
                          call.integer("sequence_stride")))));

  private SignalOperations() {}

  private static Operand<? extends TType> complex(OperationCall call) {
    List<Operand<? extends TType>> both = call.list("x");
    if (both.size() != 2) {
      throw call.invalid(
          "it takes a real and an imaginary part, and is given %d tensors".formatted(both.size()));
    }
    return ComplexOperations.complex(
        call.ops(), call.ops().floating(both.get(0)), call.ops().floating(both.get(1)));
  }

  private static Function<LayerConfig, Layer> transform(String type) {
    return Operation.ofMany(
        "x", call -> ComplexOperations.parts(call.ops(), call.ops().add(type, complex(call))));
  }

  private static int last(Operand<?> x) {
    return TensorOps.rank(x) - 1;
  }

  private static Operand<TInt32> vector(TensorOps ops, Operand<TInt32> size) {
    return ops.tf().stack(List.of(size));
  }

  /** Longer or shorter at the end of the last axis. */
  private static Operand<? extends TType> fitted(
      TensorOps ops, Operand<? extends TType> x, int size) {
    int[] margins = new int[2 * TensorOps.rank(x)];
    margins[margins.length - 1] = size;
    Operand<? extends TType> longer =
        ops.add("Pad", x, ops.reshape(ops.tf().array(margins), TensorOps.rank(x), 2));
    return ops.slice(longer, last(x), 0, size, 1);
  }

  private static List<Operand<? extends TType>> ofReal(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    return call.has("fft_length")
        ? ofReal(ops, fitted(ops, x, call.integer("fft_length")))
        : ofReal(ops, x);
  }

  static List<Operand<? extends TType>> ofReal(TensorOps ops, Operand<? extends TType> x) {
    DataType type =
        TensorOps.typeOf(x) == DataType.DT_DOUBLE ? DataType.DT_COMPLEX128 : DataType.DT_COMPLEX64;
    return ComplexOperations.parts(
        ops,
        ops.add(
            "RFFT",
            List.of(x, vector(ops, ops.size(x, last(x)))),
            builder -> builder.setAttr("Tcomplex", type)));
  }

  private static Operand<? extends TType> toReal(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = complex(call);
    if (call.has("fft_length")) {
      return toReal(ops, x, call.integer("fft_length"));
    }
    Operand<TInt32> bins = ops.size(x, last(x));
    Operand<TInt32> one = call.tf().constant(1);
    Operand<TInt32> size = call.tf().math.mul(call.tf().math.sub(bins, one), call.tf().constant(2));
    return inverse(ops, x, size);
  }

  private static Operand<? extends TType> toReal(
      TensorOps ops, Operand<? extends TType> x, int size) {
    return inverse(ops, fitted(ops, x, size / 2 + 1), ops.tf().constant(size));
  }

  private static Operand<? extends TType> inverse(
      TensorOps ops, Operand<? extends TType> x, Operand<TInt32> size) {
    DataType type = ElementTypes.partOf(TensorOps.typeOf(x));
    return ops.add(
        "IRFFT", List.of(x, vector(ops, size)), builder -> builder.setAttr("Treal", type));
  }

  /** {@code [..., frames, length]} of {@code [..., time]}. */
  static Operand<? extends TType> frames(
      TensorOps ops, Operand<? extends TType> x, int length, int stride) {
    Operand<TInt32> time = ops.size(x, last(x));
    Operand<TInt32> step = ops.tf().constant(stride);
    Operand<TInt32> rest = ops.tf().math.sub(time, ops.tf().constant(length));
    Operand<TInt32> count =
        ops.tf()
            .math
            .maximum(
                ops.tf().math.add(ops.tf().math.floorDiv(rest, step), ops.tf().constant(1)),
                ops.tf().constant(0));
    Operand<? extends TType> begins =
        ops.expand(ops.times(ops.range(count, DataType.DT_INT32), stride), 1);
    int[] within = new int[length];
    Arrays.setAll(within, place -> place);
    return ops.add(
        "GatherV2", x, ops.plus(begins, ops.tf().array(within)), ops.tf().constant(last(x)));
  }

  private static List<Operand<? extends TType>> shortTime(OperationCall call) {
    int size = call.integer("fft_length");
    return new ShortTimeFourier(
            size, call.integer("sequence_stride"), call.flag("center", true), window(call, size))
        .parts(call.tf(), call.floats("x"));
  }

  static Operand<? extends TType> constant(TensorOps ops, double[] values, Operand<?> x) {
    return ops.cast(ops.tf().constant(values), TensorOps.typeOf(x));
  }

  /** The window in the middle of a frame, empty if there is none. */
  private static Optional<double[]> window(OperationCall call, int size) {
    int length = call.integer("sequence_length");
    if (size < length) {
      throw call.invalid(
          "[fft_length] is %d; it must be at least [sequence_length], which is %d"
              .formatted(size, length));
    }
    if (call.isNull("window")) {
      return Optional.empty();
    }
    boolean named = call.find("window").map(JsonNode::isTextual).orElse(true);
    double[] window =
        named
            ? ShortTimeFourier.namedWindow(call.word("window", "hann", "hann", "hamming"), length)
            : given(call, length);
    return Optional.of(ShortTimeFourier.centered(window, size));
  }

  private static double[] given(OperationCall call, int length) {
    float[] given = call.numbers("window");
    if (given.length != length) {
      throw call.invalid(
          "[window] has %d numbers; it must have [sequence_length], which is %d"
              .formatted(given.length, length));
    }
    double[] window = new double[length];
    Arrays.setAll(window, place -> given[place]);
    return window;
  }

  private static Operand<? extends TType> fromShortTime(OperationCall call) {
    TensorOps ops = call.ops();
    int size = call.integer("fft_length");
    int stride = call.integer("sequence_stride");
    Operand<? extends TType> frames = toReal(ops, complex(call), size);
    Optional<double[]> window = window(call, size);
    if (window.isPresent()) {
      frames = ops.times(frames, constant(ops, inverse(window.get(), stride), frames));
    }
    Operand<? extends TType> signal = overlapped(ops, frames, size, stride);
    boolean center = call.flag("center", true);
    int begin = center ? size / 2 : 0;
    int end =
        call.has("length")
            ? begin + call.integer("length")
            : center ? -(size / 2) : Integer.MAX_VALUE;
    return ops.slice(signal, last(signal), begin, end, 1);
  }

  /** Makes up for what the window and the overlap of frames change. */
  private static double[] inverse(double[] window, int stride) {
    double[] sums = new double[stride];
    for (int place = 0; place < window.length; place++) {
      sums[place % stride] += window[place] * window[place];
    }
    double[] inverse = new double[window.length];
    Arrays.setAll(inverse, place -> window[place] / sums[place % stride]);
    return inverse;
  }

  /** {@code [..., time]} of {@code [..., frames, length]}: the sums where frames overlap. */
  private static Operand<? extends TType> overlapped(
      TensorOps ops, Operand<? extends TType> frames, int length, int stride) {
    List<Operand<TInt32>> sizes = ops.sizes(frames);
    Operand<TInt32> count = sizes.get(last(frames) - 1);
    int[] within = new int[length];
    Arrays.setAll(within, place -> place);
    Operand<? extends TType> begins =
        ops.expand(ops.times(ops.range(count, DataType.DT_INT32), stride), 1);
    Operand<? extends TType> places = ops.reshape(ops.plus(begins, ops.tf().array(within)), -1);
    Operand<TInt32> time = ops.integers(ops.plus(ops.times(ops.minus(count, 1), stride), length));
    Operand<TInt32> all = ops.tf().math.mul(count, ops.tf().constant(length));
    Operand<? extends TType> rows = ops.reshape(frames, List.of(ops.tf().constant(-1), all));
    Operand<? extends TType> sums =
        ops.transpose(ops.add("UnsortedSegmentSum", ops.transpose(rows, 1, 0), places, time), 1, 0);
    List<Operand<TInt32>> shape = new ArrayList<>(sizes.subList(0, last(frames) - 1));
    shape.add(time);
    return ops.reshape(sums, shape);
  }
}
