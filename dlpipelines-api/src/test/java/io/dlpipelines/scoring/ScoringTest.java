package io.dlpipelines.scoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dlpipelines.battery.SilentSpark;
import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.persist.ModelFiles;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test of the scoring node with a model in plain Java. */
abstract class ScoringTest extends SparkTest {
  static final int ROWS = 20;
  static final int PARTITIONS = 2;

  private static int test;

  @BeforeEach
  final void forget() {
    JavaEngine.forget();
    test++;
  }

  @AfterEach
  final void nothingIsHeld() throws InterruptedException {
    JavaEngine.awaitClosed();
    assertThat(JavaEngine.OPEN).as("models that a task still holds").hasValue(0);
    assertThat(JavaEngine.CLOSED_WHILE_RUNNING).as("models closed while they run").hasValue(0);
  }

  static Dataset<Row> score(Dataset<Row> rows, ScoringSpec spec) {
    return score(rows, spec, "");
  }

  static Dataset<Row> score(Dataset<Row> rows, ScoringSpec spec, String reasonColumn) {
    List<OutputColumn> outputs =
        spec.fetches().stream().map(fetch -> OutputColumn.of(fetch, spec.keepsInvalid())).toList();
    return ScoredColumns.append(rows, new ScoringPlan(model(spec), spec), outputs, reasonColumn);
  }

  /** Each test has models of its own, of which no other test has found anything out. */
  static ModelFiles model(ScoringSpec spec) {
    return ModelFiles.of("model", (test + " " + spec).getBytes(UTF_8));
  }

  static Dataset<Row> evenRows() {
    return evenRows(PARTITIONS);
  }

  static Dataset<Row> evenRows(int partitions) {
    return evenRows(ROWS, partitions);
  }

  /** Two elements each. */
  static Dataset<Row> evenRows(int count, int partitions) {
    return spark()
        .range(0, count, 1, partitions)
        .selectExpr("id", "array(float(id), float(-id)) AS x");
  }

  /** One to three elements. */
  static Dataset<Row> raggedRows() {
    return spark()
        .range(0, ROWS, 1, PARTITIONS)
        .selectExpr("id", "transform(sequence(1, int(id % 3) + 1), i -> float(10 * id + i)) AS x");
  }

  /** In each partition the fourth row is null and the eighth holds a NaN. */
  static Dataset<Row> rowsWithInvalid() {
    return evenRows()
        .selectExpr(
            "id",
            "CASE id % 10 WHEN 3 THEN null WHEN 7 THEN array(float('NaN'), float(1)) ELSE x END"
                + " AS x");
  }

  /** Fails unless these are the even rows in order, with each element doubled. */
  static void assertScored(List<Row> rows, int count) {
    assertThat(rows).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(rows.get(i).getLong(0)).isEqualTo(i);
      assertThat(rows.get(i).<Float>getList(2)).containsExactly(2f * i, 0 - 2f * i);
    }
  }

  /** How many models are open when a task has read all rows; while it reads, one is. */
  static List<Integer> openAfterTheLastRow(Dataset<Row> scored) {
    return scored
        .javaRDD()
        .mapPartitions(
            rows -> {
              rows.forEachRemaining(row -> assertThat(JavaEngine.OPEN).hasValue(1));
              return List.of(JavaEngine.OPEN.get()).iterator();
            })
        .collect();
  }

  static Throwable failure(Dataset<Row> scored) {
    return SilentSpark.during(() -> catchThrowable(scored::collectAsList));
  }

  static long metric(Dataset<Row> scored, String name) {
    List<ScoringExec> nodes = nodes(scored);
    assertThat(nodes).hasSize(1);
    return nodes.get(0).metrics().apply(name).value();
  }

  static List<ScoringExec> nodes(Dataset<Row> scored) {
    List<ScoringExec> found = new ArrayList<>();
    collect(
        ((org.apache.spark.sql.classic.Dataset<Row>) scored).queryExecution().executedPlan(),
        found);
    return found;
  }

  private static void collect(SparkPlan plan, List<ScoringExec> found) {
    if (plan instanceof ScoringExec node) {
      found.add(node);
    }
    Sequences.toJava(plan.children()).forEach(child -> collect(child, found));
  }
}
