package io.dlpipelines.tensorflow.sql;

import static io.dlpipelines.tensorflow.ScoredPlans.metric;
import static io.dlpipelines.tensorflow.ScoredPlans.plan;
import static io.dlpipelines.tensorflow.ScoredPlans.scoringNodes;
import static org.apache.spark.sql.functions.count;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.dlpipelines.tensorflow.Graphs;
import io.dlpipelines.tensorflow.TFTransformer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tf_predict} in all places of a query: 0.5 x + 2 of the rows 0 to 9. */
class PredictFunctionTest {
  @TempDir private static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void makeRows() {
    Graphs.halfPlusTwo(2).saveGraphDef(folder.resolve("half.pb").toString());
    spark = SqlSessions.extended();
    spark.sql(
        "CREATE TABLE scored_rows USING parquet AS SELECT id, id % 2 AS k,"
            + " array(float(id), float(2 * id)) AS x FROM range(0, 10, 1, 2)");
  }

  @AfterAll
  static void dropRows() {
    spark.sql("DROP TABLE scored_rows");
  }

  private static final String ROWS = "scored_rows";

  private static String predict(String arguments) {
    return "tf_predict('%s', %s)".formatted(folder.resolve("half.pb"), arguments);
  }

  private static Dataset<Row> query(String query) {
    return spark.sql(
        query.replace("$f", predict("x")).replace("$path", folder.resolve("half.pb").toString()));
  }

