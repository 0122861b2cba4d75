package io.dlpipelines.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnCellsTest {
  private static final int VALUES_PER_CONVERSION = 40;
  private static final int DEEPEST = 3;

  private static final DataType VECTOR = SQLDataTypes.VectorType();
  private static final DataType IMAGE = ImageSchema.columnSchema();

  private static final Set<Dtype> FLOATING =
      EnumSet.of(Dtype.FLOAT16, Dtype.BFLOAT16, Dtype.FLOAT32, Dtype.FLOAT64);

  /** The documented conversions of elements; arrays of them go where they go. */
  private static final Map<DataType, Set<Dtype>> ELEMENTS =
      Map.of(
          DataTypes.ByteType,
              floatingAnd(
                  Dtype.INT8,
                  Dtype.INT16,
                  Dtype.INT32,
                  Dtype.INT64,
                  Dtype.UINT8,
                  Dtype.UINT16,
                  Dtype.UINT32,
                  Dtype.UINT64),
          DataTypes.ShortType,
              floatingAnd(
                  Dtype.INT16,
                  Dtype.INT32,
                  Dtype.INT64,
                  Dtype.UINT8,
                  Dtype.UINT16,
                  Dtype.UINT32,
                  Dtype.UINT64),
          DataTypes.IntegerType,
              floatingAnd(Dtype.INT32, Dtype.INT64, Dtype.UINT16, Dtype.UINT32, Dtype.UINT64),
          DataTypes.LongType, floatingAnd(Dtype.INT64, Dtype.UINT32, Dtype.UINT64),
          DataTypes.FloatType, FLOATING,
          DataTypes.DoubleType, FLOATING,
          DataTypes.BooleanType, EnumSet.of(Dtype.BOOL),
          DataTypes.StringType, EnumSet.of(Dtype.STRING),
          DataTypes.BinaryType, EnumSet.of(Dtype.STRING));

  private record Conversion(int rank, Set<Dtype> dtypes) {}

  private static Map<DataType, Conversion> conversions() {
    Map<DataType, Conversion> table = new LinkedHashMap<>();
    ELEMENTS.forEach(
        (element, dtypes) -> {
          DataType type = element;
          for (int rank = 0; rank <= DEEPEST; rank++) {
            table.put(type, new Conversion(rank, dtypes));
            type = DataTypes.createArrayType(type);
          }
        });
    table.put(VECTOR, new Conversion(1, FLOATING));
    table.put(
        IMAGE,
        new Conversion(
            3,
            floatingAnd(
                Dtype.UINT8,
                Dtype.UINT16,
                Dtype.UINT32,
                Dtype.UINT64,
                Dtype.INT16,
                Dtype.INT32,
                Dtype.INT64)));
    return table;
  }

  /** The bits that integers have which an unsigned tensor holds. */
  private static long mask(DataType type, Dtype dtype) {
    DataType leaf = type;
    while (leaf instanceof ArrayType array) {
      leaf = array.elementType();
    }
    boolean unsigned = dtype.name().startsWith("UINT");
    if (!unsigned || leaf.equals(DataTypes.ByteType) && dtype == Dtype.UINT8) {
      return -1;
    }
    int bits = Math.min(8 * leaf.defaultSize() - 1, 8 * dtype.byteSize());
    return bits >= 63 ? Long.MAX_VALUE : (1L << bits) - 1;
  }

  private static Stream<Arguments> everyConversion() {
    return conversions().entrySet().stream()
        .flatMap(
            entry ->
                entry.getValue().dtypes().stream()
                    .map(dtype -> Arguments.of(entry.getKey(), dtype)));
  }

  @Test
  void exactlyTheDocumentedConversionsAreFound() {
    conversions()
        .forEach(
            (type, conversion) -> {
              for (Dtype dtype : Dtype.values()) {
                Optional<ColumnCells> found = ColumnCells.find(type, dtype);
                boolean bytes = type.equals(DataTypes.BinaryType) && dtype == Dtype.UINT8;
                assertThat(found.isPresent())
                    .as("%s to %s", type, dtype)
                    .isEqualTo(bytes || conversion.dtypes().contains(dtype));
                int rank = bytes ? 1 : conversion.rank();
                found.ifPresent(cells -> assertThat(cells.rank()).isEqualTo(rank));
              }
            });
  }

  @Test
  void otherColumnsAreNotFound() {
    List<DataType> others =
        List.of(
            DataTypes.DateType,
            DataTypes.TimestampType,
            DataTypes.NullType,
            DataTypes.createDecimalType(10, 2),
            DataTypes.createMapType(DataTypes.StringType, DataTypes.FloatType),
            new StructType().add("x", DataTypes.FloatType),
            new StructType(),
            SQLDataTypes.MatrixType(),
            DataTypes.createArrayType(VECTOR),
            DataTypes.createArrayType(IMAGE),
            DataTypes.createArrayType(DataTypes.DateType));
    for (DataType type : others) {
      for (Dtype dtype : Dtype.values()) {
        assertThat(ColumnCells.find(type, dtype)).as("%s to %s", type, dtype).isEmpty();
      }
    }
  }

  @Test
  void imagesAreKnownByNamesAndTypesAlone() {
    StructType schema = ImageSchema.columnSchema();
    StructType strict = new StructType();
    StructType renamed = new StructType();
    for (var field : schema.fields()) {
      strict = strict.add(field.name(), field.dataType(), false);
      renamed = renamed.add(field.name() + "_", field.dataType());
    }
    assertThat(ColumnCells.isImage(strict)).isTrue();
    assertThat(ColumnCells.isImage(renamed)).isFalse();
    assertThat(ColumnCells.isImage(schema.add("more", DataTypes.LongType))).isFalse();
    assertThat(ColumnCells.isImage(DataTypes.BinaryType)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("everyConversion")
  void cellsHoldWhatPlainJavaGives(DataType type, Dtype dtype) throws Exception {
    RandomColumn column =
        new RandomColumn(
            type, new Random(type.hashCode() + 31L * dtype.ordinal()), mask(type, dtype));
    check(column, type, dtype);
  }

  @Test
  void binaryCanBeUnsignedBytes() throws Exception {
    CellEncoder encoder = encoder(DataTypes.BinaryType, Dtype.UINT8);
    Cell cell = new Cell();
    for (int size : new int[] {0, 5, 3}) {
      byte[] bytes = Arrays.copyOf(new byte[] {1, -2, 3, -4, 5}, size);
      encoder.encode(row(bytes), 0, cell);
      assertThat(cell.shapeText()).isEqualTo("[" + size + "]");
      assertThat(bytesOf(cell, Dtype.UINT8)).isEqualTo(bytes);
    }
  }

  @Test
  void longsAreRoundedOnce() throws Exception {
    long aboveTheTie = (1L << 60) + (1L << 36) + 1;
    RandomColumn.Value value =
        new RandomColumn.Value(aboveTheTie, new long[0], List.of(aboveTheTie));
    Cell cell = new Cell();
    encoder(DataTypes.LongType, Dtype.FLOAT32).encode(row(aboveTheTie), 0, cell);
    assertThat(bytesOf(cell, Dtype.FLOAT32)).isEqualTo(value.as(Dtype.FLOAT32));
  }

  @Test
  void equalColumnsHaveEqualSourcesThatTravel() throws Exception {
    everyConversion()
        .forEach(
            arguments -> {
              DataType type = (DataType) arguments.get()[0];
              Dtype dtype = (Dtype) arguments.get()[1];
              CellSource source = ColumnCells.find(type, dtype).orElseThrow().source();
              assertThat(ColumnCells.find(type, dtype).orElseThrow().source())
                  .isEqualTo(source)
                  .hasSameHashCodeAs(source);
              assertThat(travelled(source)).isEqualTo(source);
            });
    assertThat(ColumnCells.find(DataTypes.IntegerType, Dtype.INT64).orElseThrow().source())
        .isNotEqualTo(ColumnCells.find(DataTypes.LongType, Dtype.INT64).orElseThrow().source());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 62, 63, 64, 65, 127, 128})
  void aNullElementIsFoundWhereverItIs(int index) {
    for (int size = index + 1; size < index + 70; size += 23) {
      Object[] elements = new Object[size];
      Arrays.fill(elements, 1f);
      elements[index] = null;
      GenericArrayData array = new GenericArrayData(elements);
      String reason = "element " + index + " is null";
      assertInvalid(floats(1), array, reason);
      assertInvalid(floats(2), new GenericArrayData(new Object[] {array}), reason);
      Arrays.setAll(elements, i -> i == index ? null : UTF8String.fromString("x"));
      assertInvalid(strings(1), array, reason);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 128, 200})
  void arraysWithoutNullsAreTaken(int size) throws Exception {
    float[] values = new float[size];
    Arrays.fill(values, -1f);
    for (ArrayData array :
        new ArrayData[] {
          UnsafeArrayData.fromPrimitiveArray(values),
          ArrayData.toArrayData(values),
          new GenericArrayData(values)
        }) {
      Cell cell = new Cell();
      encoder(floats(1), Dtype.FLOAT32).encode(row(array), 0, cell);
      assertThat(cell.shapeText()).isEqualTo("[" + size + "]");
      assertThat(cell.byteCount()).isEqualTo(4 * size);
    }
  }

  @Test
  void nullArraysInsideAreInvalid() {
    Object inner = new GenericArrayData(new Object[] {1f});
    assertInvalid(floats(2), new GenericArrayData(new Object[] {inner, null}), "element 1 is null");
  }

  @Test
  void raggedArraysAreInvalid() {
    assertInvalid(
        floats(2),
        nested(new float[][] {{1, 2}, {3, 4}, {5}}),
        "the nested arrays are ragged: one at level 2 has 2 elements, another 1");
    assertInvalid(
        floats(2),
        nested(new float[][] {{}, {1}}),
        "the nested arrays are ragged: one at level 2 has 0 elements, another 1");
    assertInvalid(
        floats(3),
        new GenericArrayData(
            new Object[] {nested(new float[][] {{1}, {2}}), nested(new float[][] {{1}})}),
        "the nested arrays are ragged: one at level 2 has 2 elements, another 1");
  }

  @Test
  void anEncoderGoesOnAfterAnInvalidValue() throws Exception {
    CellEncoder encoder = encoder(floats(2), Dtype.FLOAT32);
    Cell cell = new Cell();
    assertThat(
            catchThrowable(() -> encoder.encode(row(nested(new float[][] {{1, 2}, {3}})), 0, cell)))
        .isInstanceOf(InvalidCellException.class);
    encoder.encode(row(nested(new float[][] {{7}})), 0, cell);
    assertThat(cell.shapeText()).isEqualTo("[1, 1]");
    assertThat(cell.byteCount()).isEqualTo(4);
  }

  @Test
  void emptyArraysHaveEmptyCells() throws Exception {
    assertThat(shape(floats(1), new GenericArrayData(new Object[0]))).isEqualTo("[0]");
    assertThat(shape(floats(3), new GenericArrayData(new Object[0]))).isEqualTo("[0, 0, 0]");
    assertThat(shape(floats(2), nested(new float[][] {{}, {}}))).isEqualTo("[2, 0]");
  }

  @Test
  void invalidCellsHaveNoStackTrace() {
    assertThat(new InvalidCellException("why")).hasMessage("why").hasNoCause();
    assertThat(new InvalidCellException("why").getStackTrace()).isEmpty();
  }

  @Test
  void brokenImagesAreInvalid() {
    byte[] data = new byte[6];
    assertInvalid(
        IMAGE, image(-1, -1, -1, new byte[0]), "the image could not be decoded when it was read");
    assertInvalid(
        IMAGE, image(2, 2, 3, data), "the image is 2 x 2 with 3 channels but has 6 bytes");
    assertInvalid(
        IMAGE, image(1, 2, 3, new byte[0]), "the image is 1 x 2 with 3 channels but has 0 bytes");
    assertInvalid(
        IMAGE, image(1, -2, -3, data), "the image is 1 x -2 with -3 channels but has 6 bytes");
  }

  private static void check(RandomColumn column, DataType type, Dtype dtype) throws Exception {
    CellEncoder encoder = encoder(type, dtype);
    Cell cell = new Cell();
    TensorBuffer buffer = new TensorBuffer(dtype);
    for (int i = 0; i < VALUES_PER_CONVERSION; i++) {
      RandomColumn.Value value = column.next();
      byte[] expected = value.as(dtype);
      for (InternalRow row :
          List.of(column.generic(value.catalyst()), column.unsafe(value.catalyst()))) {
        encoder.encode(row, RandomColumn.ORDINAL, cell);
        assertThat(dimensions(cell)).isEqualTo(value.dimensions());
        int start = buffer.byteCount();
        int strings = buffer.stringCount();
        buffer.append(cell);
        assertThat(Arrays.copyOfRange(buffer.bytes(), start, buffer.byteCount()))
            .isEqualTo(expected);
        if (dtype == Dtype.STRING) {
          assertThat(lengths(buffer, strings))
              .isEqualTo(value.leaves().stream().map(leaf -> ((byte[]) leaf).length).toList());
        }
      }
    }
  }

  private static List<Integer> lengths(TensorBuffer buffer, int from) {
    List<Integer> lengths = new ArrayList<>();
    for (int i = from; i < buffer.stringCount(); i++) {
      lengths.add(buffer.stringEnd(i) - buffer.stringStart(i));
    }
    return lengths;
  }

  private static long[] dimensions(Cell cell) {
    long[] dimensions = new long[cell.rank()];
    Arrays.setAll(dimensions, cell::dimension);
    return dimensions;
  }

  private static byte[] bytesOf(Cell cell, Dtype dtype) {
    TensorBuffer buffer = new TensorBuffer(dtype);
    buffer.append(cell);
    return Arrays.copyOf(buffer.bytes(), buffer.byteCount());
  }

  private static String shape(DataType type, Object value) throws InvalidCellException {
    Cell cell = new Cell();
    encoder(type, Dtype.FLOAT32).encode(row(value), 0, cell);
    return cell.shapeText();
  }

  /** In both kinds of rows. */
  private static void assertInvalid(DataType type, Object value, String reason) {
    Dtype dtype = conversions().get(type).dtypes().iterator().next();
    RandomColumn column = new RandomColumn(type, new Random(1));
    for (InternalRow row : List.of(column.generic(value), column.unsafe(value))) {
      assertThat(
              catchThrowable(
                  () -> encoder(type, dtype).encode(row, RandomColumn.ORDINAL, new Cell())))
          .isInstanceOf(InvalidCellException.class)
          .hasMessage(reason);
    }
  }

  private static CellEncoder encoder(DataType type, Dtype dtype) {
    return ColumnCells.find(type, dtype).orElseThrow().source().open();
  }

  private static InternalRow row(Object value) {
    return new GenericInternalRow(new Object[] {value});
  }

  private static Object image(int height, int width, int channels, byte[] data) {
    UTF8String origin = UTF8String.fromBytes("file:/a".getBytes(StandardCharsets.UTF_8));
    return new GenericInternalRow(new Object[] {origin, height, width, channels, 16, data});
  }

  private static Object nested(float[][] values) {
    return new GenericArrayData(Stream.of(values).<Object>map(GenericArrayData::new).toArray());
  }

  private static DataType floats(int depth) {
    return arrays(DataTypes.FloatType, depth);
  }

  private static DataType strings(int depth) {
    return arrays(DataTypes.StringType, depth);
  }

  private static DataType arrays(DataType element, int depth) {
    return depth == 0 ? element : DataTypes.createArrayType(arrays(element, depth - 1));
  }

  private static Set<Dtype> floatingAnd(Dtype... more) {
    Set<Dtype> all = EnumSet.copyOf(FLOATING);
    all.addAll(List.of(more));
    return all;
  }

  private static Object travelled(Object value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(value);
      }
      return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }
}
