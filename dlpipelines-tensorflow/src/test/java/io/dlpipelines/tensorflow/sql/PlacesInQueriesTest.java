package io.dlpipelines.tensorflow.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.dlpipelines.tensorflow.Graphs;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model in places of a query that Spark evaluates in its own way: it gives the right values there
 * or an error of analysis that says what to write instead. The model is 0.5 x + 2.
 */
class PlacesInQueriesTest {
  @TempDir private static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void makeRows() {
    Graphs.halfPlusTwo(2).saveGraphDef(folder.resolve("half.pb").toString());
    spark = SqlSessions.extended();
    query(
        "CREATE TEMPORARY VIEW arrays AS SELECT id, array(float(id), float(2 * id)) AS x,"
            + " array(array(float(id), 0f), array(1f, float(id))) AS xs FROM range(0, 6, 1, 2)");
    query(
        "CREATE TEMPORARY VIEW others AS SELECT id, array(float(id), 1f) AS z FROM range(0, 3, 1,"
            + " 2)");
  }

  /** {@code $f(x)} is the model. */
  private static Dataset<Row> query(String query) {
    return spark.sql(
        query.replace("$f(", "tf_predict('%s', ".formatted(folder.resolve("half.pb"))));
  }

  private static List<Row> rows(String query) {
    return query(query).collectAsList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transform(xs, e -> $f(e))",
        "transform(xs, e -> 1 + $f(e)[0])",
        "transform(xs, (e, i) -> $f(e)[i])",
        "transform(xs, d -> transform(d, e -> $f(array(e, e))[0]))",
        "filter(xs, e -> $f(e)[0] > 3)",
        "exists(xs, e -> $f(e)[0] > 3)",
        "forall(xs, e -> $f(e)[0] > 3)",
        "aggregate(xs, 0D, (a, e) -> a + $f(e)[0])",
        "reduce(x, 0D, (a, b) -> a + b, e -> $f(array(float(e), 1f))[0])",
        "zip_with(xs, xs, (a, e) -> $f(e))",
        "array_sort(xs, (a, e) -> int($f(e)[0]))",
        "map_filter(map(1, x), (k, e) -> $f(e)[0] > 3)",
        "transform_values(map(1, x), (k, e) -> $f(e))",
        "transform_keys(map(1, x), (k, e) -> $f(e))",
        "map_zip_with(map(1, x), map(1, x), (k, e, v) -> $f(e))"
      })
  void variablesOfLambdaFunctions(String expression) {
    assertThatThrownBy(() -> query("SELECT " + expression + " FROM arrays"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageStartingWith(
            "tf_predict: a model scores rows, and [e] is a variable of a lambda function, an"
                + " element that a higher-order function (transform, filter, exists, aggregate,"
                + " ...) is given. Explode the array, score its elements as rows, and collect the"
                + " results, as in SELECT id, array_sort(collect_list(struct(pos, p))).p FROM"
                + " (SELECT id, pos, tf_predict('path', e) AS p FROM t LATERAL VIEW"
                + " posexplode(elements) AS pos, e) GROUP BY id. Or feed the whole array to a"
                + " model that takes it.; line 1 pos ");
  }

  @Test
  void elementsOfArraysAsTheErrorAdvises() {
    assertThat(
            rows(
                "SELECT id, array_sort(collect_list(struct(pos, p))).p FROM (SELECT id, pos,"
                    + " $f(e)[0] AS p FROM arrays LATERAL VIEW posexplode(xs) AS pos, e) GROUP BY"
                    + " id ORDER BY id"))
        .hasSize(6)
        .allSatisfy(
            row ->
                assertThat(row.<Float>getList(1)).containsExactly(2 + row.getLong(0) / 2f, 2.5f));
  }

  @Test
  void lambdaFunctionsThatDoNotFeedTheModel() {
    assertThat(
            rows(
                "SELECT id, transform(array(1), e -> e + $f(x)[1]), transform($f(x), e -> 2 *"
                    + " e)[0], $f(transform(x, e -> e + 1))[0] FROM arrays ORDER BY id"))
        .extracting(row -> row.getList(1).get(0), row -> row.get(2), row -> row.get(3))
        .contains(tuple(3.0, 4.0, 2.5f), tuple(8.0, 9.0, 5f));
  }

  @Test
  void recursiveQueries() {
    String recursion =
        "WITH RECURSIVE r(n, y) AS (SELECT 1, array(1f, 0f) UNION ALL SELECT n + 1, %s FROM r WHERE"
            + " n < 4) SELECT n, y[0], y[1] FROM r ORDER BY n";
    assertThat(rows(recursion.formatted("$f(y)")))
        .extracting(row -> row.getFloat(1), row -> row.getFloat(2))
        .containsExactly(tuple(1f, 0f), tuple(2.5f, 2f), tuple(3.25f, 3f), tuple(3.625f, 3.5f));
    assertThat(rows(recursion.formatted("$f($f(y))")))
        .extracting(row -> row.getFloat(1))
        .containsExactly(1f, 3.25f, 3.8125f, 3.953125f);
    assertThat(
            rows(
                "WITH RECURSIVE r(n, y) AS (SELECT 1, $f(array(1f, 1f)) UNION ALL SELECT n + 1,"
                    + " $f(y) FROM r WHERE $f(y)[0] < 3.7) SELECT n, y[0] FROM r ORDER BY n"))
        .extracting(row -> row.getFloat(1))
        .containsExactly(2.5f, 3.25f, 3.625f);
    assertThat(
            rows(
                "WITH RECURSIVE r(n, y) AS (SELECT 0L, array(1f, 1f) UNION ALL SELECT n + 1, $f(y)"
                    + " FROM r JOIN (SELECT id, $f(z) AS p FROM others) ON id = n AND p[0] < 3)"
                    + " SELECT n, y[0] FROM r ORDER BY n"))
        .extracting(row -> row.getFloat(1))
        .containsExactly(1f, 2.5f, 3.25f);
  }

  @Test
  void lateralSubqueries() {
    assertThat(
            rows(
                "SELECT o.id, l.p FROM others o, LATERAL (SELECT $f(o.z)[0] AS p FROM arrays a"
                    + " WHERE a.id = o.id) l ORDER BY o.id"))
        .extracting(row -> row.getFloat(1))
        .containsExactly(2f, 2.5f, 3f);
    assertThat(
            rows(
                "SELECT o.id, l.p FROM others o LEFT JOIN LATERAL (SELECT sum($f(a.x)[0]) AS p FROM"
                    + " arrays a WHERE a.id <= o.id) l ORDER BY o.id"))
        .extracting(row -> row.getDouble(1))
        .containsExactly(2.0, 4.5, 7.5);
  }

  @Test
  void pivotsAndVariables() {
    assertThat(
            rows(
                "SELECT * FROM (SELECT id % 2 AS k, x FROM arrays) PIVOT (sum($f(x)[0]) FOR k IN"
                    + " (0, 1))"))
        .containsExactly(RowFactory.create(9.0, 10.5));
    query("DECLARE OR REPLACE VARIABLE best ARRAY<FLOAT>");
    query("SET VAR best = $f(array(1f, 2f))");
    assertThat(rows("SELECT best[1]").get(0).getFloat(0)).isEqualTo(3f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM written WHERE $f(x)[0] > 3",
        "ALTER TABLE written ADD CONSTRAINT high CHECK ($f(x)[0] > 3)",
        "MERGE INTO written USING arrays a ON written.id = a.id WHEN MATCHED THEN UPDATE SET x ="
            + " $f(a.x)",
        "DECLARE VARIABLE scored ARRAY<FLOAT> DEFAULT $f(array(1f, 2f))"
      })
  void commands(String command) {
    query("CREATE TABLE IF NOT EXISTS written USING parquet AS SELECT id, x FROM arrays");
    try {
      assertThatThrownBy(() -> query(command))
          .isInstanceOf(AnalysisException.class)
          .hasMessageStartingWith("a model cannot be applied inside ")
          .hasMessageContaining(
              "Compute its result in a query and refer to that: a subquery (WHERE id IN (SELECT id"
                  + " FROM t WHERE tf_predict(...) > 0.5), USING (SELECT *, tf_predict(...) AS p"
                  + " FROM s)), or a table or variable that a query has filled; line 1 pos ");
    } finally {
      query("DROP TABLE written");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"LEFT JOIN", "FULL JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN"})
  void conditionsOfOuterJoinsOnBothSides(String join) {
    assertThatThrownBy(
            () ->
                rows(
                    "SELECT a.id FROM arrays a %s others o ON $f(array(a.x[0], o.z[1]))[0] = 3"
                        .formatted(join)))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("reads columns of both sides cannot be the condition of a ")
        .hasMessageContaining("Join without it (JOIN), and filter by its result; line 1 pos ");
  }
}
