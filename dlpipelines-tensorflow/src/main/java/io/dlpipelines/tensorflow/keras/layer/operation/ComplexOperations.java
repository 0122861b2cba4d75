package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** Complex numbers and their parts. */
final class ComplexOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.Real", Operation.of("x", ComplexOperations::real)),
          entry("numpy.Imag", Operation.of("x", ComplexOperations::imaginary)),
          entry("numpy.Conj", Operation.of("x", ComplexOperations::conjugate)),
          entry("numpy.Conjugate", Operation.of("x", ComplexOperations::conjugate)),
          entry("numpy.Angle", Operation.of("x", ComplexOperations::angle)),
          entry("nn.Polar", Operation.of("abs_ angle", ComplexOperations::polar)),
          entry("math.ViewAsComplex", Operation.of("x", ComplexOperations::viewAsComplex)),
          entry("math.ViewAsReal", Operation.of("x", ComplexOperations::viewAsReal)));

  private ComplexOperations() {}

  /** The real or imaginary part of complex numbers. */
  static Operand<? extends TType> part(TensorOps ops, String type, Operand<? extends TType> x) {
    DataType part = ElementTypes.partOf(TensorOps.typeOf(x));
    return ops.add(type, List.of(x), builder -> builder.setAttr("Tout", part));
  }

  static List<Operand<? extends TType>> parts(TensorOps ops, Operand<? extends TType> x) {
    return List.of(part(ops, "Real", x), part(ops, "Imag", x));
  }

  static Operand<? extends TType> complex(
      TensorOps ops, Operand<? extends TType> real, Operand<? extends TType> imaginary) {
    DataType type =
        TensorOps.typeOf(real) == DataType.DT_DOUBLE
            ? DataType.DT_COMPLEX128
            : DataType.DT_COMPLEX64;
    return ops.add("Complex", List.of(real, imaginary), builder -> builder.setAttr("Tout", type));
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
    return complex(ops, ops.at(x, TensorOps.rank(x) - 1, 0), ops.at(x, TensorOps.rank(x) - 1, 1));
  }

  private static Operand<? extends TType> viewAsReal(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    return isComplex(x)
        ? call.ops().stack(parts(call.ops(), x), -1)
        : call.ops().stack(List.of(x, call.ops().add("ZerosLike", x)), -1);
  }
}
