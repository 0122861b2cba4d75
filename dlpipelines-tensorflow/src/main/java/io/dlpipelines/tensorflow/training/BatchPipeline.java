package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.runtime.BatchTensors;
import io.dlpipelines.training.RowOrder;
import io.dlpipelines.training.SpooledRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Batches of rows, prepared on a thread of their own while the network computes on those before.
 * One thread takes them.
 */
final class BatchPipeline implements AutoCloseable {
  private static final int SLOTS = 2;

  private final List<TensorSpec> specs;
  private final int batchSize;
  private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(SLOTS);
  private final BlockingQueue<Prepared> ready = new ArrayBlockingQueue<>(SLOTS + 1);
  private final List<Slot> slots = new ArrayList<>();
  private final byte[][] cells;
  private Optional<Thread> preparing = Optional.empty();
  private Optional<Slot> taken = Optional.empty();

  /** Tensors for whole batches, and for the one at the end of a pass that is smaller. */
  private final class Slot implements AutoCloseable {
    private final BatchTensors whole = new BatchTensors(specs, batchSize);
    private Optional<BatchTensors> rest = Optional.empty();

    BatchTensors of(int rows) {
      if (rows == batchSize) {
        return whole;
      }
      if (rest.isEmpty() || rest.get().rows() != rows) {
        rest.ifPresent(BatchTensors::close);
        rest = Optional.of(new BatchTensors(specs, rows));
      }
      return rest.get();
    }

    @Override
    public void close() {
      whole.close();
      rest.ifPresent(BatchTensors::close);
    }
  }

  /** A batch, the end of the pass (no slot), or why it cannot go on. */
  private record Prepared(
      Optional<Slot> slot, Optional<BatchTensors> batch, Optional<Throwable> failure) {}

  BatchPipeline(List<TensorSpec> specs, int batchSize) {
    this.specs = specs;
    this.batchSize = batchSize;
    cells = new byte[specs.size()][];
    for (int feed = 0; feed < cells.length; feed++) {
      TensorSpec spec = specs.get(feed);
      long bytes = batchSize * spec.shape().elementCount() * spec.dtype().byteSize();
      cells[feed] = new byte[Math.toIntExact(bytes)];
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      Slot added = new Slot();
      slots.add(added);
      free.add(added);
    }
  }

  /** Begins a pass over rows behind some batches. The pass before must have ended. */
  void start(SpooledRows rows, RowOrder order, long skipped) {
    Thread thread = new Thread(() -> prepare(rows, order, skipped), "dlpipelines-batches");
    thread.setDaemon(true);
    preparing = Optional.of(thread);
    thread.start();
  }

  /**
   * The next batch, valid until the next call.
   *
   * @return empty at the end of the pass
   */
  Optional<BatchTensors> next() throws InterruptedException {
    taken.ifPresent(free::add);
    Prepared prepared = ready.take();
    taken = prepared.slot();
    if (prepared.failure().isPresent()) {
      throw new IllegalStateException(
          "The rows could not be read: " + prepared.failure().get(), prepared.failure().get());
    }
    return prepared.batch();
  }

  private void prepare(SpooledRows rows, RowOrder order, long skipped) {
    try {
      long[] numbers = new long[batchSize];
      for (long batch = 0; batch < skipped; batch++) {
        order.next(numbers, 0, batchSize);
      }
      int count = order.next(numbers, 0, batchSize);
      while (count > 0) {
        Slot slot = free.take();
        BatchTensors batch = slot.of(count);
        for (int feed = 0; feed < cells.length; feed++) {
          rows.gather(numbers, 0, count, feed, cells[feed]);
          batch.write(feed, cells[feed]);
        }
        ready.put(new Prepared(Optional.of(slot), Optional.of(batch), Optional.empty()));
        count = order.next(numbers, 0, batchSize);
      }
      ready.put(new Prepared(Optional.empty(), Optional.empty(), Optional.empty()));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error failure) {
      ready.clear();
      ready.add(new Prepared(Optional.empty(), Optional.empty(), Optional.of(failure)));
    }
  }

  /** Ends the pass, too, if one is under way. */
  @Override
  public void close() {
    preparing.ifPresent(Thread::interrupt);
    boolean interrupted = Thread.interrupted();
    while (preparing.isPresent() && preparing.get().isAlive()) {
      try {
        preparing.get().join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    slots.forEach(Slot::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
