package io.dlpipelines.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A history in columns, right-aligned. */
final class HistoryTable {
  private final TrainingHistory history;
  private final List<List<String>> lines = new ArrayList<>();

  HistoryTable(TrainingHistory history) {
    this.history = history;
    List<String> names = history.metricNames();
    List<String> header = new ArrayList<>(List.of("epoch"));
    header.addAll(names);
    header.addAll(List.of("learning rate", "seconds", "rows/s"));
    lines.add(header);
    history.epochs().forEach(epoch -> lines.add(line(epoch, names)));
  }

  private static List<String> line(EpochResult epoch, List<String> names) {
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(epoch.epoch()));
    for (String name : names) {
      Double value = epoch.metrics().get(name);
      cells.add(value == null ? "-" : format("%.5g", value));
    }
    cells.add(format("%.5g", epoch.learningRate()));
    cells.add(format("%.2f", epoch.seconds()));
    cells.add(format("%.0f", epoch.rowsPerSecond()));
    return cells;
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int column = 0; column < line.size(); column++) {
        String cell = line.get(column);
        text.append(" ".repeat(width(column) - cell.length() + (column == 0 ? 0 : 2))).append(cell);
      }
      text.append('\n');
    }
    int epochs = history.epochs().size();
    text.append(epochs)
        .append(epochs == 1 ? " epoch in " : " epochs in ")
        .append(format("%.2f", history.seconds()))
        .append(" s")
        .append(history.stoppedEarly() ? ", stopped early" : "")
        .append(history.rowsSkipped() > 0 ? ", " + history.rowsSkipped() + " rows skipped" : "");
    history.warnings().forEach(warning -> text.append("\nwarning: ").append(warning));
    return text.toString();
  }

  private int width(int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElseThrow();
  }
}
