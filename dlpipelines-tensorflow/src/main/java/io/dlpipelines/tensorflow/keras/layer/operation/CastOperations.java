package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Conversions to other types of numbers. */
final class CastOperations {
  /** Types that are computed in 32 bits, to which numbers are rounded all the same. */
  private static final Map<String, DataType> ROUNDED =
      Map.of("float16", DataType.DT_HALF, "bfloat16", DataType.DT_BFLOAT16);

  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("core.Cast", Operation.of("x", call -> cast(call, call.tensor("x")))),
          entry("core.SaturateCast", Operation.of("x", CastOperations::saturate)),
          entry("core.ConvertToTensor", Operation.of("x", CastOperations::convert)),
          entry("numpy.Array", Operation.of("x", CastOperations::convert)),
          entry("numpy.View", Operation.of("x", CastOperations::view)));

  private CastOperations() {}

  private static Operand<? extends TType> cast(OperationCall call, Operand<? extends TType> x) {
    TensorOps ops = call.ops();
    DataType type = call.type("dtype");
    DataType rounded = ROUNDED.get(call.typeName("dtype"));
    return ops.cast(rounded == null ? x : ops.cast(x, rounded), type);
  }

  private static Operand<? extends TType> convert(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    return call.has("dtype") ? cast(call, x) : call.ops().add("Identity", x);
  }

  /** To the nearest number that the type has. */
  private static Operand<? extends TType> saturate(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    DataType from = TensorOps.typeOf(x);
    return cast(call, from == DataType.DT_BOOL ? x : limited(ops, x, call.type("dtype")));
  }

  private static Operand<? extends TType> limited(
      TensorOps ops, Operand<? extends TType> x, DataType type) {
    DataType from = TensorOps.typeOf(x);
    Range range = Range.of(from).common(Range.of(type), from);
    Operand<? extends TType> most = ops.add("Minimum", x, ops.number(range.most(), x));
    return ops.add("Maximum", most, ops.number(range.least(), x));
  }

  /** The nearest numbers of a type, which may be one of integers. */
  static Operand<? extends TType> rounded(
      TensorOps ops, Operand<? extends TType> floats, DataType type) {
    return ElementTypes.isInexact(type)
        ? ops.cast(floats, type)
        : ops.cast(limited(ops, ops.add("Round", floats), type), type);
  }

  /** The least and the largest number of a type. */
  private record Range(double least, double most) {
    static Range of(DataType type) {
      return switch (type) {
        case DT_BOOL -> new Range(0, 1);
        case DT_UINT8 -> new Range(0, 255);
        case DT_INT8 -> new Range(-128, 127);
        case DT_UINT16 -> new Range(0, 65535);
        case DT_INT16 -> new Range(Short.MIN_VALUE, Short.MAX_VALUE);
        case DT_UINT32 -> new Range(0, 4294967295d);
        case DT_INT32 -> new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);
        case DT_UINT64 -> new Range(0, 18446744073709549568d);
        case DT_INT64 -> new Range(Long.MIN_VALUE, 9223372036854774784d);
        case DT_DOUBLE -> new Range(-Double.MAX_VALUE, Double.MAX_VALUE);
        default -> new Range(-Float.MAX_VALUE, Float.MAX_VALUE);
      };
    }

    /** What both have, at numbers that the type of the tensor has too. */
    Range common(Range other, DataType type) {
      double low = Math.max(least, other.least);
      double high = Math.min(most, other.most);
      if (type == DataType.DT_FLOAT) {
        float rounded = (float) high;
        high = rounded > high ? Math.nextDown(rounded) : rounded;
      }
      return new Range(low, high);
    }
  }

  /** The same bits as numbers of another type; the last axis grows or shrinks. */
  private static Operand<? extends TType> view(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = call.tensor("x");
    if (!call.has("dtype")) {
      return x;
    }
    DataType from = TensorOps.typeOf(x);
    DataType to = call.type("dtype");
    int last = TensorOps.rank(x) - 1;
    List<Operand<TInt32>> sizes = ops.sizes(x);
    if (bytes(from) > bytes(to)) {
      int ratio = bytes(from) / bytes(to);
      sizes.set(last, call.tf().math.mul(sizes.get(last), call.tf().constant(ratio)));
      return ops.reshape(bits(ops, x, to), sizes);
    }
    if (bytes(from) < bytes(to)) {
      Operand<TInt32> ratio = call.tf().constant(bytes(to) / bytes(from));
      sizes.set(last, call.tf().math.floorDiv(sizes.get(last), ratio));
      sizes.add(ratio);
      return bits(ops, ops.reshape(x, sizes), to);
    }
    return bits(ops, x, to);
  }

  private static Operand<? extends TType> bits(
      TensorOps ops, Operand<? extends TType> x, DataType type) {
    return ops.add("Bitcast", List.of(x), builder -> builder.setAttr("type", type));
  }

  private static int bytes(DataType type) {
    return switch (type) {
      case DT_BOOL, DT_INT8, DT_UINT8 -> 1;
      case DT_INT16, DT_UINT16 -> 2;
      case DT_DOUBLE, DT_INT64, DT_UINT64, DT_COMPLEX64 -> 8;
      case DT_COMPLEX128 -> 16;
      default -> 4;
    };
  }
}
