package io.dlpipelines.training;

import java.util.List;
import java.util.Optional;

/**
 * Why there is no training: with these rows, or with what was asked for.
 *
 * @param problem what is wrong
 * @param available what there is instead
 * @param cure what to do
 */
public record DataProblem(String problem, String available, String cure) {

  static Optional<DataProblem> find(EncodingSpec spec, EncodingSummary rows) {
    if (rows.trainingRows() + rows.validationRows() == 0) {
      return Optional.of(noRows(rows));
    }
    String available =
        "%d rows to train on and %d to validate with"
            .formatted(rows.trainingRows(), rows.validationRows());
    if (rows.trainingRows() == 0) {
      return Optional.of(
          new DataProblem(
              "all rows are kept for validation", available, "Keep fewer rows for validation."));
    }
    if (rows.validationRows() == 0 && !(spec.split() instanceof ValidationSplit.None)) {
      return Optional.of(
          new DataProblem(
              "no row is kept for validation", available, cureForNoValidation(spec.split())));
    }
    return oneClass(spec.layout(), rows.classCounts()).or(() -> withoutWeight(spec.layout(), rows));
  }

  private static Optional<DataProblem> withoutWeight(RowLayout layout, EncodingSummary rows) {
    int feed = layout.weightFeed();
    if (feed < 0 || rows.feeds().get(feed).most() != 0) {
      return Optional.empty();
    }
    return Optional.of(
        new DataProblem(
            "all weights in column [%s] are 0".formatted(layout.feeds().get(feed).column()),
            "%d rows to train on, none of which counts".formatted(rows.trainingRows()),
            "Give rows that are to be learned from a weight above 0, or clear weightCol."));
  }

  private static DataProblem noRows(EncodingSummary rows) {
    return rows.invalidRows() == 0
        ? new DataProblem("the data has no rows", "nothing to train on", "Fit on data with rows.")
        : new DataProblem(
            "all rows are invalid",
            "%d invalid rows, one because of %s"
                .formatted(rows.invalidRows(), rows.invalidReason()),
            "Mend the data, or set handleInvalid to error to see which row is the first.");
  }

  private static String cureForNoValidation(ValidationSplit split) {
    return split instanceof ValidationSplit.ByColumn byColumn
        ? "Set column [%s] to true for some rows.".formatted(byColumn.column())
        : "Keep a larger share of rows for validation, or fit on more rows.";
  }

  private static Optional<DataProblem> oneClass(RowLayout layout, List<Long> counts) {
    if (counts.size() < 2 || counts.stream().filter(count -> count > 0).count() != 1) {
      return Optional.empty();
    }
    int only = 0;
    while (counts.get(only) == 0) {
      only++;
    }
    String column = layout.feeds().get(layout.labelFeed()).column();
    return Optional.of(
        new DataProblem(
            "all labels in column [%s] are the same class".formatted(column),
            "class %d in %d rows".formatted(only, counts.get(only)),
            "Fit on rows of at least two of the classes 0 to %d.".formatted(counts.size() - 1)));
  }
}
