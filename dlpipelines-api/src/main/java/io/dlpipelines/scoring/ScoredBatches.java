package io.dlpipelines.scoring;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.collection.Iterator;

/**
 * The scored batches of a partition, in the order of its rows. Where the model takes several at
 * once, further ones are read and scored while the rows of one are given out; else the task's
 * thread does one thing after the other. The model is taken hold of with the first row that can be
 * scored, and given back behind the last.
 */
final class ScoredBatches implements AutoCloseable {
  private final ScoringTask task;
  private final BatchReader reader;
  private final TaskContext context;
  private final TaskModel model;
  private final FoundBatchSize size;
  private final Deque<BatchUnderWay> underWay = new ArrayDeque<>();
  private final Deque<BatchUnderWay> spare = new ArrayDeque<>();
  private InputFile inputFile = InputFile.current();

  ScoredBatches(ScoringTask task, Iterator<InternalRow> rows, TaskContext context) {
    this.task = task;
    this.context = context;
    reader = new BatchReader(task, rows, context);
    model = new TaskModel(task);
    size = FoundBatchSizes.of(task.spec(), task.model().sha256(), Instant.now());
  }

  /** Prepares what is ahead; false if there are no more rows. */
  boolean hasNext() {
    inputFile.makeCurrent();
    while (underWay.size() < ahead() && reader.hasNext()) {
      BatchUnderWay batch = spare.isEmpty() ? new BatchUnderWay(task) : spare.pop();
      batch.clear();
      reader.read(batch, size.rows());
      underWay.add(batch);
      if (underWay.size() <= concurrentRuns()) {
        begin(batch);
      }
    }
    inputFile = InputFile.current();
    return !underWay.isEmpty();
  }

  /** The next batch. It comes back with {@link #recycle} before the one after it is asked for. */
  BatchUnderWay next() {
    BatchUnderWay batch = underWay.remove();
    batch.await();
    reader.failIfInvalid(batch);
    if (underWay.size() == concurrentRuns()) {
      begin(underWay.getLast());
    }
    ScoringMetrics metrics = task.metrics();
    metrics.engineNanos().add(batch.engineNanos());
    metrics.rows().add(batch.batch().rows());
    metrics.batches().add(batch.batch().groups());
    metrics.invalidRows().add(batch.batch().invalidRows());
    metrics.halvedBatches().add(batch.batch().halvings());
    size.learn(batch.batch(), batch.isCutOff(), batch.engineNanos());
    return batch;
  }

  /** Takes a batch back whose rows have been given out. */
  void recycle(BatchUnderWay batch) {
    spare.push(batch);
  }

  /** Waits for what is under way and gives the model back. Called more than once. */
  @Override
  public void close() {
    underWay.forEach(BatchUnderWay::awaitEnd);
    underWay.clear();
    model.close();
  }

  /** One more than are scored at once, so that it can begin as soon as another ends. */
  private int ahead() {
    int runs = concurrentRuns();
    return runs == 1 ? 1 : runs + 1;
  }

  private int concurrentRuns() {
    return size.isTimed() ? 1 : model.concurrentRuns();
  }

  private void begin(BatchUnderWay batch) {
    if (batch.batch().groups() == 0) {
      return;
    }
    context.killTaskIfInterrupted();
    Scorer scorer = model.scorer();
    if (concurrentRuns() == 1) {
      batch.score(scorer, size.memory());
    } else {
      batch.begin(scorer, size.memory(), EngineThreads.SHARED);
    }
  }
}
