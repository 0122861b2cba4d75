package io.dlpipelines.scoring;

import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** The rows of a partition with their outputs, in the order they came. */
final class ScoredRows extends AbstractIterator<InternalRow> implements AutoCloseable {
  private final ScoredBatches batches;
  private final OutputRows outputs;
  private BatchUnderWay current;
  private int rows;
  private int position;

  ScoredRows(ScoringTask task, Iterator<InternalRow> rows, TaskContext context) {
    batches = new ScoredBatches(task, rows, context);
    outputs = new OutputRows(task.spec());
  }

  @Override
  public boolean hasNext() {
    return position < rows || nextBatch();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.row(position++, outputs);
  }

  /** Gives the model back. Called more than once. */
  @Override
  public void close() {
    batches.close();
  }

  private boolean nextBatch() {
    if (current != null) {
      batches.recycle(current);
      current = null;
    }
    rows = 0;
    position = 0;
    if (!batches.hasNext()) {
      close();
      return false;
    }
    current = batches.next();
    rows = current.batch().rows();
    return true;
  }
}
