package io.dlpipelines.scoring;

import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.Iterator;

/** Reads a partition's rows into batches, on the task's thread. */
final class BatchReader {
  private static final String SKIP_OR_KEEP =
      "Set handleInvalid to skip to drop such rows, or to keep to give them null outputs.";

  private final ScoringTask task;
  private final Iterator<InternalRow> rows;
  private final TaskContext context;
  private long rowsRead;

  BatchReader(ScoringTask task, Iterator<InternalRow> rows, TaskContext context) {
    this.task = task;
    this.rows = rows;
    this.context = context;
  }

  boolean hasNext() {
    return rows.hasNext();
  }

  /** Reads up to a number of rows into an empty batch, as far as they fit. */
  void read(BatchUnderWay into, int mostRows) {
    context.killTaskIfInterrupted();
    long start = System.nanoTime();
    Batch batch = into.batch();
    into.startAt(rowsRead);
    while (batch.rows() < mostRows && !into.isCutOff() && rows.hasNext()) {
      into.add(rows.next());
      failIfInvalid(into);
    }
    rowsRead += batch.rows();
    task.metrics().prepareNanos().add(System.nanoTime() - start);
  }

  /** Fails with the first row of a batch that is invalid, unless such rows are kept. */
  void failIfInvalid(BatchUnderWay underWay) {
    Batch batch = underWay.batch();
    if (task.spec().keepsInvalid() || batch.invalidRows() == 0) {
      return;
    }
    int row = 0;
    while (batch.isValid(row)) {
      row++;
    }
    throw new IllegalArgumentException(
        "Row %d of partition %d cannot be scored: %s. %s"
            .formatted(
                underWay.firstRow() + row,
                context.partitionId(),
                batch.invalidReason(row),
                batch.advice(row).orElse(SKIP_OR_KEEP)));
  }
}
