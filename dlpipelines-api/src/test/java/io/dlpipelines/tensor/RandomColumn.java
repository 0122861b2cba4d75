package io.dlpipelines.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.unsafe.types.UTF8String;

/** Random values of a column, as Catalyst's two kinds of rows hold them. */
final class RandomColumn {
  /** Other columns lie around it, so that offsets matter. */
  static final int ORDINAL = 1;

  private static final UserDefinedType<?> VECTOR = (UserDefinedType<?>) SQLDataTypes.VectorType();

  private final DataType type;
  private final Random random;
  private final long mask;
  private final UnsafeProjection toUnsafe;

  /**
   * A value.
   *
   * @param catalyst the value as Catalyst has it
   * @param dimensions the shape of its cell
   * @param leaves its elements in row-major order: boxed numbers and booleans, or byte[]
   */
  record Value(Object catalyst, long[] dimensions, List<Object> leaves) {

    /** The elements as plain Java converts them, strings one after the other. */
    byte[] as(Dtype dtype) {
      int bytes =
          leaves.stream()
              .mapToInt(leaf -> leaf instanceof byte[] text ? text.length : dtype.byteSize())
              .sum();
      ByteBuffer elements = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
      leaves.forEach(leaf -> put(elements, leaf, dtype));
      return elements.array();
    }
  }

  RandomColumn(DataType type, Random random) {
    this(type, random, -1);
  }

  /** Integers have no bits but those of a mask. */
  RandomColumn(DataType type, Random random, long mask) {
    this.type = type;
    this.mask = mask;
    this.random = random;
    DataType[] columns = {DataTypes.StringType, type, DataTypes.LongType};
    toUnsafe = UnsafeProjection.create(columns);
  }

  InternalRow generic(Object value) {
    UTF8String before = UTF8String.fromString("x".repeat(random.nextInt(20)));
    return new GenericInternalRow(new Object[] {before, value, 7L});
  }

  InternalRow unsafe(Object value) {
    return toUnsafe.apply(generic(value));
  }

  Value next() {
    if (type.equals(VECTOR)) {
      return vector(random.nextInt(3) == 0 ? 0 : random.nextInt(150));
    }
    if (ColumnCells.isImage(type)) {
      return image();
    }
    DataType leafType = type;
    int rank = 0;
    while (leafType instanceof ArrayType array) {
      leafType = array.elementType();
      rank++;
    }
    long[] dimensions = new long[rank];
    int longest = rank == 1 ? 150 : 5;
    boolean empty = false;
    for (int axis = 0; axis < rank; axis++) {
      dimensions[axis] = empty || random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(longest);
      empty |= dimensions[axis] == 0;
    }
    List<Object> leaves = new ArrayList<>();
    return new Value(nested(leafType, dimensions, 0, leaves), dimensions, leaves);
  }

  private Object nested(DataType leafType, long[] dimensions, int axis, List<Object> leaves) {
    if (axis == dimensions.length) {
      Object leaf = leaf(leafType);
      leaves.add(leaf);
      return leafType.equals(DataTypes.StringType) ? UTF8String.fromBytes((byte[]) leaf) : leaf;
    }
    Object[] elements = new Object[(int) dimensions[axis]];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = nested(leafType, dimensions, axis + 1, leaves);
    }
    return new GenericArrayData(elements);
  }

  private Object leaf(DataType leafType) {
    boolean special = random.nextInt(4) == 0;
    long bits = mask & (special ? random.nextInt(5) - 2L : random.nextLong() >> random.nextInt(64));
    return switch (leafType.typeName()) {
      case "byte" -> (byte) bits;
      case "short" -> (short) bits;
      case "integer" -> (int) bits;
      case "long" -> bits;
      case "float" -> special ? special() : anyFloat();
      case "double" -> special ? (Object) (double) special() : wideDouble();
      case "boolean" -> random.nextBoolean();
      case "string", "binary" -> bytes(random.nextInt(special ? 1 : 24));
      default -> throw new IllegalArgumentException(leafType.toString());
    };
  }

  private float special() {
    float[] values = {
      0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 65519
    };
    return values[random.nextInt(values.length)];
  }

  private float anyFloat() {
    float value = Float.intBitsToFloat(random.nextInt());
    return Float.isNaN(value) ? Float.NaN : value;
  }

  private double wideDouble() {
    return (random.nextDouble() - 0.5) * Math.pow(2, random.nextInt(300) - 150);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private Value vector(int size) {
    double[] values = new double[size];
    boolean sparse = random.nextBoolean();
    for (int i = 0; i < size; i++) {
      values[i] = sparse && random.nextInt(5) > 0 ? 0 : wideDouble();
    }
    Vector vector = Vectors.dense(values);
    List<Object> leaves = IntStream.range(0, size).<Object>mapToObj(i -> values[i]).toList();
    return new Value(serialize(sparse ? vector.toSparse() : vector), new long[] {size}, leaves);
  }

  @SuppressWarnings("unchecked")
  private static Object serialize(Vector vector) {
    return ((UserDefinedType<Vector>) VECTOR).serialize(vector);
  }

  private Value image() {
    int[] size = {random.nextInt(6), 1 + random.nextInt(6), 1 + random.nextInt(4)};
    byte[] data = bytes(size[0] * size[1] * size[2]);
    Object[] fields = {
      UTF8String.fromString("file:/a"), size[0], size[1], size[2], 8 * (size[2] - 1), data
    };
    List<Object> leaves = new ArrayList<>();
    for (byte value : data) {
      leaves.add(Byte.toUnsignedInt(value));
    }
    return new Value(
        new GenericInternalRow(fields), new long[] {size[0], size[1], size[2]}, leaves);
  }

  private static void put(ByteBuffer to, Object leaf, Dtype dtype) {
    if (leaf instanceof byte[] text) {
      to.put(text);
      return;
    }
    if (leaf instanceof Boolean flag) {
      to.put((byte) (flag ? 1 : 0));
      return;
    }
    Number number = (Number) leaf;
    switch (dtype) {
      case FLOAT16 -> to.putShort(HalfReference.FLOAT16.encode(number.floatValue()));
      case BFLOAT16 -> to.putShort(HalfReference.BFLOAT16.encode(number.floatValue()));
      case FLOAT32 -> to.putFloat(number.floatValue());
      case FLOAT64 -> to.putDouble(number.doubleValue());
      case INT32 -> to.putInt(number.intValue());
      case INT64 -> to.putLong(number.longValue());
      case INT8, UINT8 -> to.put(number.byteValue());
      case INT16, UINT16 -> to.putShort(number.shortValue());
      case UINT32 -> to.putInt(number.intValue());
      case UINT64 -> to.putLong(number.longValue());
      default -> throw new IllegalArgumentException("no number becomes " + dtype);
    }
  }
}
