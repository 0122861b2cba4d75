package io.dlpipelines.tensorflow.sql;

import static io.dlpipelines.tensorflow.ScoredPlans.scoringNodes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.TFInputGraph;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * {@code tf_predict} of one of several outputs: {@code twice} of {@code a}, {@code sum} of {@code
 * a} and {@code b}, and {@code total}, which no row has a part of.
 */
class AskedOutputsTest {
  @TempDir private static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void saveModel() {
    spark = SqlSessions.extended();
    TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> a =
                  tf.withName("a").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
              Placeholder<TFloat32> b =
                  tf.withName("b").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
              tf.withName("twice").math.mul(a, tf.constant(2f));
              tf.withName("sum").math.add(a, b);
              tf.withName("total").reduceSum(b, tf.constant(0));
            })
        .saveSavedModel(folder.resolve("model").toString());
  }

  private static Dataset<Row> query(String query) {
    return spark.sql(query.replace("$path", folder.resolve("model").toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tf_predict('$path', x, output => 'twice')",
        "tf_predict('$path', a => x, output => 'TWICE')",
        "tf_predict('$path', a => x, b => x, output => 'twice')",
        "tf_predict('$path', x, x, output => 'twice')"
      })
  void inputsOfOtherOutputsMayBeLeftOut(String call) {
    assertThat(
            query("SELECT %s AS y FROM (SELECT float(id) AS x FROM range(3))".formatted(call))
                .orderBy("y")
                .collectAsList())
        .extracting(row -> row.getFloat(0))
        .containsExactly(0f, 2f, 4f);
  }

  /** The total would be refused. */
  @Test
  void otherOutputsAreNotFetched() {
    Dataset<Row> sums =
        query(
            "SELECT tf_predict('$path', x, 10f, output => 'sum') AS y FROM (SELECT float(id) AS x"
                + " FROM range(3)) WHERE tf_predict('$path', x, 10f, output => 'sum') > 10");
    assertThat(scoringNodes(sums)).hasSize(1);
    assertThat(sums.orderBy("y").collectAsList())
        .extracting(row -> row.getFloat(0))
        .containsExactly(11f, 12f);
  }

  @Test
  void inputsOfTheOutputAreDemanded() {
    assertThatThrownBy(() -> query("SELECT tf_predict('$path', 1f, output => 'sum')"))
        .hasMessageContaining("there is no argument for [b]; the model reads [a, b]");
  }
}
