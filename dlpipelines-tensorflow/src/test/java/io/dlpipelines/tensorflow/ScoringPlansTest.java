package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.ScoredPlans.metric;
import static io.dlpipelines.tensorflow.ScoredPlans.plan;
import static io.dlpipelines.tensorflow.ScoredPlans.scoringNodes;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.junit.jupiter.api.Test;

/** Where in a query a model is scored, and how often. */
class ScoringPlansTest extends SparkTest {
  private static final long ROWS = 20;

  private static Dataset<Row> rows() {
    return spark()
        .range(0, ROWS, 1, 2)
        .selectExpr("id", "id % 3 AS k", "array(float(id), float(id * 2)) AS x", "'text' AS s");
  }

  private static TFTransformer model() {
    return new TFTransformer()
        .setGraph(Graphs.halfPlusTwo(2))
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "y"))
        .setOutputMode("array");
  }

  private static Dataset<Row> scored() {
    return model().transform(rows());
  }

  /** The first output of a row: half of its id, plus two. */
  private static double half(long id) {
    return 0.5 * id + 2;
  }

  @Test
  void unusedOutputsCostNothing() {
    assertThat(scoringNodes(scored().select("id", "s"))).isEmpty();
    assertThat(scoringNodes(scored().groupBy("k").count())).isEmpty();
    assertThat(scored().count()).isEqualTo(ROWS);
  }

  @Test
  void conditionsOnOtherColumnsAreDecidedFirst() {
    Dataset<Row> few = scored().filter("id < 4");
    assertThat(few.count()).isEqualTo(4);
    assertThat(rowsScored(few)).isEqualTo(4);
    assertThat(rowsScored(scored().filter("id < 4 AND y[0] > 2.9"))).isEqualTo(4);
    assertThat(rowsScored(scored().filter("y[0] > 2.9").filter("id < 4"))).isEqualTo(4);
  }

  @Test
  void filterAndSelectShareOneNode() {
    Dataset<Row> high = scored().filter("y[0] > 4");
    assertThat(scoringNodes(high)).hasSize(1);
    assertThat(rowsScored(high)).isEqualTo(ROWS);
    assertThat(high.select("id", "y").collectAsList())
        .hasSize((int) ROWS - 5)
        .allSatisfy(
            row ->
                assertThat(row.<Float>getList(1).get(0)).isEqualTo((float) half(row.getLong(0))));
    Dataset<Row> ordered =
        scored().filter("y[0] > 4").filter("y[1] < 18").orderBy("id").limit(3).select("id", "y");
    assertThat(scoringNodes(ordered)).hasSize(1);
    assertThat(ordered.collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactly(5L, 6L, 7L);
  }

  @Test
  void filterIsSharedWhereTheInputIsComputed() {
    Dataset<Row> computed =
        spark()
            .range(0, ROWS, 1, 2)
            .selectExpr("id", "transform(array(id, id * 2), v -> float(v)) AS x");
    Dataset<Row> high = model().transform(computed).filter("y[0] > 4");
    assertThat(scoringNodes(high)).hasSize(1);
    assertThat(high.count()).isEqualTo(ROWS - 5);
    assertThat(scoringNodes(high.select("y"))).hasSize(1);
  }

  @Test
  void skippedRowsAreScoredOnce() {
    Dataset<Row> some = rows().withColumn("x", expr("if(id % 4 = 0, null, x)"));
    Dataset<Row> kept = model().setHandleInvalid("skip").transform(some);
    assertThat(scoringNodes(kept)).hasSize(1);
    assertThat(kept.count()).isEqualTo(15);
    assertThat(rowsScored(kept)).isEqualTo(ROWS);
    assertThat(metric(kept, "numInvalidRows")).isEqualTo(5);
  }

  @Test
  void selfJoin() {
    Dataset<Row> scored = scored();
    Dataset<Row> pairs =
        scored.alias("l").join(scored.alias("r"), expr("l.id = r.id + 1 AND r.y[0] < 5"));
    assertThat(pairs.count()).isEqualTo(6);
    List<Row> values = pairs.selectExpr("l.id", "l.y[0]", "r.y[0]").collectAsList();
    assertThat(values)
        .hasSize(6)
        .allSatisfy(
            row -> {
              assertThat(row.getFloat(1)).isEqualTo((float) half(row.getLong(0)));
              assertThat(row.getFloat(2)).isEqualTo((float) half(row.getLong(0) - 1));
            });
  }

  @Test
  void joinOnOutputs() {
    Dataset<Row> left = scored().select(col("id"), expr("y[0]").as("a"));
    Dataset<Row> right =
        model().transform(rows()).select(col("id").as("other"), expr("y[1]").as("b"));
    // 0.5 i + 2 = 0.5 (2 j) + 2 where i = 2 j.
    Dataset<Row> joined = left.join(right, expr("a = b"));
    assertThat(joined.collectAsList())
        .hasSize(10)
        .allSatisfy(row -> assertThat(row.getLong(0)).isEqualTo(2 * row.getLong(2)));
    assertThat(left.join(right, expr("a = b"), "left_outer").count()).isEqualTo(ROWS);
    assertThat(left.join(right, expr("a = b"), "left_anti").count()).isEqualTo(ROWS - 10);
  }

  @Test
  void modelOfBothSidesInAJoinCondition() {
    Dataset<Row> left = rows().select(col("id"), expr("x[0]").as("u"));
    Dataset<Row> right = rows().select(col("id").as("other"), expr("x[0]").as("v"));
    Dataset<Row> pairs = left.crossJoin(right).withColumn("x", expr("array(u, v)"));
    Dataset<Row> close = model().transform(pairs).filter("y[0] + y[1] < 6");
    assertThat(close.count()).isEqualTo(10);
  }

  @Test
  void aggregates() {
    Row sums = scored().agg(expr("sum(y[0])"), expr("max(y[1])"), expr("count(1)")).first();
    assertThat(sums.getDouble(0)).isEqualTo(0.5 * 190 + 40);
    assertThat(sums.getFloat(1)).isEqualTo(21f);
    Dataset<Row> groups = scored().groupBy(expr("y[0] > 6").as("high")).count().orderBy("high");
    assertThat(scoringNodes(groups)).hasSize(1);
    assertThat(groups.collectAsList()).extracting(row -> row.getLong(1)).containsExactly(9L, 11L);
    assertThat(scored().groupBy("k").agg(expr("avg(y[0])")).count()).isEqualTo(3);
    assertThat(scored().rollup(expr("y[0] > 6"), col("k")).count().count()).isEqualTo(9);
  }

  @Test
  void sortsAndWindows() {
    assertThat(scored().orderBy(col("y").getItem(0).desc()).select("id").first().getLong(0))
        .isEqualTo(19);
    Dataset<Row> ranked =
        scored()
            .select(
                col("id"),
                expr("row_number()")
                    .over(Window.partitionBy("k").orderBy(expr("y[0]").desc()))
                    .as("rank"));
    assertThat(scoringNodes(ranked)).hasSize(1);
    assertThat(ranked.filter("rank = 1").collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactlyInAnyOrder(17L, 18L, 19L);
    assertThat(scored().sortWithinPartitions(expr("y[0]").desc()).count()).isEqualTo(ROWS);
    assertThat(scored().repartition(3, expr("y[0]")).select("id").count()).isEqualTo(ROWS);
  }

  @Test
  void generatorsDistinctAndUnions() {
    assertThat(scored().selectExpr("id", "explode(y) AS value").agg(expr("sum(value)")).first())
        .satisfies(row -> assertThat(row.getDouble(0)).isEqualTo(0.5 * 190 * 3 + 80));
    assertThat(scored().select(expr("y[0] > 6")).distinct().count()).isEqualTo(2);
    Dataset<Row> both = model().transform(rows().union(rows())).filter("y[0] > 4");
    assertThat(both.count()).isEqualTo(2 * (ROWS - 5));
    assertThat(both.select("y").count()).isEqualTo(2 * (ROWS - 5));
  }

  @Test
  void oneModelFeedsAnother() {
    TFTransformer second =
        model().setInputMapping(Map.of("y", "x")).setOutputMapping(Map.of("y", "z"));
    Dataset<Row> twice = second.transform(scored());
    assertThat(scoringNodes(twice.select("id", "z"))).hasSize(2);
    assertThat(twice.selectExpr("id", "z[0]").collectAsList())
        .allSatisfy(
            row -> assertThat(row.getFloat(1)).isEqualTo((float) (0.5 * half(row.getLong(0)) + 2)));
    assertThat(scoringNodes(twice.select("id", "y"))).hasSize(1);
  }

  @Test
  void subqueriesAndViews() {
    scored().createOrReplaceTempView("scored");
    assertThat(
            spark()
                .sql("SELECT id FROM scored WHERE y[0] = (SELECT max(y[0]) FROM scored)")
                .collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactly(19L);
    assertThat(
            spark().sql("SELECT 1 FROM scored WHERE id IN (SELECT int(y[0]) FROM scored)").count())
        .isEqualTo(10);
  }

  @Test
  void cachedResultsAreScoredOnce() {
    Dataset<Row> cached = scored().cache();
    try {
      assertThat(cached.count()).isEqualTo(ROWS);
      assertThat(plan(cached.filter("y[0] > 4")).toString()).contains("InMemoryTableScan");
      assertThat(plan(scored().select("id", "y")).toString())
          .as("the same stage on the same rows is the same plan")
          .contains("InMemoryTableScan");
    } finally {
      cached.unpersist(true);
    }
  }

  @Test
  void columnsThatNobodyReadsDoNotPassTheNode() {
    Dataset<Row> narrow = scored().select("id", "y");
    String node = scoringNodes(narrow).get(0).output().mkString(",");
    assertThat(node).contains("id#").doesNotContain("x#").doesNotContain("s#");
    Dataset<Row> filtered = scored().filter("y[0] > 4").select("y");
    assertThat(scoringNodes(filtered).get(0).output().mkString(","))
        .doesNotContain("x#")
        .doesNotContain("id#");
  }

  @Test
  void literalInputsAndEmptyRelations() {
    Dataset<Row> one = spark().sql("SELECT array(float(2), float(4)) AS x");
    assertThat(model().transform(one).selectExpr("y[1]").first().getFloat(0)).isEqualTo(4f);
    assertThat(scored().filter("id < 0").collectAsList()).isEmpty();
    assertThat(scored().limit(0).collectAsList()).isEmpty();
  }

  private static long rowsScored(Dataset<Row> data) {
    return metric(data, "numOutputRows");
  }
}