  private static List<Long> ids(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.getLong(0)).toList();
  }

  private static Long[] range(long from, long to) {
    return LongStream.range(from, to).boxed().toArray(Long[]::new);
  }

  @Test
  void resultsAreThoseOfTransform() {
    Dataset<Row> transformed =
        new TFTransformer()
            .setGraph(Graphs.halfPlusTwo(2))
            .setInputMapping(Map.of("x", "x"))
            .setOutputMapping(Map.of("y", "y"))
            .setOutputMode("array")
            .transform(spark.table(ROWS));
    Dataset<Row> selected = query("SELECT *, $f AS y FROM scored_rows");
    assertThat(selected.schema()).isEqualTo(transformed.schema());
    assertThat(selected.orderBy("id").collectAsList())
        .isEqualTo(transformed.orderBy("id").collectAsList());
    assertThat(scoringNodes(selected)).hasSize(1);
  }

  @Test
  void modelsAreScoredInBatches() {
    Dataset<Row> scored = spark.sql("SELECT " + predict("x, batchSize => 4") + " FROM " + ROWS);
    assertThat(metric(scored, "numOutputRows")).isEqualTo(10);
    assertThat(metric(scored, "numBatches")).as("two files of five rows").isEqualTo(4);
  }

  @Test
  void filterAndSelectShareOneNode() {
    Dataset<Row> high = query("SELECT id, $f AS y FROM scored_rows WHERE $f[0] > 5 AND k = 1");
    assertThat(ids(high)).containsExactlyInAnyOrder(7L, 9L);
    assertThat(scoringNodes(high)).hasSize(1);
    assertThat(metric(high, "numOutputRows")).as("other conditions come first").isEqualTo(5);
    assertThat(plan(high).toString()).containsOnlyOnce("Scoring score(");
  }

  @Test
  void aggregates() {
    Dataset<Row> sums = query("SELECT k, sum($f[0]), max($f[1]) FROM scored_rows GROUP BY k");
    assertThat(scoringNodes(sums)).hasSize(1);
    assertThat(sums.orderBy("k").collectAsList())
        .extracting(row -> row.getDouble(1), row -> row.getFloat(2))
        .containsExactly(tuple(20.0, 10f), tuple(22.5, 11f));
    Dataset<Row> distinct =
        query("SELECT count(DISTINCT $f[0]), sum(DISTINCT $f[1]) FROM scored_rows");
    assertThat(scoringNodes(distinct)).hasSize(1);
    assertThat(distinct.first().getLong(0)).isEqualTo(10);
  }

  @Test
  void groupKeys() {
    Dataset<Row> groups =
        query(
            "SELECT $f[0] > 4 AS high, count(*) AS n FROM scored_rows GROUP BY $f[0] > 4 ORDER BY"
                + " $f[0] > 4");
    assertThat(scoringNodes(groups)).hasSize(1);
    assertThat(groups.collectAsList()).extracting(row -> row.getLong(1)).containsExactly(5L, 5L);
    assertThat(query("SELECT $f[0] AS y, count(*) FROM scored_rows GROUP BY ALL").count())
        .isEqualTo(10);
    assertThat(query("SELECT DISTINCT $f[0] > 4 FROM scored_rows").count()).isEqualTo(2);
    assertThat(query("SELECT count(*) FROM scored_rows GROUP BY ROLLUP(k, $f[0] > 4)").count())
        .isEqualTo(7);
  }

  @Test
  void groupsAreScoredAfterTheyAreMade() {
    String ofMean = predict("array(float(avg(id)), float(max(id)))");
    Dataset<Row> groups =
        spark.sql(
            ("SELECT k, %s AS y, count(*) AS n FROM %s GROUP BY k HAVING %s[0] > 4")
                .formatted(ofMean, ROWS, ofMean));
    assertThat(scoringNodes(groups)).hasSize(1);
    assertThat(metric(groups, "numOutputRows")).isEqualTo(2);
    assertThat(groups.collectAsList())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getLong(0)).isEqualTo(1);
              assertThat(row.<Float>getList(1)).containsExactly(4.5f, 6.5f);
              assertThat(row.getLong(2)).isEqualTo(5);
            });
    Dataset<Row> keys =
        spark.sql(
            "SELECT k, sum(%s[0]), %s AS y FROM %s GROUP BY k ORDER BY k"
                .formatted(predict("x"), predict("array(float(k), float(1))"), ROWS));
    assertThat(keys.collectAsList())
        .extracting(row -> row.getDouble(1), row -> row.<Float>getList(2).get(0))
        .containsExactly(tuple(20.0, 2f), tuple(22.5, 2.5f));
    assertThat(
            spark
                .sql(
                    "SELECT %s[0] FROM %s"
                        .formatted(predict("array(float(count(*)), float(1))"), ROWS))
                .first()
                .getFloat(0))
        .isEqualTo(7f);
  }

  @Test
  void joins() {
    String on = "%s[0] = %s[1]".formatted(predict("a.x"), predict("b.x"));
    Dataset<Row> joined =
        spark.sql("SELECT a.id, b.id FROM %s a JOIN %s b ON %s".formatted(ROWS, ROWS, on));
    assertThat(scoringNodes(joined)).hasSize(2);
    assertThat(joined.collectAsList())
        .hasSize(5)
        .allSatisfy(row -> assertThat(row.getLong(0)).isEqualTo(2 * row.getLong(1)));
    String both = predict("array(a.x[0], b.x[0])");
    Dataset<Row> sides =
        spark.sql(
            "SELECT a.id FROM %s a JOIN %s b ON %s[0] + %s[1] < 5"
                .formatted(ROWS, ROWS, both, both));
    assertThat(ids(sides)).containsExactlyInAnyOrder(0L, 0L, 1L);
    assertThat(
            ids(
                spark.sql(
                    "SELECT a.id FROM %s a LEFT ANTI JOIN %s b ON %s".formatted(ROWS, ROWS, on))))
        .containsExactlyInAnyOrder(1L, 3L, 5L, 7L, 9L);
  }

  @Test
  void sortsAndWindows() {
    assertThat(ids(query("SELECT id FROM scored_rows ORDER BY $f[0] DESC LIMIT 3")))
        .containsExactly(9L, 8L, 7L);
    Dataset<Row> windowed =
        query(
            "SELECT id, rank() OVER (PARTITION BY k ORDER BY $f[0] DESC) AS r,"
                + " lag($f[0]) OVER (ORDER BY id) AS before FROM scored_rows");
    assertThat(scoringNodes(windowed)).hasSize(1);
    assertThat(ids(windowed.filter("r = 1"))).containsExactlyInAnyOrder(8L, 9L);
    String ofWindow =
        predict("array(float(lag(id, 1, 0) OVER (ORDER BY id)), float(1)), output => 'y'");
    assertThat(ids(spark.sql("SELECT bigint(%s[0]) FROM %s".formatted(ofWindow, ROWS))))
        .containsExactlyInAnyOrder(2L, 2L, 2L, 3L, 3L, 4L, 4L, 5L, 5L, 6L);
  }

  @Test
  void subqueriesAndNames() {
    assertThat(
            ids(
                query(
                    "WITH s AS (SELECT id, $f AS y FROM scored_rows) SELECT id FROM s WHERE y[0] ="
                        + " (SELECT max(y[0]) FROM s)")))
        .containsExactly(9L);
    assertThat(
            ids(
                query(
                    "SELECT id FROM scored_rows o WHERE EXISTS (SELECT 1 FROM scored_rows i WHERE"
                        + " tf_predict('$path', o.x)[0] > tf_predict('$path', i.x)[0] + 4)")))
        .containsExactly(9L);
    assertThat(
            ids(
                query(
                    "SELECT id FROM scored_rows WHERE id IN (SELECT bigint($f[0]) FROM"
                        + " scored_rows)")))
        .containsExactlyInAnyOrder(range(2, 7));
    assertThat(
            ids(
                query(
                    "SELECT id FROM scored_rows, LATERAL (SELECT tf_predict('$path', x) AS y) WHERE"
                        + " y[0] > 6")))
        .containsExactly(9L);
    assertThat(ids(query("SELECT id, $f AS y, y[0] AS z FROM scored_rows WHERE id = 4")))
        .containsExactly(4L);
    assertThat(ids(query("FROM scored_rows |> EXTEND $f AS y |> WHERE y[0] > 6 |> SELECT id")))
        .containsExactly(9L);
    assertThat(
            query("SELECT id, explode($f) AS v FROM scored_rows UNION ALL SELECT 1L, 1f").count())
        .isEqualTo(21);
    assertThat(
            ids(
                query(
                    "SELECT bigint(sum(if($f[0] > 4, 1, 0)) + max(CASE WHEN k = 0 THEN $f[1] END))"
                        + " FROM scored_rows")))
        .containsExactly(15L);
  }

  @Test
  void tables() {
    try {
      query("CREATE TABLE predictions USING parquet AS SELECT id, $f AS y FROM scored_rows");
      query("INSERT INTO predictions SELECT id + 10, $f FROM scored_rows");
      assertThat(query("SELECT * FROM predictions").count()).isEqualTo(20);
      assertThat(query("SELECT y[0] FROM predictions WHERE id = 13").first().getFloat(0))
          .isEqualTo(3.5f);
      query("CACHE TABLE cached_predictions AS SELECT id, $f AS y FROM scored_rows");
      assertThat(query("SELECT id FROM cached_predictions WHERE y[0] > 6").count()).isEqualTo(1);
    } finally {
      query("UNCACHE TABLE IF EXISTS cached_predictions");
      query("DROP TABLE IF EXISTS predictions");
    }
  }

  @Test
  void views() {
    try {
      query("CREATE VIEW stored_view AS SELECT id, $f[0] AS y FROM scored_rows");
      query("CREATE TEMPORARY VIEW session_view AS SELECT id, $f[0] AS y FROM scored_rows");
      query(
          "CREATE GLOBAL TEMPORARY VIEW application_view AS SELECT id, $f[0] AS y FROM"
              + " scored_rows");
      for (String view : List.of("stored_view", "session_view", "global_temp.application_view")) {
        Dataset<Row> rows = spark.table(view).filter("y > 6");
        assertThat(scoringNodes(rows)).as(view).hasSize(1);
        assertThat(ids(rows)).as(view).containsExactly(9L);
        assertThat(scoringNodes(spark.sql("SELECT count(id) FROM " + view))).as(view).isEmpty();
      }
      SparkSession other = spark.newSession();
      assertThat(ids(other.sql("SELECT id FROM stored_view WHERE y > 6"))).containsExactly(9L);
      assertThat(scoringNodes(other.table("stored_view"))).hasSize(1);
    } finally {
      query("DROP VIEW IF EXISTS stored_view");
      query("DROP VIEW IF EXISTS global_temp.application_view");
    }
  }

  @Test
  void functionsOfFunctions() {
    try {
      query("CREATE TEMPORARY FUNCTION half(x ARRAY<FLOAT>) RETURN tf_predict('$path', x)[0]");
      query(
          "CREATE FUNCTION stored_half(x ARRAY<FLOAT>) RETURNS FLOAT RETURN tf_predict('$path',"
              + " x)[0]");
      Dataset<Row> rows =
          spark.sql("SELECT id, half(x), stored_half(x) FROM %s WHERE half(x) > 6".formatted(ROWS));
      assertThat(scoringNodes(rows)).hasSize(1);
      assertThat(rows.first()).extracting(row -> row.getFloat(1)).isEqualTo(6.5f);
    } finally {
      query("DROP TEMPORARY FUNCTION IF EXISTS half");
      query("DROP FUNCTION IF EXISTS stored_half");
    }
  }

  @Test
  void oneModelFeedsAnother() {
    Dataset<Row> twice = spark.sql("SELECT %s FROM %s".formatted(predict(predict("x")), ROWS));
    assertThat(scoringNodes(twice)).hasSize(2);
    assertThat(twice.agg(count("*")).first().getLong(0)).isEqualTo(10);
  }

  @Test
  void argumentsHaveNames() {
    String file = folder.resolve("half.pb").toString();
    assertThat(
            spark
                .sql(
                    "SELECT tf_predict(outputMode => 'vector', x => array(1, 2), PATH => '%s') AS y"
                        .formatted(file)
                        .replace("PATH", "path"))
                .schema()
                .apply("y")
                .dataType()
                .typeName())
        .isEqualTo("vector");
    assertThat(
            spark
                .sql("SELECT tf_predict('%s', X => array(1, 2), BATCHSIZE => 1)[0]".formatted(file))
                .first()
                .getFloat(0))
        .isEqualTo(2.5f);
  }

  @Test
  void decimalsAndExpressionsOfLiterals() {
    String file = folder.resolve("half.pb").toString();
    assertThat(
            spark
                .sql(
                    "SELECT tf_predict(concat('%s', '.pb'), array(0.5, 1.5))[0]"
                        .formatted(file.substring(0, file.length() - 3)))
                .first()
                .getFloat(0))
        .isEqualTo(2.25f);
    spark.sql("DECLARE OR REPLACE VARIABLE model STRING DEFAULT '%s'".formatted(file));
    assertThat(spark.sql("SELECT tf_predict(model, array(1, 1))[0]").first().getFloat(0))
        .isEqualTo(2.5f);
    assertThat(
            spark
                .sql("SELECT tf_predict(:model, array(1, 1))[0]", Map.of("model", file))
                .first()
                .getFloat(0))
        .isEqualTo(2.5f);
  }

  @Test
  void nullsAreHandledAsAsked() {
    String some = "if(id < 3, null, x)";
    assertThatThrownBy(
            () -> spark.sql("SELECT %s FROM %s".formatted(predict(some), ROWS)).collectAsList())
        .hasMessageContaining("cannot be scored: column [x]: the value is null");
    Dataset<Row> kept =
        spark.sql(
            "SELECT id, %s AS y FROM %s"
                .formatted(predict(some + ", handleInvalid => 'keep'"), ROWS));
    assertThat(ids(kept.filter("y IS NULL"))).containsExactlyInAnyOrder(range(0, 3));
    Dataset<Row> reasons =
        spark.sql(
            "SELECT id, s.* FROM (SELECT id, %s AS s FROM %s)"
                .formatted(
                    predict(some + ", handleInvalid => 'keep', invalidReasonCol => 'why'"), ROWS));
    assertThat(reasons.columns()).containsExactly("id", "y", "why");
    assertThat(scoringNodes(reasons)).hasSize(1);
    assertThat(reasons.filter("why = 'column [x]: the value is null'").count()).isEqualTo(3);
  }

  @Test
  void datasetsCallItToo() {
    Dataset<Row> rows =
        spark
            .table(ROWS)
            .selectExpr("id", predict("x") + " AS y")
            .filter("y[0] > 6")
            .groupBy("id")
            .count();
    assertThat(scoringNodes(rows)).hasSize(1);
    assertThat(ids(rows)).containsExactly(9L);
  }
}
