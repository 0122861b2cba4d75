package io.dlpipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.scoring.HandleInvalid;
import io.dlpipelines.tensor.ColumnCells;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorShape;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataProblemTest {
  private static final ValidationSplit NONE = new ValidationSplit.None();
  private static final ValidationSplit BY_COLUMN = new ValidationSplit.ByColumn("held");

  @Test
  void rowsWithoutProblemHaveNone() {
    assertThat(DataProblem.find(spec(NONE), summary(2, 0, 1, 1L, 1L))).isEmpty();
    assertThat(DataProblem.find(spec(BY_COLUMN), summary(2, 1, 0, 0L, 1L, 1L))).isEmpty();
    assertThat(DataProblem.find(spec(NONE), summary(2, 0, 0))).isEmpty();
  }

  @Test
  void thereMustBeRows() {
    assertProblem(
        NONE,
        summary(0, 0, 0, 0L, 0L),
        "the data has no rows",
        "nothing to train on",
        "Fit on data with rows.");
  }

  @Test
  void notAllMayBeInvalid() {
    assertProblem(
        NONE,
        summary(0, 0, 7, 0L, 0L),
        "all rows are invalid",
        "7 invalid rows, one because of column [x]: the value is null",
        "Mend the data, or set handleInvalid to error to see which row is the first.");
  }

  @Test
  void rowsMustBeLeftToTrainOn() {
    assertProblem(
        BY_COLUMN,
        summary(0, 5, 0, 0L, 0L),
        "all rows are kept for validation",
        "0 rows to train on and 5 to validate with",
        "Keep fewer rows for validation.");
  }

  @Test
  void aSplitMustKeepRows() {
    assertProblem(
        BY_COLUMN,
        summary(5, 0, 0, 2L, 3L),
        "no row is kept for validation",
        "5 rows to train on and 0 to validate with",
        "Set column [held] to true for some rows.");
    assertProblem(
        new ValidationSplit.ByFraction(0.1, 1),
        summary(5, 0, 0, 2L, 3L),
        "no row is kept for validation",
        "5 rows to train on and 0 to validate with",
        "Keep a larger share of rows for validation, or fit on more rows.");
  }

  @Test
  void labelsMustDiffer() {
    assertProblem(
        NONE,
        summary(5, 0, 0, 0L, 0L, 5L),
        "all labels in column [y] are the same class",
        "class 2 in 5 rows",
        "Fit on rows of at least two of the classes 0 to 2.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, 2, Double.NaN})
  void aFractionLiesBetweenZeroAndOne(double fraction) {
    assertThatThrownBy(() -> new ValidationSplit.ByFraction(fraction, 1))
        .hasMessage(
            "the share of validation rows is %s; it must lie between 0 and 1".formatted(fraction));
  }

  @Test
  void invalidRowsCannotBeKept() {
    RowLayout layout = spec(NONE).layout();
    assertThatThrownBy(() -> new EncodingSpec(layout, NONE, HandleInvalid.KEEP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("handleInvalid cannot be keep. Set it to error or skip.");
  }

  @Test
  void rowsHaveOneSize() {
    assertThatThrownBy(() -> layout(Dtype.STRING))
        .hasMessage(
            "column [x] is fed to tensor [x:0] as strings, whose sizes differ. Feed numbers.");
    assertThatThrownBy(() -> layout(Dtype.FLOAT32, TensorShape.UNKNOWN, 3))
        .hasMessageStartingWith("column [x] is fed to tensor [x:0] of shape [?, 3], so rows may");
    assertThatThrownBy(() -> layout(Dtype.FLOAT32, 0))
        .hasMessageStartingWith("a row takes 0 bytes;");
    assertThatThrownBy(() -> layout(Dtype.FLOAT32, 1 << 20, 1 << 10))
        .hasMessageStartingWith("a row takes 4294967296 bytes;");
  }

  private static RowLayout layout(Dtype dtype, long... cell) {
    return new RowLayout(
        List.of(new Feed("x", "x:0", dtype, TensorShape.of(cell), true, true, () -> null)));
  }

  private static void assertProblem(
      ValidationSplit split, EncodingSummary rows, String problem, String available, String cure) {
    assertThat(DataProblem.find(spec(split), rows))
        .contains(new DataProblem(problem, available, cure));
  }

  private static EncodingSummary summary(
      long training, long validation, long invalid, Long... classCounts) {
    return new EncodingSummary(
        training,
        validation,
        invalid,
        "column [x]: the value is null",
        List.of(classCounts),
        List.of(),
        List.of(),
        0);
  }

  private static EncodingSpec spec(ValidationSplit split) {
    Feed label =
        new Feed(
            "y",
            "y:0",
            Dtype.INT32,
            TensorShape.of(),
            true,
            false,
            ClassLabelCells.find(DataTypes.LongType, 3).orElseThrow());
    Feed number =
        new Feed(
            "x",
            "x:0",
            Dtype.FLOAT32,
            TensorShape.of(),
            true,
            true,
            ColumnCells.find(DataTypes.FloatType, Dtype.FLOAT32).orElseThrow().source());
    return new EncodingSpec(new RowLayout(List.of(number, label)), split, HandleInvalid.SKIP);
  }
}
