package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.dlpipelines.battery.SparkTest;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.GraphDef;

/** Integer tensors of every size, signed and unsigned, from columns and to columns. */
class IntegerTypesTest extends SparkTest {
  private static final String CASES =
      """
      INT8   | tinyint  | tinyint       | -128, -1, 0, 127
      INT16  | tinyint  | smallint      | -128, -1, 0, 127
      INT16  | smallint | smallint      | -32768, -1, 0, 32767
      INT32  | int      | int           | -2147483648, 0, 2147483647
      INT64  | bigint   | bigint        | -9223372036854775807, 0, 9223372036854775807
      UINT8  | smallint | smallint      | 0, 128, 255
      UINT16 | smallint | int           | 0, 1, 32767
      UINT16 | int      | int           | 0, 40000, 65535
      UINT32 | int      | bigint        | 0, 1, 2147483647
      UINT32 | bigint   | bigint        | 0, 2147483648, 4294967295
      UINT64 | tinyint  | decimal(20,0) | 0, 1, 127
      UINT64 | bigint   | decimal(20,0) | 0, 4294967296, 9223372036854775807
      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = CASES)
  void valuesComeOutAsTheyWent(String dtype, String column, String result, String values) {
    String cells = values.replaceAll("(-?\\d+)", "CAST('$1' AS " + column + ")");
    Dataset<Row> rows = spark().sql("SELECT explode(array(%s)) AS x".formatted(cells));
    List<String> expected = List.of(values.split(", "));
    Dataset<Row> scalars = scored(graph(dtype, "dim { size: -1 }"), rows);
    assertThat(scalars.schema().apply("out").dataType().sql()).isEqualToIgnoringCase(result);
    assertThat(texts(scalars.selectExpr("out"))).isEqualTo(expected);
    Dataset<Row> arrays =
        scored(
            graph(dtype, "dim { size: -1 } dim { size: 2 }"), rows.selectExpr("array(x, x) AS x"));
    assertThat(texts(arrays.selectExpr("out[1]"))).isEqualTo(expected);
    Dataset<Row> nested =
        scored(
            graph(dtype, "dim { size: -1 } dim { size: -1 } dim { size: -1 }"),
            rows.selectExpr("array(array(x), array(x)) AS x"));
    assertThat(texts(nested.selectExpr("out[1][0]"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UINT8  | smallint | 256        | 255
          UINT8  | smallint | -1         | 255
          UINT16 | int      | 65536      | 65535
          UINT16 | tinyint  | -1         | 65535
          UINT32 | bigint   | 4294967296 | 4294967295
          UINT32 | int      | -5         | 4294967295
          UINT64 | bigint   | -1         | 18446744073709551615
          """)
  void valuesThatATypeDoesNotHoldAreInvalid(
      String dtype, String column, String value, String largest) {
    Dataset<Row> rows = spark().sql("SELECT array(CAST(%s AS %s)) AS x".formatted(value, column));
    Row row =
        new TFTransformer()
            .setGraph(graph(dtype, "dim { size: -1 } dim { size: -1 }"))
            .setInputMapping(Map.of("x", "x"))
            .setOutputMapping(Map.of("y", "out"))
            .setHandleInvalid("keep")
            .setInvalidReasonCol("reason")
            .transform(rows)
            .first();
    assertThat(row.<String>getAs("reason"))
        .isEqualTo(
            "column [x]: the value has an element %s, and %s holds 0 to %s"
                .formatted(value, dtype, largest));
  }

  /** What is beyond the largest long: {@code uint64} of -1 in two's complement. */
  @Test
  void largeUnsignedNumbersAreDecimals() {
    TFInputGraph graph =
        graph(
            """
            node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_INT64 } }
              attr { key: "shape" value { shape { dim { size: -1 } } } } }
            node { name: "y" op: "Bitcast" input: "x" attr { key: "T" value { type: DT_INT64 } }
              attr { key: "type" value { type: DT_UINT64 } } }
            """);
    assertThat(texts(scored(graph, spark().sql("SELECT -1L AS x")).selectExpr("out")))
        .containsExactly("18446744073709551615");
  }

  @Test
  void defaultsOfPlaceholdersAreUsedAndReplaced() {
    TFInputGraph graph =
        graph(
            """
            node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_INT8 } }
              attr { key: "shape" value { shape { dim { size: -1 } } } } }
            node { name: "seven" op: "Const" attr { key: "dtype" value { type: DT_INT8 } }
              attr { key: "value" value { tensor { dtype: DT_INT8 tensor_shape { } int_val: 7 } } } }
            node { name: "b" op: "PlaceholderWithDefault" input: "seven"
              attr { key: "dtype" value { type: DT_INT8 } }
              attr { key: "shape" value { shape { } } } }
            node { name: "y" op: "Mul" input: "x" input: "b"
              attr { key: "T" value { type: DT_INT8 } } }
            """);
    Dataset<Row> rows = spark().sql("SELECT CAST(3 AS tinyint) AS x, CAST(-2 AS tinyint) AS b");
    assertThat(texts(scored(graph, rows).selectExpr("out"))).containsExactly("21");
    TFTransformer both =
        new TFTransformer()
            .setGraph(graph)
            .setInputMapping(Map.of("x", "x", "b", "b"))
            .setOutputMapping(Map.of("y", "out"));
    assertThat(texts(both.transform(rows).selectExpr("out"))).containsExactly("-6");
  }

  @Test
  void typesAreDescribed() {
    assertThat(graph("INT8", "dim { size: -1 }").describe()).contains("x:0  INT8     [?]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          COMPLEX64  | complex numbers
          COMPLEX128 | complex numbers
          RESOURCE   | a handle of a resource
          VARIANT    | a value that only operations of TensorFlow read
          QINT8      | quantized numbers
          """)
  void typesWithoutColumnsAreRefusedAsWhatTheyAre(String dtype, String what) {
    TFInputGraph graph = graph(dtype, "dim { size: -1 }");
    assertThat(graph.describe())
        .contains("x:0  %-8s [?]  (no column holds %s)".formatted(dtype, what))
        .contains("y:0  %-8s [?]  (no column holds %s)".formatted(dtype, what));
    Dataset<Row> rows = spark().sql("SELECT 1f AS x");
    assertThatThrownBy(() -> scored(graph, rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "input tensor [x] is of type %s, and no column holds %s".formatted(dtype, what));
  }

  private static TFInputGraph graph(String dtype, String shape) {
    return graph(
        """
        node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_%s } }
          attr { key: "shape" value { shape { %s } } } }
        node { name: "y" op: "Identity" input: "x" attr { key: "T" value { type: DT_%s } } }
        """
            .formatted(dtype, shape, dtype));
  }

  private static TFInputGraph graph(String text) {
    try {
      GraphDef.Builder graph = GraphDef.newBuilder();
      TextFormat.merge(text, graph);
      return TFInputGraph.fromGraphDef(graph.build().toByteArray());
    } catch (TextFormat.ParseException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }

  private static Dataset<Row> scored(TFInputGraph graph, Dataset<Row> rows) {
    return new TFTransformer()
        .setGraph(graph)
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "out"))
        .setBatchSize(3)
        .transform(rows);
  }

  private static List<String> texts(Dataset<Row> column) {
    return column.collectAsList().stream().map(row -> String.valueOf(row.get(0))).toList();
  }
}
