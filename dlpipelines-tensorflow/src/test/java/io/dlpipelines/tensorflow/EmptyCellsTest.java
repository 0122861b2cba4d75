package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Arrays without elements, at every level. */
class EmptyCellsTest extends SparkTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -1,-1       | array<float>               | array()              | []
          -1,0        | array<float>               | array()              | []
          -1,-1,2     | array<float>               | array()              | []
          -1,-1,-1    | array<array<float>>        | array()              | []
          -1,-1,-1    | array<array<float>>        | array(array())       | [[]]
          -1,-1,-1    | array<array<float>>        | array(array(), array()) | [[],[]]
          -1,-1,2     | array<array<float>>        | array()              | []
          -1,0,2      | array<array<float>>        | array()              | []
          -1,2,0      | array<array<float>>        | array(array(), array()) | [[],[]]
          -1,-1,-1,-1 | array<array<array<float>>> | array(array(array())) | [[[]]]
          -1,-1,-1,2  | array<array<array<float>>> | array(array())       | [[]]
          -1,-1,3,2   | array<array<array<float>>> | array()              | []
          -1,-1       | array<array<float>>        | array(array())       | [[]]
          -1,2        | array<array<float>>        | array()              | []
          """)
  void emptyArraysComeOutAsTheyWent(String shape, String type, String cell, String expected) {
    long[] sizes = java.util.Arrays.stream(shape.split(",")).mapToLong(Long::parseLong).toArray();
    TFInputGraph graph =
        TFInputGraph.build(
            tf ->
                tf.withName("y")
                    .math
                    .neg(
                        tf.withName("x")
                            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(sizes)))));
    List<Row> rows =
        new TFTransformer()
            .setGraph(graph)
            .setInputMapping(Map.of("x", "x"))
            .setOutputMapping(Map.of("y", "out"))
            .setOutputMode("array")
            .transform(
                spark().sql("SELECT CAST(%s AS %s) AS x FROM range(3)".formatted(cell, type)))
            .selectExpr("to_json(struct(out)) AS out")
            .collectAsList();
    assertThat(rows)
        .extracting(row -> row.getString(0))
        .containsOnly("{\"out\":%s}".formatted(expected));
  }
}
