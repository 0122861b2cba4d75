package io.dlpipelines.scoring;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.spark.sql.catalyst.InternalRow;

/** A batch from its first row read to its last row given out. Reused from batch to batch. */
final class BatchUnderWay {
  /** A batch of large cells is cut off here, so that tensors stay far below 2 GB. */
  private static final long MAX_BYTES = 256L << 20;

  private final Batch batch;
  private final PassedRows passed;
  private final InputFiles files = new InputFiles();
  private CompletableFuture<Void> run = CompletableFuture.completedFuture(null);
  private long firstRow;
  private long engineNanos;

  BatchUnderWay(ScoringTask task) {
    batch = new Batch(task.spec(), task.inputs());
    passed = new PassedRows(task.columns());
  }

  void clear() {
    batch.clear();
    passed.clear();
    files.clear();
    engineNanos = 0;
  }

  /** Says how many rows of the partition come before the batch. */
  void startAt(long row) {
    firstRow = row;
  }

  /** The number of the first row in its partition. */
  long firstRow() {
    return firstRow;
  }

  void add(InternalRow row) {
    files.add(batch.rows());
    batch.add(row);
    passed.append(row);
  }

  Batch batch() {
    return batch;
  }

  /** Whether its rows take too much memory for another one. */
  boolean isCutOff() {
    return batch.byteCount() + passed.byteCount() >= MAX_BYTES;
  }

  /** How long the engine took. */
  long engineNanos() {
    return engineNanos;
  }

  /** Scores in the calling thread. */
  void score(Scorer scorer, DeviceMemory memory) {
    long start = System.nanoTime();
    batch.score(scorer, memory);
    engineNanos = System.nanoTime() - start;
  }

  /** Scores in another thread. Until {@link #await()} nothing else may be asked. */
  void begin(Scorer scorer, DeviceMemory memory, Executor threads) {
    run = CompletableFuture.runAsync(() -> score(scorer, memory), threads);
  }

  /** Waits, however often it is interrupted: an engine cannot be stopped. Fails as it did. */
  void await() {
    try {
      run.join();
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof Error error) {
        throw error;
      }
      throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
  }

  /** Waits until nothing uses the engine any more, whether it fails or not. */
  void awaitEnd() {
    run.handle((done, failure) -> done).join();
  }

  /** A row with its outputs; valid until the next call. */
  InternalRow row(int index, OutputRows outputs) {
    files.makeCurrent(index);
    return passed.join(
        index,
        batch.isValid(index)
            ? outputs.scored(batch.groupOf(index), batch.positionOf(index))
            : outputs.invalid(batch.invalidReason(index)));
  }
}
