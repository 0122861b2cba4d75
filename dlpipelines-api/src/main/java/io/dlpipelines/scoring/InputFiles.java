package io.dlpipelines.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * The input files of a batch's rows. A batch is read before its first row is given out, so each row
 * has its own file made current again when it leaves.
 */
final class InputFiles {
  private final List<Run> runs = new ArrayList<>();
  private int next;

  /** Consecutive rows of one file, up to the next run. */
  private record Run(int firstRow, InputFile file) {}

  void clear() {
    runs.clear();
    next = 0;
  }

  /** Records the file of the row that was just read. */
  void add(int row) {
    if (runs.isEmpty() || !runs.get(runs.size() - 1).file.isCurrent()) {
      runs.add(new Run(row, InputFile.current()));
    }
  }

  /** Makes a row's file current. Rows are given in ascending order. */
  void makeCurrent(int row) {
    while (next < runs.size() && runs.get(next).firstRow <= row) {
      runs.get(next++).file.makeCurrent();
    }
  }
}
