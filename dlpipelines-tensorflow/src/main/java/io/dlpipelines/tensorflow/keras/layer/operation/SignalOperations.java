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

/** Fourier transforms, frames of signals, and complex numbers, which Keras has as pairs. */
final class SignalOperations {
  private static final List<String> WINDOWS = List.of("hann", "hamming");

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
                          call.integer("sequence_stride")))),
          entry("numpy.Real", Operation.of("x", SignalOperations::real)),
          entry("numpy.Imag", Operation.of("x", SignalOperations::imaginary)),
          entry("numpy.Conj", Operation.of("x", SignalOperations::conjugate)),
          entry("numpy.Conjugate", Operation.of("x", SignalOperations::conjugate)),
          entry("numpy.Angle", Operation.of("x", SignalOperations::angle)),
          entry("nn.Polar", Operation.of("abs_ angle", SignalOperations::polar)),
          entry("math.ViewAsComplex", Operation.of("x", SignalOperations::viewAsComplex)),
          entry("math.ViewAsReal", Operation.of("x", SignalOperations::viewAsReal)));

  private SignalOperations() {}

  /** The real or imaginary part of complex numbers. */
  static Operand<? extends TType> part(TensorOps ops, String type, Operand<? extends TType> x) {
    DataType part = ElementTypes.partOf(TensorOps.typeOf(x));
    return ops.add(type, List.of(x), builder -> builder.setAttr("Tout", part));
  }

  private static List<Operand<? extends TType>> parts(TensorOps ops, Operand<? extends TType> x) {
    return List.of(part(ops, "Real", x), part(ops, "Imag", x));
  }

  private static Operand<? extends TType> complex(
      TensorOps ops, Operand<? extends TType> real, Operand<? extends TType> imaginary) {
    DataType type =
        TensorOps.typeOf(real) == DataType.DT_DOUBLE
            ? DataType.DT_COMPLEX128
            : DataType.DT_COMPLEX64;
    return ops.add("Complex", List.of(real, imaginary), builder -> builder.setAttr("Tout", type));
  }

  private static Operand<? extends TType> complex(OperationCall call) {
    List<Operand<? extends TType>> both = call.list("x");
    if (both.size() != 2) {
      throw call.invalid(
          "it takes a real and an imaginary part, and is given %d tensors".formatted(both.size()));
    }
    return complex(call.ops(), call.ops().floating(both.get(0)), call.ops().floating(both.get(1)));
  }

  private static Function<LayerConfig, Layer> transform(String type) {
    return Operation.ofMany("x", call -> parts(call.ops(), call.ops().add(type, complex(call))));
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

  private static List<Operand<? extends TType>> ofReal(TensorOps ops, Operand<? extends TType> x) {
    DataType type =
        TensorOps.typeOf(x) == DataType.DT_DOUBLE ? DataType.DT_COMPLEX128 : DataType.DT_COMPLEX64;
    return parts(
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
  private static Operand<? extends TType> frames(
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
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    int size = call.integer("fft_length");
    if (call.flag("center", true)) {
      int[] margins = new int[2 * TensorOps.rank(x)];
      margins[margins.length - 2] = size / 2;
      margins[margins.length - 1] = size / 2;
      x =
          ops.add(
              "MirrorPad",
              List.of(x, ops.reshape(call.tf().array(margins), TensorOps.rank(x), 2)),
              builder -> builder.setAttr("mode", "REFLECT"));
    }
    Operand<? extends TType> frames = frames(ops, x, size, call.integer("sequence_stride"));
    Optional<double[]> window = window(call, size);
    return ofReal(
        ops, window.isPresent() ? ops.times(frames, constant(ops, window.get(), x)) : frames);
  }

  private static Operand<? extends TType> constant(TensorOps ops, double[] values, Operand<?> x) {
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
    Optional<JsonNode> setting = call.find("window");
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    double[] window = new double[size];
    int before = (size - length) / 2;
    if (setting.get().isTextual()) {
      boolean hann = call.word("window", "", WINDOWS.toArray(String[]::new)).equals("hann");
      double mean = hann ? 0.5 : 0.54;
      // Only windows of even length are periodic in TensorFlow.
      double period = length % 2 == 0 ? length : length - 1;
      for (int place = 0; place < length; place++) {
        double angle = length == 1 ? Math.PI : 2 * Math.PI * place / period;
        window[before + place] = (float) (mean - (1 - mean) * Math.cos(angle));
      }
    } else {
      float[] given = call.numbers("window");
      if (given.length != length) {
        throw call.invalid(
            "[window] has %d numbers; it must have [sequence_length], which is %d"
                .formatted(given.length, length));
      }
      for (int place = 0; place < length; place++) {
        window[before + place] = given[place];
      }
    }
    return Optional.of(window);
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

  private static boolean isComplex(Operand<?> x) {
    return ElementTypes.isComplex(TensorOps.typeOf(x));
  }

  private static Operand<? extends TType> real(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    return isComplex(x) ? part(call.ops(), "Real", x) : x;
  }

  private static Operand<? extends TType> imaginary(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    return isComplex(x) ? part(call.ops(), "Imag", x) : call.ops().add("ZerosLike", x);
  }

  private static Operand<? extends TType> conjugate(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    return isComplex(x) ? call.ops().add("Conj", x) : x;
  }

  private static Operand<? extends TType> angle(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    if (isComplex(x)) {
      DataType type = ElementTypes.partOf(TensorOps.typeOf(x));
      return ops.add("Angle", List.of(x), builder -> builder.setAttr("Tout", type));
    }
    return ops.choose(
        ops.add("Less", x, ops.number(0, x)), ops.number(Math.PI, x), ops.number(0, x));
  }

  private static Operand<? extends TType> polar(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> length = call.floats("abs_");
    Operand<? extends TType> angle = ops.cast(call.tensor("angle"), TensorOps.typeOf(length));
    return complex(
        ops, ops.times(length, ops.add("Cos", angle)), ops.times(length, ops.add("Sin", angle)));
  }

  private static Operand<? extends TType> viewAsComplex(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.floats("x");
    return complex(ops, ops.at(x, last(x), 0), ops.at(x, last(x), 1));
  }

  private static Operand<? extends TType> viewAsReal(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    return isComplex(x)
        ? call.ops().stack(parts(call.ops(), x), -1)
        : call.ops().stack(List.of(x, call.ops().add("ZerosLike", x)), -1);
  }
}
