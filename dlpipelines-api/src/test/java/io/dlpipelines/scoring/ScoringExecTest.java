package io.dlpipelines.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The scoring node on its own, with a model in plain Java. */
class ScoringExecTest extends ScoringTest {
  @Test
  void rowsComeInOrderWithTheirOutputs() {
    Dataset<Row> scored = score(raggedRows(), spec(3, HandleInvalid.ERROR));
    List<Row> rows = scored.collectAsList();
    assertThat(rows).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(rows.get(i).getLong(0)).isEqualTo(i);
      assertThat(rows.get(i).<Float>getList(2)).isEqualTo(doubled(rows.get(i).getList(1)));
    }
    assertThat(scored.schema().simpleString())
        .isEqualTo("struct<id:bigint,x:array<float>,y:array<float>>");
    assertThat(JavaEngine.OPENED).hasValue(PARTITIONS);
  }

  @Test
  void metricsCountRowsBatchesAndLoads() {
    Dataset<Row> scored = score(evenRows(), spec(4, HandleInvalid.ERROR));
    scored.collectAsList();
    assertThat(metric(scored, "numOutputRows")).isEqualTo(ROWS);
    assertThat(metric(scored, "numBatches")).isEqualTo(PARTITIONS * 3);
    assertThat(metric(scored, "numInvalidRows")).isZero();
    assertThat(metric(scored, "numModelLoads")).isEqualTo(1);
    assertThat(metric(scored, "modelLoadTime")).isEqualTo(1_000_000);
    assertThat(metric(scored, "engineTime")).isPositive();
    assertThat(metric(scored, "prepareTime")).isPositive();
    assertThat(JavaEngine.SHAPES)
        .containsExactlyInAnyOrder("[4, 2]", "[4, 2]", "[2, 2]", "[4, 2]", "[4, 2]", "[2, 2]");
  }

  @Test
  void aModelIsLoadedOnceForAllQueries() {
    score(evenRows(), spec(4, HandleInvalid.ERROR)).collectAsList();
    Dataset<Row> second = score(evenRows(), spec(4, HandleInvalid.ERROR));
    second.collectAsList();
    assertThat(metric(second, "numModelLoads")).isZero();
  }

  @Test
  void eachShapeIsABatch() {
    Dataset<Row> scored = score(raggedRows(), spec(ROWS, HandleInvalid.ERROR));
    scored.collectAsList();
    assertThat(metric(scored, "numBatches")).isEqualTo(PARTITIONS * 3);
    assertThat(metric(scored, "numOutputRows")).isEqualTo(ROWS);
  }

  @Test
  void invalidRowsFailTheJobAndAreNamed() {
    Dataset<Row> rows = evenRows(1).selectExpr("id", "if(id = 3, null, x) AS x");
    Throwable failure = failure(score(rows, spec(4, HandleInvalid.ERROR)));
    assertThat(failure)
        .hasStackTraceContaining(
            "Row 3 of partition 0 cannot be scored: column [x]: the value is null. Set"
                + " handleInvalid to skip to drop such rows, or to keep to give them null"
                + " outputs.");
  }

  @Test
  void invalidRowsAreCountedFromTheStartOfThePartition() {
    Dataset<Row> rows = evenRows(1).selectExpr("id", "if(id = 13, null, x) AS x");
    assertThat(failure(score(rows, spec(4, HandleInvalid.ERROR))))
        .hasStackTraceContaining("Row 13 of partition 0 cannot be scored");
  }

  @Test
  void invalidRowsAreKeptWithTheReason() {
    Dataset<Row> scored = score(rowsWithInvalid(), spec(4, HandleInvalid.KEEP), "why");
    List<Row> rows = scored.collectAsList();
    assertThat(rows).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      boolean isNull = i % 10 == 3;
      boolean isNaN = i % 10 == 7;
      assertThat(rows.get(i).isNullAt(2)).isEqualTo(isNull || isNaN);
      String reason = isNull ? "the value is null" : "the value has an element that is not finite";
      assertThat(rows.get(i).getString(3))
          .isEqualTo(isNull || isNaN ? "column [x]: " + reason : null);
    }
    assertThat(metric(scored, "numInvalidRows")).isEqualTo(4);
    assertThat(metric(scored, "numOutputRows")).isEqualTo(ROWS);
  }

  @Test
  void invalidRowsAreSkipped() {
    Dataset<Row> scored = score(rowsWithInvalid(), spec(4, HandleInvalid.SKIP));
    assertThat(scored.collectAsList())
        .extracting(row -> row.getLong(0) % 10)
        .hasSize(ROWS - 4)
        .doesNotContain(3L, 7L);
    assertThat(metric(scored, "numInvalidRows")).isEqualTo(4);
  }

  @Test
  void noModelIsOpenedForNoValidRow() {
    Dataset<Row> none = evenRows().selectExpr("id", "cast(null AS array<float>) AS x");
    Dataset<Row> scored = score(none, spec(4, HandleInvalid.KEEP));
    assertThat(scored.collectAsList()).hasSize(ROWS).allMatch(row -> row.isNullAt(2));
    assertThat(metric(scored, "numBatches")).isZero();
    assertThat(metric(scored, "numInvalidRows")).isEqualTo(ROWS);
    assertThat(score(evenRows().filter("id < 0"), spec(4, HandleInvalid.ERROR)).collectAsList())
        .isEmpty();
    assertThat(JavaEngine.OPENED).hasValue(0);
  }

  @Test
  void anExhaustedPartitionGivesTheModelBackBeforeItsTaskEnds() {
    assertThat(openAfterTheLastRow(score(evenRows(1), spec(4, HandleInvalid.ERROR))))
        .containsExactly(0);
    assertThat(JavaEngine.OPENED).hasValue(1);
  }

  @Test
  void aLimitGivesTheModelBack() {
    Dataset<Row> scored = score(evenRows(1), spec(4, HandleInvalid.ERROR));
    assertThat(scored.limit(1).collectAsList()).hasSize(1);
    assertThat(JavaEngine.OPENED).hasValue(1);
    assertThat(JavaEngine.SHAPES).containsExactly("[4, 2]");
  }

  @Test
  void aFailingEngineGivesTheModelBack() {
    ScoringSpec spec = Specs.spec(JavaEngine.Operation.FAIL_ON_13, 4, HandleInvalid.KEEP);
    assertThat(failure(score(evenRows(1), spec))).hasStackTraceContaining("the engine broke");
    assertThat(JavaEngine.OPENED).hasValue(1);
    assertThat(JavaEngine.SHAPES).hasSize(4);
  }

  @Test
  void aFailureBeforeTheNodeGivesTheModelBack() {
    Dataset<Row> rows =
        evenRows(1).selectExpr("id", "if(id = 13, array(raise_error('no row')), x) AS x");
    assertThat(failure(score(rows, spec(4, HandleInvalid.ERROR))))
        .hasStackTraceContaining("no row");
    assertThat(JavaEngine.OPENED).hasValue(1);
  }

  @Test
  void unusedOutputsAreNotScored() {
    Dataset<Row> scored = score(evenRows(), spec(4, HandleInvalid.ERROR)).select("id");
    assertThat(scored.collectAsList()).hasSize(ROWS);
    assertThat(nodes(scored)).isEmpty();
    assertThat(JavaEngine.OPENED).hasValue(0);
  }

  @Test
  void aFilterOnTheOutputSharesTheNode() {
    Dataset<Row> scored = score(evenRows(), spec(4, HandleInvalid.ERROR)).filter("y[0] >= 20");
    assertThat(scored.collectAsList()).hasSize(10);
    assertThat(nodes(scored)).hasSize(1);
    assertThat(metric(scored, "numOutputRows")).isEqualTo(ROWS);
  }

  private static ScoringSpec spec(int batchSize, HandleInvalid handleInvalid) {
    return Specs.spec(JavaEngine.Operation.DOUBLE, batchSize, handleInvalid);
  }

  private static List<Float> doubled(List<Float> values) {
    return values.stream().map(value -> 2 * value).toList();
  }
}
