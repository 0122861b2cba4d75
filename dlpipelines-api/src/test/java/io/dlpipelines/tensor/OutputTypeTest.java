package io.dlpipelines.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.UserDefinedType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutputTypeTest {
  private static final OutputType.Form ARRAYS = new OutputType.Form(false, false, false);
  private static final OutputType.Form BINARY = new OutputType.Form(false, true, false);
  private static final OutputType.Form VECTORS = new OutputType.Form(true, false, false);
  private static final OutputType.Form IMAGES = new OutputType.Form(false, false, true);
  private static final int BATCHES = 60;

  /** A random batch: the tensor, and its elements as a column shows them. */
  private record Output(TensorBuffer tensor, List<Object> elements, int rows, long[] cell) {

    int cellElements() {
      return (int) LongStream.of(cell).reduce(1, (a, b) -> a * b);
    }

    List<Object> elementsOf(int row) {
      return elements.subList(row * cellElements(), (row + 1) * cellElements());
    }
  }

  @ParameterizedTest
  @EnumSource
  void cellsOfAnyRankBecomeColumns(Dtype dtype) {
    Random random = new Random(dtype.ordinal());
    for (int i = 0; i < BATCHES; i++) {
      long[] cell = random.longs(random.nextInt(4), 1, 5).toArray();
      Output output = random(dtype, 1 + random.nextInt(5), cell, random);
      OutputType type = new OutputType(dtype, TensorShape.of(cell), ARRAYS);
      List<Object> rows = decode(output, type);
      for (int row = 0; row < output.rows(); row++) {
        assertThat(rows.get(row)).isEqualTo(nested(output.elementsOf(row), cell, 0));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
  void flatFloatingCellsBecomeVectors(Dtype dtype) {
    Random random = new Random(dtype.ordinal());
    for (int i = 0; i < BATCHES; i++) {
      long[] cell = {random.nextInt(90)};
      Output output = random(dtype, 1 + random.nextInt(5), cell, random);
      List<Object> rows =
          decode(output, new OutputType(dtype, TensorShape.of(TensorShape.UNKNOWN), VECTORS));
      for (int row = 0; row < output.rows(); row++) {
        double[] expected =
            output.elementsOf(row).stream()
                .mapToDouble(element -> ((Number) element).doubleValue())
                .toArray();
        assertThat(rows.get(row)).isEqualTo(doubles(expected));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void cellsOfUnknownRankArriveFlat(Dtype dtype) {
    Random random = new Random(dtype.ordinal());
    Output output = random(dtype, 3, new long[] {2, 4}, random);
    List<Object> rows = decode(output, new OutputType(dtype, TensorShape.unknownRank(), ARRAYS));
    for (int row = 0; row < output.rows(); row++) {
      assertThat(rows.get(row)).isEqualTo(output.elementsOf(row));
    }
  }

  @ParameterizedTest
  @EnumSource
  void emptyCellsBecomeEmptyArrays(Dtype dtype) {
    for (long[] cell : new long[][] {{0}, {0, 3}, {2, 0}, {2, 0, 3}}) {
      Output output = random(dtype, 2, cell, new Random(1));
      List<Object> rows = decode(output, new OutputType(dtype, TensorShape.of(cell), ARRAYS));
      assertThat(rows).containsOnly(nested(List.of(), cell, 0));
    }
  }

  /** What comes out can go in again, where a conversion back exists, and is the same. */
  @ParameterizedTest
  @EnumSource
  void columnsFeedTheTensorTheyCameFrom(Dtype dtype) throws Exception {
    Random random = new Random(dtype.ordinal());
    for (OutputType.Form form : List.of(ARRAYS, VECTORS, BINARY)) {
      for (int rank = 0; rank <= 3; rank++) {
        long[] cell = random.longs(rank, 1, 5).toArray();
        Output output = random(dtype, 4, cell, random);
        OutputType type = new OutputType(dtype, TensorShape.of(cell), form);
        ColumnCells back = ColumnCells.find(type.dataType(), dtype).orElse(null);
        if (back == null) {
          assertThat(dtype).isEqualTo(Dtype.UINT64);
          continue;
        }
        TensorBuffer again = new TensorBuffer(dtype);
        CellEncoder encoder = back.source().open();
        Cell fed = new Cell();
        for (UnsafeRow row : rows(output, type)) {
          encoder.encode(row, 1, fed);
          assertThat(fed.shapeText()).isEqualTo(Arrays.toString(cell));
          again.append(fed);
        }
        assertThat(used(again)).isEqualTo(used(output.tensor()));
        assertThat(again.stringCount()).isEqualTo(output.tensor().stringCount());
      }
    }
  }

  @Test
  void bytesBecomeImagesAndComeBack() throws Exception {
    Random random = new Random(5);
    CellEncoder encoder =
        ColumnCells.find(ImageSchema.columnSchema(), Dtype.UINT8).orElseThrow().source().open();
    for (int channels : new int[] {1, 3, 4}) {
      long[] cell = {2 + channels, 5, channels};
      Output output = random(Dtype.UINT8, 3, cell, random);
      OutputType type = new OutputType(Dtype.UINT8, TensorShape.of(-1, -1, channels), IMAGES);
      assertThat(type.dataType()).isEqualTo(ImageSchema.columnSchema());
      TensorBuffer again = new TensorBuffer(Dtype.UINT8);
      for (UnsafeRow row : rows(output, type)) {
        InternalRow image = row.getStruct(1, 6);
        assertThat(image.isNullAt(0)).isTrue();
        assertThat(image.getInt(1)).isEqualTo(2 + channels);
        assertThat(image.getInt(2)).isEqualTo(5);
        assertThat(image.getInt(3)).isEqualTo(channels);
        assertThat(image.getInt(4)).isEqualTo(channels == 1 ? 0 : channels == 3 ? 16 : 24);
        Cell fed = new Cell();
        encoder.encode(row, 1, fed);
        assertThat(fed.shapeText()).isEqualTo(Arrays.toString(cell));
        again.append(fed);
      }
      assertThat(used(again)).isEqualTo(used(output.tensor()));
    }
  }

  @Test
  void columnTypes() {
    assertThat(type(Dtype.FLOAT16, 0)).isEqualTo(DataTypes.FloatType);
    assertThat(type(Dtype.BFLOAT16, 0)).isEqualTo(DataTypes.FloatType);
    assertThat(type(Dtype.FLOAT32, 0)).isEqualTo(DataTypes.FloatType);
    assertThat(type(Dtype.FLOAT64, 0)).isEqualTo(DataTypes.DoubleType);
    assertThat(type(Dtype.UINT8, 0)).isEqualTo(DataTypes.ShortType);
    assertThat(type(Dtype.UINT16, 0)).isEqualTo(DataTypes.IntegerType);
    assertThat(type(Dtype.INT8, 0)).isEqualTo(DataTypes.ByteType);
    assertThat(type(Dtype.INT16, 0)).isEqualTo(DataTypes.ShortType);
    assertThat(type(Dtype.UINT32, 0)).isEqualTo(DataTypes.LongType);
    assertThat(type(Dtype.UINT64, 0)).isEqualTo(DataTypes.createDecimalType(20, 0));
    assertThat(type(Dtype.INT32, 0)).isEqualTo(DataTypes.IntegerType);
    assertThat(type(Dtype.INT64, 0)).isEqualTo(DataTypes.LongType);
    assertThat(type(Dtype.BOOL, 0)).isEqualTo(DataTypes.BooleanType);
    assertThat(type(Dtype.STRING, 0)).isEqualTo(DataTypes.StringType);
    assertThat(new OutputType(Dtype.STRING, TensorShape.of(), BINARY).dataType())
        .isEqualTo(DataTypes.BinaryType);
    assertThat(type(Dtype.INT64, 2).simpleString()).isEqualTo("array<array<bigint>>");
    assertThat(new OutputType(Dtype.INT32, TensorShape.of(3), VECTORS).dataType().simpleString())
        .isEqualTo("array<int>");
    assertThat(new OutputType(Dtype.FLOAT32, TensorShape.of(2, 2), VECTORS).dataType())
        .isEqualTo(type(Dtype.FLOAT32, 2));
    assertThat(new OutputType(Dtype.FLOAT32, TensorShape.unknownRank(), VECTORS).dataType())
        .isEqualTo(SQLDataTypes.VectorType());
  }

  @Test
  void vectorsOfKnownSizeSayIt() {
    OutputType known = new OutputType(Dtype.FLOAT32, TensorShape.of(7), VECTORS);
    assertThat(AttributeGroup.fromStructField(known.field("v", true)).size()).isEqualTo(7);
    assertThat(known.field("v", true).nullable()).isTrue();
    assertThat(known.field("v", false).nullable()).isFalse();
    for (OutputType silent :
        List.of(
            new OutputType(Dtype.FLOAT32, TensorShape.of(TensorShape.UNKNOWN), VECTORS),
            new OutputType(Dtype.FLOAT32, TensorShape.unknownRank(), VECTORS),
            new OutputType(Dtype.FLOAT32, TensorShape.of(7), ARRAYS))) {
      assertThat(silent.metadata("v")).isEqualTo(Metadata.empty());
    }
  }

  @Test
  void nullsAreRejected() {
    assertThatThrownBy(() -> new OutputType(null, TensorShape.of(), ARRAYS)).hasMessage("dtype");
    assertThatThrownBy(() -> new OutputType(Dtype.BOOL, null, ARRAYS)).hasMessage("cell");
    assertThatThrownBy(() -> new OutputType(Dtype.BOOL, TensorShape.of(), null)).hasMessage("form");
  }

  private static DataType type(Dtype dtype, int rank) {
    return new OutputType(dtype, TensorShape.of(new long[rank]), ARRAYS).dataType();
  }

  private static List<Object> decode(Output output, OutputType type) {
    return rows(output, type).stream().map(row -> plain(row, 1, type.dataType())).toList();
  }

  /** One writer for all rows, as in a task, with a cell before and a column behind. */
  private static List<UnsafeRow> rows(Output output, OutputType type) {
    UnsafeRowWriter writer = new UnsafeRowWriter(3);
    CellDecoder before = type.open(writer);
    CellDecoder decoder = type.open(writer);
    List<UnsafeRow> rows = new ArrayList<>();
    int count = output.cellElements();
    for (int row = 0; row < output.rows(); row++) {
      writer.reset();
      writer.zeroOutNullBytes();
      before.decode(output.tensor(), 0, count, 1, 0);
      decoder.decode(output.tensor(), row * count, count, 1, 1);
      writer.write(2, 99L);
      rows.add(writer.getRow().copy());
    }
    for (UnsafeRow row : rows) {
      assertThat(row.getLong(2)).isEqualTo(99);
      assertThat(plain(row, 0, type.dataType())).isEqualTo(plain(rows.get(0), 0, type.dataType()));
    }
    return rows;
  }

  private static Object plain(SpecializedGetters from, int ordinal, DataType type) {
    if (type.equals(SQLDataTypes.VectorType())) {
      return doubles(vector(from.getStruct(ordinal, 4)).toArray());
    }
    if (type.equals(ImageSchema.columnSchema())) {
      return from.getStruct(ordinal, 6).toString();
    }
    return switch (type.typeName()) {
      case "array" -> {
        ArrayData array = from.getArray(ordinal);
        DataType element = ((ArrayType) type).elementType();
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < array.numElements(); i++) {
          assertThat(array.isNullAt(i)).isFalse();
          elements.add(plain(array, i, element));
        }
        yield elements;
      }
      case "string" -> hex(from.getUTF8String(ordinal).getBytes());
      case "binary" -> hex(from.getBinary(ordinal));
      default -> from.get(ordinal, type);
    };
  }

  @SuppressWarnings("unchecked")
  private static Vector vector(InternalRow struct) {
    return ((UserDefinedType<Vector>) SQLDataTypes.VectorType()).deserialize(struct);
  }

  private static Object nested(List<Object> elements, long[] cell, int axis) {
    if (axis == cell.length) {
      return elements.get(0);
    }
    int size = (int) cell[axis];
    int step = size == 0 ? 0 : elements.size() / size;
    List<Object> parts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      parts.add(nested(elements.subList(i * step, (i + 1) * step), cell, axis + 1));
    }
    return parts;
  }

  private static List<Double> doubles(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static Output random(Dtype dtype, int rows, long[] cell, Random random) {
    int count = rows * (int) LongStream.of(cell).reduce(1, (a, b) -> a * b);
    TensorBuffer tensor = new TensorBuffer(dtype);
    tensor.setDimensions(LongStream.concat(LongStream.of(rows), LongStream.of(cell)).toArray());
    List<Object> elements = Stream.generate(() -> append(tensor, random)).limit(count).toList();
    return new Output(tensor, elements, rows, cell);
  }

  /** Appends a random element, and gives it as the column shows it. */
  private static Object append(TensorBuffer tensor, Random random) {
    Dtype dtype = tensor.dtype();
    if (dtype == Dtype.STRING) {
      byte[] text = new byte[random.nextInt(12)];
      random.nextBytes(text);
      tensor.appendString(text);
      return hex(text);
    }
    int at = tensor.reserve(dtype.byteSize());
    ByteBuffer bytes = ByteBuffer.wrap(tensor.bytes()).order(ByteOrder.nativeOrder());
    int bits = random.nextInt();
    switch (dtype) {
      case FLOAT16 -> {
        short half = HalfReference.FLOAT16.encode((float) random.nextGaussian());
        bytes.putShort(at, half);
        return HalfReference.FLOAT16.decode(half);
      }
      case BFLOAT16 -> {
        short half = HalfReference.BFLOAT16.encode((float) random.nextGaussian());
        bytes.putShort(at, half);
        return HalfReference.BFLOAT16.decode(half);
      }
      case FLOAT32 -> {
        float value = Float.intBitsToFloat(bits);
        float kept = Float.isNaN(value) ? Float.NaN : value;
        bytes.putFloat(at, kept);
        return kept;
      }
      case FLOAT64 -> {
        double value = random.nextGaussian();
        bytes.putDouble(at, value);
        return value;
      }
      case INT32 -> {
        bytes.putInt(at, bits);
        return bits;
      }
      case INT64 -> {
        long value = random.nextLong();
        bytes.putLong(at, value);
        return value;
      }
      case INT8 -> {
        bytes.put(at, (byte) bits);
        return (byte) bits;
      }
      case INT16 -> {
        bytes.putShort(at, (short) bits);
        return (short) bits;
      }
      case UINT32 -> {
        bytes.putInt(at, bits);
        return Integer.toUnsignedLong(bits);
      }
      case UINT64 -> {
        long value = random.nextLong();
        bytes.putLong(at, value);
        return Decimal.apply(new BigInteger(Long.toUnsignedString(value)));
      }
      case UINT8 -> {
        bytes.put(at, (byte) bits);
        return (short) (bits & 0xff);
      }
      case UINT16 -> {
        bytes.putShort(at, (short) bits);
        return bits & 0xffff;
      }
      case BOOL -> {
        bytes.put(at, (byte) (bits & 1));
        return (bits & 1) == 1;
      }
      default -> throw new IllegalArgumentException(dtype.toString());
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] used(TensorBuffer buffer) {
    return Arrays.copyOf(buffer.bytes(), buffer.byteCount());
  }
}
