package io.dlpipelines.scoring;

import io.dlpipelines.tensor.FeedReader;
import io.dlpipelines.tensor.InvalidCellException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows on their way through the engine: their cells, grouped by shape, and for each row where its
 * outputs will be. Groups are reused from batch to batch.
 */
final class Batch {
  private final ScoringSpec spec;
  private final List<FeedReader> readers;
  private final List<ShapeGroup> groups = new ArrayList<>();
  private final ShapeGroup[] groupOf;
  private final int[] positionOf;
  private final String[] invalidReason;
  private final String[] advice;
  private int usedGroups;
  private int rows;
  private int invalidRows;
  private int halvings;
  private long byteCount;
  private final BatchScoring scoring;

  Batch(ScoringSpec spec, int[] ordinals) {
    this.spec = spec;
    scoring = new BatchScoring(this, spec);
    readers = new ArrayList<>(ordinals.length);
    for (int i = 0; i < ordinals.length; i++) {
      readers.add(new FeedReader(spec.feeds().get(i), ordinals[i]));
    }
    groupOf = new ShapeGroup[spec.mostRows()];
    positionOf = new int[spec.mostRows()];
    invalidReason = new String[spec.mostRows()];
    advice = new String[spec.mostRows()];
  }

  void clear() {
    rows = 0;
    invalidRows = 0;
    halvings = 0;
    usedGroups = 0;
    byteCount = 0;
  }

  int rows() {
    return rows;
  }

  int invalidRows() {
    return invalidRows;
  }

  int groups() {
    return usedGroups;
  }

  long byteCount() {
    return byteCount;
  }

  /** Adds a row; one that cannot be scored is kept with the reason. */
  void add(InternalRow row) {
    int index = rows++;
    invalidReason[index] = null;
    advice[index] = null;
    for (FeedReader reader : readers) {
      try {
        reader.read(row);
      } catch (InvalidCellException invalid) {
        invalidReason[index] =
            "column [%s]: %s".formatted(reader.feed().column(), invalid.getMessage());
        advice[index] = invalid.advice().orElse(null);
        invalidRows++;
        return;
      }
    }
    for (FeedReader reader : readers) {
      byteCount += reader.cell().byteCount();
    }
    groupOf[index] = group();
    positionOf[index] = groupOf[index].add(readers);
  }

  /** How often a run did not fit into the device's memory. */
  int halvings() {
    return halvings;
  }

  void countHalving() {
    halvings++;
  }

  /** Scores; rows that the model rejects become invalid. */
  void score(Scorer scorer, DeviceMemory memory) {
    scoring.score(scorer, memory);
  }

  /** The groups that have rows, not changed by what is halved later. */
  List<ShapeGroup> scoredGroups() {
    return List.copyOf(groups.subList(0, usedGroups));
  }

  /** Moves the second half of a group's rows into a new one. */
  ShapeGroup halve(ShapeGroup group) {
    int kept = DeviceMemory.half(group.rows());
    ShapeGroup rest = unusedGroup();
    group.moveBehind(kept, rest);
    for (int row = 0; row < rows; row++) {
      if (isValid(row) && groupOf[row] == group && positionOf[row] >= kept) {
        groupOf[row] = rest;
        positionOf[row] -= kept;
      }
    }
    return rest;
  }

  /** Makes the only row of a group invalid. */
  void reject(ShapeGroup group, String reason) {
    for (int row = 0; row < rows; row++) {
      if (isValid(row) && groupOf[row] == group) {
        invalidReason[row] = reason;
        invalidRows++;
      }
    }
  }

  boolean isValid(int row) {
    return invalidReason[row] == null;
  }

  String invalidReason(int row) {
    return invalidReason[row];
  }

  /** What to do about an invalid row, other than to skip or keep it. */
  Optional<String> advice(int row) {
    return Optional.ofNullable(advice[row]);
  }

  ShapeGroup groupOf(int row) {
    return groupOf[row];
  }

  int positionOf(int row) {
    return positionOf[row];
  }

  private ShapeGroup group() {
    if (!spec.rowByRow()) {
      for (int i = usedGroups - 1; i >= 0; i--) {
        if (groups.get(i).fits(readers)) {
          return groups.get(i);
        }
      }
    }
    ShapeGroup next = unusedGroup();
    next.begin(readers);
    return next;
  }

  private ShapeGroup unusedGroup() {
    if (usedGroups == groups.size()) {
      groups.add(new ShapeGroup(spec));
    }
    return groups.get(usedGroups++);
  }
}
