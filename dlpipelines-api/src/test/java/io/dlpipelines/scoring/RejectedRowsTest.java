package io.dlpipelines.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.scoring.JavaEngine.Operation;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that the model rejects while it computes: here those that hold a 13. */
class RejectedRowsTest extends ScoringTest {
  private static final String REASON = "13 is out of range, fed column [x] = [13.0, -13.0]";

  @ParameterizedTest(name = "batches of {0} rows, {1} at once, {2} in memory")
  @CsvSource({"1, 1, 100", "4, 1, 100", "20, 1, 100", "20, 3, 100", "20, 1, 3", "7, 2, 2"})
  void keptRowsHaveTheReasonAndOthersTheirOutputs(int batchSize, int runs, int deviceRows) {
    ScoringSpec spec =
        Specs.spec(
            new JavaEngine(Operation.REJECT_13, runs, deviceRows), batchSize, HandleInvalid.KEEP);
    Dataset<Row> scored = score(evenRows(), spec, "why");
    List<Row> rows = scored.collectAsList();
    assertThat(rows).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(rows.get(i).getLong(0)).isEqualTo(i);
      if (i == 13) {
        assertThat(rows.get(i).isNullAt(2)).isTrue();
        assertThat(rows.get(i).getString(3)).isEqualTo(REASON);
      } else {
        assertThat(rows.get(i).<Float>getList(2)).containsExactly(2f * i, 0 - 2f * i);
        assertThat(rows.get(i).isNullAt(3)).isTrue();
      }
    }
    assertThat(metric(scored, "numInvalidRows")).isEqualTo(1);
  }

  @Test
  void rowsAreSkipped() {
    Dataset<Row> scored = score(evenRows(), spec(Operation.REJECT_13, 8, HandleInvalid.SKIP));
    assertThat(scored.collectAsList())
        .extracting(row -> row.getLong(0))
        .hasSize(ROWS - 1)
        .doesNotContain(13L);
  }

  @ParameterizedTest(name = "batches of {0} rows")
  @CsvSource({"1", "3", "8", "20"})
  void theFirstSuchRowIsNamed(int batchSize) {
    ScoringSpec spec = spec(Operation.REJECT_13, batchSize, HandleInvalid.ERROR);
    assertThat(failure(score(evenRows(1), spec)))
        .hasStackTraceContaining(
            "Row 13 of partition 0 cannot be scored: "
                + REASON
                + ". Set handleInvalid to skip to drop such rows, or to keep to give them null"
                + " outputs.");
  }

  @Test
  void aRowIsFoundInLogarithmicallyManyRuns() {
    int rows = 1024;
    ScoringSpec spec = spec(Operation.REJECT_13, rows, HandleInvalid.KEEP);
    assertThat(score(evenRows(rows, 1), spec).collectAsList()).hasSize(rows);
    assertThat(JavaEngine.SHAPES).hasSize(1 + 2 * 10);
  }

  @Test
  void aRowBetweenRowsOfOtherShapes() {
    Dataset<Row> rows = evenRows(1).selectExpr("id", "if(id % 2 = 1, x, array(x[0])) AS x");
    assertThat(score(rows, spec(Operation.REJECT_13, ROWS, HandleInvalid.KEEP)).collectAsList())
        .hasSize(ROWS)
        .allMatch(row -> row.isNullAt(2) == (row.getLong(0) == 13))
        .allMatch(row -> row.isNullAt(2) || row.<Float>getList(2).get(0) == 2 * row.getLong(0));
  }

  @Test
  void allRowsMayBeRejectedForTheirValues() {
    Dataset<Row> rows = evenRows(1).selectExpr("id", "array(13f, float(id)) AS x");
    assertThat(score(rows, spec(Operation.REJECT_13, 8, HandleInvalid.KEEP), "why").collectAsList())
        .hasSize(ROWS)
        .allMatch(row -> row.getString(3).startsWith("13 is out of range, fed column [x] = [13.0"));
  }

  @ParameterizedTest
  @EnumSource(HandleInvalid.class)
  void shapesThatTheModelRejectsFailTheJobWhateverIsSet(HandleInvalid handleInvalid) {
    assertThat(failure(score(evenRows(1), spec(Operation.REJECT_ALL, 16, handleInvalid))))
        .hasStackTraceContaining(
            "The model rejects rows of these shapes, whatever their values: incompatible shapes."
                + " It was fed tensor [in:0] with shape [1, 2].");
    assertThat(JavaEngine.SHAPES.size()).as("runs").isLessThanOrEqualTo(5 + 2);
  }

  @ParameterizedTest
  @EnumSource(HandleInvalid.class)
  void numbersOfRowsThatTheModelRejectsFailTheJob(HandleInvalid handleInvalid) {
    ScoringSpec spec = spec(Operation.REJECT_MORE_THAN_TWO_ROWS, 4, handleInvalid);
    assertThat(failure(score(evenRows(1), spec)))
        .hasStackTraceContaining(
            "The model failed with a batch of 4 rows and accepts each half of it: incompatible"
                + " shapes. Its graph depends on the number of rows. Set batchSize to what it is"
                + " made for, or to 1.");
    assertThat(
            score(evenRows(1), spec(Operation.REJECT_MORE_THAN_TWO_ROWS, 2, handleInvalid))
                .collectAsList())
        .hasSize(ROWS);
  }

  private static ScoringSpec spec(Operation operation, int batchSize, HandleInvalid handleInvalid) {
    return Specs.spec(operation, batchSize, handleInvalid);
  }
}
