package io.dlpipelines.scoring;

import io.dlpipelines.tensor.Feed;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/**
 * The rows of a partition with their outputs, in the order they came. The model is taken hold of
 * with the first row that can be scored and given back with the last, or when the task ends.
 */
final class ScoredRows extends AbstractIterator<InternalRow> implements AutoCloseable {
  /** A batch of large cells is cut off here, so that tensors stay far below 2 GB. */
  private static final long MAX_BATCH_BYTES = 256L << 20;

  private final ScoringTask task;
  private final Iterator<InternalRow> rows;
  private final TaskContext context;
  private final Batch batch;
  private final PassedRows passed;
  private final OutputRows outputs;
  private Scorer scorer;
  private long rowsBefore;
  private int position;

  ScoredRows(ScoringTask task, Iterator<InternalRow> rows, TaskContext context) {
    this.task = task;
    this.rows = rows;
    this.context = context;
    batch = new Batch(task.spec(), task.inputs());
    passed = new PassedRows(task.columns());
    outputs = new OutputRows(task.spec());
  }

  @Override
  public boolean hasNext() {
    if (position < batch.rows()) {
      return true;
    }
    if (rows.hasNext()) {
      nextBatch();
      return true;
    }
    close();
    return false;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int row = position++;
    return passed.join(
        row,
        batch.isValid(row)
            ? outputs.scored(batch.groupOf(row), batch.positionOf(row))
            : outputs.invalid(batch.invalidReason(row)));
  }

  /** Gives the model back. Called more than once. */
  @Override
  public void close() {
    if (scorer != null) {
      scorer.close();
      scorer = null;
    }
  }

  private void nextBatch() {
    context.killTaskIfInterrupted();
    long start = System.nanoTime();
    rowsBefore += batch.rows();
    position = 0;
    batch.clear();
    passed.clear();
    while (batch.rows() < task.spec().batchSize()
        && batch.byteCount() + passed.byteCount() < MAX_BATCH_BYTES
        && rows.hasNext()) {
      InternalRow row = rows.next();
      batch.add(row);
      passed.append(row);
      failIfInvalid();
    }
    long prepared = System.nanoTime();
    ScoringMetrics metrics = task.metrics();
    metrics.prepareNanos().add(prepared - start);
    if (batch.groups() > 0) {
      batch.score(scorer());
      metrics.engineNanos().add(System.nanoTime() - prepared);
    }
    metrics.rows().add(batch.rows());
    metrics.batches().add(batch.groups());
    metrics.invalidRows().add(batch.invalidRows());
  }

  private void failIfInvalid() {
    int last = batch.rows() - 1;
    if (task.spec().handleInvalid() == HandleInvalid.ERROR && !batch.isValid(last)) {
      throw new IllegalArgumentException(
          ("Row %d of partition %d cannot be scored: %s. Set handleInvalid to skip to drop such"
                  + " rows, or to keep to give them null outputs.")
              .formatted(rowsBefore + last, context.partitionId(), batch.invalidReason(last)));
    }
  }

  private Scorer scorer() {
    if (scorer == null) {
      ScoringSpec spec = task.spec();
      ScoringMetrics metrics = task.metrics();
      scorer =
          spec.engine()
              .open(
                  task.model(),
                  spec.feeds().stream().map(Feed::tensor).toList(),
                  spec.fetches().stream().map(Fetch::tensor).toList(),
                  nanos -> {
                    metrics.modelLoads().add(1);
                    metrics.modelLoadNanos().add(nanos);
                  });
    }
    return scorer;
  }
}
