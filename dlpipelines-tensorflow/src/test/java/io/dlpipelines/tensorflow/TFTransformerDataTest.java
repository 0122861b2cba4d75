package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dlpipelines.battery.SparkTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Cells of all types and shapes through real sessions, and what becomes of those that do not fit.
 */
class TFTransformerDataTest extends SparkTest {
  private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType);
  private static final Class<?>[] FLOATING = {
    TFloat16.class, TBfloat16.class, TFloat32.class, TFloat64.class
  };

  /** Columns with three values each, and all tensor types they may be fed to. */
  static Stream<Arguments> scalarsAndTensors() {
    return Stream.of(
            pairs("tinyint", List.of((byte) 0, (byte) 1, (byte) 100), numbers(TUint8.class)),
            pairs("smallint", List.of((short) 0, (short) -2, (short) 256), numbers()),
            pairs("int", List.of(0, -2, 256), numbers()),
            pairs("bigint", List.of(0L, -2L, 256L), FLOATING),
            pairs("bigint", List.of(0L, -2L, 1L << 40), TInt64.class),
            pairs("float", List.of(0f, -2.5f, 256f), FLOATING),
            pairs("double", List.of(0.0, -2.5, 256.0), FLOATING),
            pairs("boolean", List.of(true, false, true), TBool.class),
            pairs("string", List.of("", "ä€😀", "text"), TString.class))
        .flatMap(pairs -> pairs);
  }

  private static Class<?>[] numbers(Class<?>... more) {
    List<Class<?>> all = new ArrayList<>(List.of(FLOATING));
    all.addAll(List.of(TInt32.class, TInt64.class));
    all.addAll(List.of(more));
    return all.toArray(Class<?>[]::new);
  }

  private static Stream<Arguments> pairs(String column, List<?> values, Class<?>... tensors) {
    return Stream.of(tensors).map(tensor -> Arguments.of(column, values, tensor));
  }

  /** A third level of nesting makes rank three; one extra row makes the last batch ragged. */
  @ParameterizedTest
  @MethodSource("scalarsAndTensors")
  void scalarsAndArraysComeOutAsTheyWent(
      String column, List<?> values, Class<? extends TType> tensor) {
    for (int rank = 0; rank <= 3; rank++) {
      List<?> cells = cells(values, rank);
      DataType type = DataType.fromDDL("array<".repeat(rank) + column + ">".repeat(rank));
      Dataset<Row> scored =
          identity(tensor, shape(rank))
              .setOutputMode("array")
              .setBatchSize(2)
              .transform(Frames.column("in", type, 1, cells));
      assertThat(texts(scored))
          .as("%s fed to %s", type.simpleString(), tensor.getSimpleName())
          .isEqualTo(texts(Frames.column("out", type, 1, cells)));
    }
  }

  private static List<?> cells(List<?> values, int rank) {
    return rank == 0
        ? values
        : cells(values, rank - 1).stream().map(cell -> List.of(cell, cell)).toList();
  }

  private static Shape shape(int rank) {
    return Shape.of(IntStream.rangeClosed(0, rank).mapToLong(axis -> axis == 0 ? -1 : 2).toArray());
  }

  /** Numbers as doubles, so that what was widened compares with what went in. */
  private static List<String> texts(Dataset<Row> frame) {
    return Frames.cells(frame, "out").stream().map(TFTransformerDataTest::text).toList();
  }

  private static String text(Object cell) {
    if (cell instanceof Seq<?> array) {
      return CollectionConverters.asJava(array).stream()
          .map(TFTransformerDataTest::text)
          .toList()
          .toString();
    }
    return cell instanceof Number number ? String.valueOf(number.doubleValue()) : "" + cell;
  }

  @ParameterizedTest
  @CsvSource({
    "uint8, smallint",
    "uint16, int",
    "float16, float",
    "bfloat16, float",
    "float32, float",
    "float64, double",
    "int32, int",
    "int64, bigint",
    "bool, boolean",
  })
  void eachTensorTypeHasItsColumnType(String tensor, String column) {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Placeholder<TInt32> x = placeholder(tf, TInt32.class, Shape.of(-1));
              tf.withName("y").dtypes.cast(x, type(tensor));
              tf.withName("rows").expandDims(tf.dtypes.cast(x, type(tensor)), tf.constant(1));
            });
    List<Integer> values = tensor.equals("bool") ? List.of(0, 1) : List.of(0, 200);
    Dataset<Row> scored =
        new TFTransformer()
            .setGraph(graph)
            .setInputMapping(Map.of("in", "x"))
            .setOutputMapping(Map.of("y", "out", "rows", "row"))
            .setOutputMode("array")
            .transform(Frames.column("in", DataTypes.IntegerType, 1, values));
    assertThat(scored.schema().apply("out").dataType().simpleString()).isEqualTo(column);
    assertThat(scored.schema().apply("row").dataType().simpleString())
        .isEqualTo("array<" + column + ">");
    List<String> expected =
        tensor.equals("bool") ? List.of("false", "true") : List.of("0.0", "200.0");
    assertThat(texts(scored)).isEqualTo(expected);
    assertThat(texts(scored.selectExpr("row[0] AS out"))).isEqualTo(expected);
  }

  @Test
  void floatingRowsBecomeVectorsOfKnownSize() {
    Dataset<Row> scored =
        identity(TFloat64.class, Shape.of(-1, 2))
            .transform(Frames.column("in", FLOATS, 1, List.of(List.of(1f, 2f))));
    assertThat(AttributeGroup.fromStructField(scored.schema().apply("out")).size()).isEqualTo(2);
    assertThat(Frames.cells(scored, "out")).containsExactly(Vectors.dense(1, 2));
  }

  @Test
  void bytesStayBytes() {
    byte[] bytes = {0, (byte) 0xFF, 0x7F, (byte) 0x80};
    Dataset<Row> data = Frames.column("in", DataTypes.BinaryType, 1, List.of(bytes, new byte[0]));
    List<Object> strings =
        Frames.cells(
            identity(TString.class, Shape.of(-1)).setStringOutput("binary").transform(data), "out");
    assertThat((byte[]) strings.get(0)).isEqualTo(bytes);
    assertThat((byte[]) strings.get(1)).isEmpty();
    assertThat(texts(identity(TUint8.class, Shape.of(-1, -1)).transform(data)))
        .containsExactly("[0.0, 255.0, 127.0, 128.0]", "[]");
  }

  @Test
  void vectorsDenseAndSparseAreAlike() {
    List<Vector> vectors =
        List.of(
            Vectors.dense(0, 1.5, 0),
            Vectors.sparse(3, new int[] {1}, new double[] {1.5}),
            Vectors.sparse(3, new int[] {}, new double[] {}),
            Vectors.dense(1, 2, 3));
    for (Class<?> type : FLOATING) {
      Dataset<Row> scored =
          identity(type.asSubclass(TType.class), Shape.of(-1, 3))
              .setBatchSize(3)
              .transform(Frames.column("in", SQLDataTypes.VectorType(), 1, vectors));
      assertThat(Frames.cells(scored, "out"))
          .containsExactly(vectors.get(0), vectors.get(0), Vectors.dense(0, 0, 0), vectors.get(3));
    }
  }

  @Test
  void imageStructsAreFedAsTheyAre() {
    Row red = RowFactory.create("a.png", 1, 2, 3, 16, new byte[] {0, 0, -1, 1, 2, 3});
    Row grey = RowFactory.create("b.png", 2, 1, 1, 0, new byte[] {7, -56});
    Row broken = RowFactory.create("c.txt", -1, -1, -1, -1, new byte[0]);
    Dataset<Row> data =
        Frames.column("in", ImageSchema.columnSchema(), 1, List.of(red, grey, broken));
    for (Class<?> type : List.of(TUint8.class, TFloat32.class, TInt32.class)) {
      TFTransformer stage =
          identity(type.asSubclass(TType.class), Shape.of(-1, -1, -1, -1))
              .setHandleInvalid("keep")
              .setInvalidReasonCol("why");
      Dataset<Row> scored = stage.transform(data);
      assertThat(texts(scored))
          .containsExactly(
              "[[[0.0, 0.0, 255.0], [1.0, 2.0, 3.0]]]", "[[[7.0]], [[200.0]]]", "null");
      assertThat(Frames.cells(scored, "why"))
          .containsExactly(
              null, null, "column [in]: the image could not be decoded when it was read");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 512", "2, 3", "3, 2"})
  void rowsOfManyLengthsKeepTheirOrder(int partitions, int batchSize) {
    List<List<Float>> cells = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      cells.add(IntStream.range(0, i * 7 % 4).mapToObj(j -> j + 0.5f).toList());
    }
    Dataset<Row> data = Frames.column("in", FLOATS, partitions, cells);
    Dataset<Row> scored =
        identity(TFloat32.class, Shape.of(-1, -1)).setBatchSize(batchSize).transform(data);
    List<Object> expected =
        cells.stream()
            .<Object>map(cell -> Vectors.dense(cell.stream().mapToDouble(x -> x).toArray()))
            .toList();
    assertThat(Frames.cells(scored, "out")).isEqualTo(expected);
  }

  @Test
  void scalarsAndFlatVectorsTakeTheTensorsShape() {
    assertThat(
            Frames.cells(
                identity(TFloat32.class, Shape.of(-1, 1)).transform(floats(1f, 2f, 3f)), "out"))
        .containsExactly(Vectors.dense(1), Vectors.dense(2), Vectors.dense(3));
    Dataset<Row> scored =
        identity(TFloat32.class, Shape.of(-1, 2, 3, 1))
            .transform(Frames.column("in", FLOATS, 1, List.of(List.of(1f, 2f, 3f, 4f, 5f, 6f))));
    assertThat(texts(scored)).containsExactly("[[[1.0], [2.0], [3.0]], [[4.0], [5.0], [6.0]]]");
    Dataset<Row> open =
        identity(TFloat32.class, Shape.of(-1, -1, 2))
            .transform(
                Frames.column("in", FLOATS, 1, List.of(List.of(1f, 2f), List.of(1f, 2f, 3f, 4f))));
    assertThat(texts(open)).containsExactly("[[1.0, 2.0]]", "[[1.0, 2.0], [3.0, 4.0]]");
  }

  @Test
  void modelsWithoutABatchTakeRowsOneByOne() {
    TFTransformer sum =
        transformer(
            TFInputGraph.build(
                tf ->
                    tf.withName("y")
                        .reduceSum(
                            placeholder(tf, TFloat32.class, Shape.of(3)),
                            tf.constant(new int[] {0}))));
    Dataset<Row> data =
        Frames.column("in", FLOATS, 2, List.of(List.of(1f, 2f, 3f), List.of(4f, 5f, 6f)));
    assertThat(Frames.cells(sum.transform(data), "out")).containsExactly(6f, 15f);
    TFTransformer one =
        transformer(
            TFInputGraph.build(
                tf -> tf.withName("y").math.neg(placeholder(tf, TFloat32.class, Shape.of(1, 3)))));
    assertThat(Frames.cells(one.transform(data), "out"))
        .containsExactly(Vectors.dense(-1, -2, -3), Vectors.dense(-4, -5, -6));
  }

  /** {@code y = x > limit}: the limit has no batch dimension, or no known rank. */
  @ParameterizedTest
  @CsvSource({"0", "-1"})
  void valueForTheRunHoldsForRowsThatShareIt(int rank) {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> x = placeholder(tf, TFloat32.class, Shape.of(-1, 3));
              Placeholder<TFloat32> limit =
                  tf.withName("limit")
                      .placeholder(
                          TFloat32.class,
                          Placeholder.shape(rank < 0 ? Shape.unknown() : Shape.scalar()));
              tf.withName("y").math.greater(x, tf.fill(tf.constant(new int[] {3}), limit));
              tf.withName("count").size(x);
            });
    StructType schema = new StructType().add("in", FLOATS).add("at", "float");
    List<Row> rows =
        IntStream.range(0, 10)
            .mapToObj(i -> RowFactory.create(List.of(0f, 1f, 2f), i % 3 - 0.5f))
            .toList();
    TFTransformer stage =
        new TFTransformer()
            .setGraph(graph)
            .setInputMapping(Map.of("in", "x", "at", "limit"))
            .setOutputMapping(Map.of("y", "out"))
            .setBatchSize(8);
    List<String> texts = texts(stage.transform(Frames.of(schema, 1, rows)));
    for (int i = 0; i < 10; i++) {
      float limit = i % 3 - 0.5f;
      assertThat(texts.get(i)).isEqualTo(List.of(0f > limit, 1f > limit, 2f > limit).toString());
    }
  }

  /** The sum of {@code x} over the batch shows which rows were scored together. */
  @Test
  void rowsAreScoredTogetherWhereTheValueIsTheSame() {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> x = placeholder(tf, TFloat32.class, Shape.of(-1));
              Placeholder<TString> mode =
                  tf.withName("mode").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
              var ones = tf.onesLike(x);
              var sum = tf.reduceSum(x, tf.constant(new int[] {0}));
              tf.withName("y").math.mul(ones, sum);
              tf.withName("name").strings.join(List.of(tf.dtypes.asString(x), mode));
            });
    StructType schema = new StructType().add("in", "float").add("mode", "string");
    List<Row> rows =
        List.of(
            RowFactory.create(1f, "a"),
            RowFactory.create(2f, "b"),
            RowFactory.create(4f, "a"),
            RowFactory.create(8f, "ab"),
            RowFactory.create(16f, "b"));
    TFTransformer stage =
        new TFTransformer()
            .setGraph(graph)
            .setInputMapping(Map.of("in", "x", "mode", "mode"))
            .setOutputMapping(Map.of("y", "out", "name", "name"));
    Dataset<Row> scored = stage.transform(Frames.of(schema, 1, rows));
    assertThat(Frames.cells(scored, "out")).containsExactly(5f, 18f, 5f, 8f, 18f);
    assertThat(Frames.cells(scored, "name"))
        .containsExactly("1.000000a", "2.000000b", "4.000000a", "8.000000ab", "16.000000b");
  }

  static Stream<Arguments> invalidCells() {
    DataType nested = DataTypes.createArrayType(FLOATS);
    return Stream.of(
        Arguments.of(FLOATS, Shape.of(-1, 2), null, "the value is null"),
        Arguments.of(FLOATS, Shape.of(-1, 2), Arrays.asList(1f, null), "element 1 is null"),
        Arguments.of(
            FLOATS,
            Shape.of(-1, 2),
            List.of(1f, 2f, 3f),
            "the value has shape [3], and tensor [x:0] takes [2]"),
        Arguments.of(
            FLOATS,
            Shape.of(-1, 2),
            List.of(),
            "the value has shape [0], and tensor [x:0] takes [2]"),
        Arguments.of(
            FLOATS,
            Shape.of(-1, -1, 2),
            List.of(1f, 2f, 3f),
            "the value has shape [3], and tensor [x:0] takes [?, 2]"),
        Arguments.of(
            nested,
            Shape.of(-1, 2, 2),
            List.of(List.of(1f, 2f), List.of(3f)),
            "the nested arrays are ragged: one at level 2 has 2 elements, another 1"),
        Arguments.of(
            nested,
            Shape.of(-1, 2, 2),
            List.of(List.of(1f, 2f)),
            "the value has shape [1, 2], and tensor [x:0] takes [2, 2]"),
        Arguments.of(
            nested, Shape.of(-1, 2, 2), Arrays.asList(List.of(1f, 2f), null), "element 1 is null"),
        Arguments.of(
            FLOATS,
            Shape.of(-1, 2),
            List.of(1f, Float.NaN),
            "the value has an element that is not finite"),
        Arguments.of(
            FLOATS,
            Shape.of(-1, 2),
            List.of(Float.NEGATIVE_INFINITY, 1f),
            "the value has an element that is not finite"));
  }

  @ParameterizedTest
  @MethodSource("invalidCells")
  void invalidCellsAreErrorsOrSkippedOrKept(
      DataType type, Shape shape, List<?> bad, String reason) {
    List<?> good =
        type.equals(FLOATS) ? List.of(1f, 2f) : List.of(List.of(1f, 2f), List.of(3f, 4f));
    Dataset<Row> data =
        Frames.column("in", type, 1, Arrays.asList(good, good, good, bad, good, bad));
    TFTransformer stage = identity(TFloat32.class, shape).setCheckFinite(true).setBatchSize(2);
    spark().sparkContext().setLogLevel("OFF");
    Throwable thrown = catchThrowable(() -> stage.transform(data).collectAsList());
    spark().sparkContext().setLogLevel("WARN");
    assertThat(thrown)
        .hasStackTraceContaining(
            "Row 3 of partition 0 cannot be scored: column [in]: "
                + reason
                + (reason.contains(" takes ")
                    ? ". Give cells of this shape, or feed a tensor that takes the cells there are."
                        + " If few rows are so, set handleInvalid to skip."
                    : ". Set handleInvalid to skip to drop such rows, or to keep to give them null"
                        + " outputs."));
    assertThat(Frames.cells(stage.setHandleInvalid("skip").transform(data), "out"))
        .hasSize(4)
        .doesNotContainNull();
    Dataset<Row> kept = stage.setHandleInvalid("keep").setInvalidReasonCol("why").transform(data);
    assertThat(Frames.cells(kept, "out").stream().map(cell -> cell == null))
        .containsExactly(false, false, false, true, false, true);
    String why = "column [in]: " + reason;
    assertThat(Frames.cells(kept, "why")).containsExactly(null, null, null, why, null, why);
  }

  @Test
  void notANumberIsANumberUnlessChecked() {
    Dataset<Row> data =
        Frames.column("in", FLOATS, 1, List.of(List.of(Float.NaN, Float.POSITIVE_INFINITY)));
    assertThat(Frames.cells(identity(TFloat32.class, Shape.of(-1, 2)).transform(data), "out"))
        .containsExactly(Vectors.dense(Double.NaN, Double.POSITIVE_INFINITY));
  }

  @ParameterizedTest
  @CsvSource({"a.b, c.d", "`tick`, ``", "with space, and more", "Größe, 大きさ"})
  void columnsMayHaveAnyName(String input, String output) {
    Dataset<Row> scored =
        new TFTransformer()
            .setGraph(identityGraph(TFloat32.class, Shape.of(-1)))
            .setInputMapping(Map.of(input, "x"))
            .setOutputMapping(Map.of("y", output))
            .transform(Frames.column(input, DataTypes.FloatType, 1, List.of(1f, 2f)));
    assertThat(scored.columns()).containsExactly(input, output);
    assertThat(Frames.cells(scored, output)).containsExactly(1f, 2f);
  }

  /** Where nothing is compiled, operators travel with the tasks of those above them. */
  @Test
  void rowsBecomeObjectsWithoutCompiledPlans() {
    Dataset<Row> scored =
        identity(TFloat32.class, Shape.of(-1)).transform(floats(1f, 2f, 3f)).select("out");
    for (String compiled : List.of("true", "false")) {
      spark().conf().set("spark.sql.codegen.wholeStage", compiled);
      try {
        assertThat(scored.select("out").toJavaRDD().map(row -> row.getFloat(0)).collect())
            .containsExactly(1f, 2f, 3f);
      } finally {
        spark().conf().unset("spark.sql.codegen.wholeStage");
      }
    }
  }

  @Test
  void noRowsGiveNoRows() {
    Dataset<Row> scored =
        identity(TFloat32.class, Shape.of(-1, 3))
            .transform(Frames.column("in", FLOATS, 2, List.of()));
    assertThat(scored.collectAsList()).isEmpty();
    assertThat(scored.schema().apply("out").dataType()).isEqualTo(SQLDataTypes.VectorType());
  }

  private static Dataset<Row> floats(float... numbers) {
    return Frames.column("in", DataTypes.FloatType, 2, Frames.boxed(numbers));
  }

  private static TFTransformer identity(Class<? extends TType> type, Shape shape) {
    return transformer(identityGraph(type, shape));
  }

  private static TFTransformer transformer(TFInputGraph graph) {
    return new TFTransformer()
        .setGraph(graph)
        .setInputMapping(Map.of("in", "x"))
        .setOutputMapping(Map.of("y", "out"));
  }

  private static TFInputGraph identityGraph(Class<? extends TType> type, Shape shape) {
    return TFInputGraph.build(tf -> tf.withName("y").identity(placeholder(tf, type, shape)));
  }

  private static <T extends TType> Placeholder<T> placeholder(Ops tf, Class<T> type, Shape shape) {
    return tf.withName("x").placeholder(type, Placeholder.shape(shape));
  }

  private static Class<? extends TType> type(String name) {
    return switch (name) {
      case "uint8" -> TUint8.class;
      case "uint16" -> TUint16.class;
      case "float16" -> TFloat16.class;
      case "bfloat16" -> TBfloat16.class;
      case "float32" -> TFloat32.class;
      case "float64" -> TFloat64.class;
      case "int32" -> TInt32.class;
      case "int64" -> TInt64.class;
      case "bool" -> TBool.class;
      default -> throw new IllegalArgumentException(name);
    };
  }
}
