package io.dlpipelines.scoring;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.Iterator;

/**
 * The scored batches of a partition, in the order of its rows. Where the model takes several at
 * once, further ones are read and scored while the rows of one are given out; else the task's
 * thread does one thing after the other. The model is taken hold of with the first row that can be
 * scored, and given back behind the last.
 */
final class ScoredBatches implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScoredBatches.class);

  private final ScoringTask task;
  private final BatchReader reader;
  private final TaskContext context;
  private final TaskModel model;
  private final DeviceMemory memory = new DeviceMemory();
  private final Deque<BatchUnderWay> underWay = new ArrayDeque<>();
  private final Deque<BatchUnderWay> spare = new ArrayDeque<>();
  private boolean warned;

  ScoredBatches(ScoringTask task, Iterator<InternalRow> rows, TaskContext context) {
    this.task = task;
    this.context = context;
    reader = new BatchReader(task, rows, context);
    model = new TaskModel(task);
  }

  /** Prepares what is ahead; false if there are no more rows. */
  boolean hasNext() {
    while (underWay.size() < ahead() && reader.hasNext()) {
      BatchUnderWay batch = spare.isEmpty() ? new BatchUnderWay(task) : spare.pop();
      batch.clear();
      reader.read(batch, Math.min(task.spec().batchSize(), memory.rows()));
      underWay.add(batch);
      if (underWay.size() <= model.concurrentRuns()) {
        begin(batch);
      }
    }
    return !underWay.isEmpty();
  }

  /** The next batch. It comes back with {@link #recycle} before the one after it is asked for. */
  BatchUnderWay next() {
    BatchUnderWay batch = underWay.remove();
    batch.await();
    if (underWay.size() == model.concurrentRuns()) {
      begin(underWay.getLast());
    }
    ScoringMetrics metrics = task.metrics();
    metrics.engineNanos().add(batch.engineNanos());
    metrics.rows().add(batch.batch().rows());
    metrics.batches().add(batch.batch().groups());
    metrics.invalidRows().add(batch.batch().invalidRows());
    if (batch.batch().halvings() > 0) {
      metrics.halvedBatches().add(batch.batch().halvings());
      warn();
    }
    return batch;
  }

  private void warn() {
    if (warned) {
      return;
    }
    warned = true;
    DeviceMemory.Shortage shortage = memory.firstShortage().orElseThrow();
    LOG.warn(
        "A batch of {} rows did not fit into the memory of the device: {}. The task goes on with"
            + " {} rows at once. Set batchSize to at most {}, or give the task more of the device"
            + " (gpuMemoryFraction, spark.task.resource.gpu.amount).",
        shortage.rows(),
        shortage.reason(),
        memory.rows(),
        memory.rows());
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
    int runs = model.concurrentRuns();
    return runs == 1 ? 1 : runs + 1;
  }

  private void begin(BatchUnderWay batch) {
    if (batch.batch().groups() == 0) {
      return;
    }
    context.killTaskIfInterrupted();
    Scorer scorer = model.scorer();
    if (scorer.concurrentRuns() == 1) {
      batch.score(scorer, memory);
    } else {
      batch.begin(scorer, memory, EngineThreads.SHARED);
    }
  }
}
