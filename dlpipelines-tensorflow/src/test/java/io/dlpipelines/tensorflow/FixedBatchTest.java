package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Inputs of a fixed number of rows are scored in groups of that many, the last one filled up. */
class FixedBatchTest extends SparkTest {

  @ParameterizedTest
  @CsvSource({"1, 512", "3, 512", "4, 1", "5, 512", "11, 3"})
  void rowsAreScoredInGroups(int rows, int batchSize) {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> x =
                  tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(4, 3)));
              tf.withName("y").math.mul(x, tf.constant(new float[4][3]));
              tf.withName("z").math.add(x, tf.constant(new float[] {0, 1, 2}));
            });
    Dataset<Row> scored =
        stage(graph, batchSize, "z")
            .transform(
                spark()
                    .range(0, rows, 1, 1)
                    .selectExpr("array(CAST(id AS float), 0f, CAST(id AS float)) AS x", "id"));
    assertThat(scored.selectExpr("id", "out[0]", "out[1]", "out[2]").collectAsList())
        .hasSize(rows)
        .allSatisfy(
            row -> {
              float id = row.getLong(0);
              assertThat(row.getFloat(1)).isEqualTo(id);
              assertThat(row.getFloat(2)).isEqualTo(1f);
              assertThat(row.getFloat(3)).isEqualTo(id + 2);
            });
  }

  @ParameterizedTest
  @CsvSource({"1", "4", "5", "6"})
  void textsAreScoredInGroups(int rows) {
    TFInputGraph graph =
        TFInputGraph.build(
            tf ->
                tf.withName("y")
                    .strings
                    .upper(
                        tf.withName("x")
                            .placeholder(TString.class, Placeholder.shape(Shape.of(4)))));
    Dataset<Row> scored =
        stage(graph, 512, "y")
            .transform(spark().range(0, rows, 1, 1).selectExpr("repeat('ab', int(id)) AS x"));
    assertThat(scored.selectExpr("upper(x) = out").collectAsList())
        .hasSize(rows)
        .allSatisfy(row -> assertThat(row.getBoolean(0)).isTrue());
  }

  private static TFTransformer stage(TFInputGraph graph, int batchSize, String output) {
    return new TFTransformer()
        .setGraph(graph)
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of(output, "out"))
        .setOutputMode("array")
        .setBatchSize(batchSize);
  }
}
