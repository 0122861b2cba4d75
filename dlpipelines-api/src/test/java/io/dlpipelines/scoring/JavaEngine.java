package io.dlpipelines.scoring;

import io.dlpipelines.tensor.TensorBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * An engine in plain Java, on floats. As a real one it loads a model once for all tasks; it counts
 * who holds it, and records what it was asked.
 *
 * @param operation what the model computes
 * @param concurrentRuns how many batches of a task it takes at once
 * @param deviceRows how many rows fit into its memory at once
 */
record JavaEngine(Operation operation, int concurrentRuns, int deviceRows)
    implements ScoringEngine {
  static final AtomicInteger OPENED = new AtomicInteger();
  static final AtomicInteger OPEN = new AtomicInteger();
  static final Queue<String> SHAPES = new ConcurrentLinkedQueue<>();
  static final AtomicInteger RUNNING = new AtomicInteger();
  static final AtomicInteger MOST_RUNNING = new AtomicInteger();
  static final AtomicInteger CLOSED_WHILE_RUNNING = new AtomicInteger();
  private static final Set<String> LOADED = ConcurrentHashMap.newKeySet();
  private static final Gate OPEN_GATE = first -> {};
  private static volatile Gate gate = OPEN_GATE;

  /** What a run waits for, told the first element it was fed. */
  interface Gate {
    void pass(int first) throws Exception;
  }

  enum Operation {
    /** Each element doubled. */
    DOUBLE,
    /** All elements of the batch in one row more than were asked. */
    ONE_ROW_MORE,
    /** Each row within one more dimension. */
    ONE_AXIS_MORE,
    /** An error on any batch that holds a 13. */
    FAIL_ON_13,
    /** Each element doubled; batches that hold a 13 are rejected. */
    REJECT_13,
    /** Rejects all rows. */
    REJECT_ALL,
    /** Rejects batches of more than two rows. */
    REJECT_MORE_THAN_TWO_ROWS
  }

  JavaEngine(Operation operation) {
    this(operation, 1);
  }

  JavaEngine(Operation operation, int concurrentRuns) {
    this(operation, concurrentRuns, Integer.MAX_VALUE);
  }

  static void runsWaitFor(Gate newGate) {
    gate = newGate;
  }

  /** Tasks give models back a little after their job has failed. */
  static void awaitClosed() throws InterruptedException {
    for (int i = 0; i < 1000 && OPEN.get() > 0; i++) {
      Thread.sleep(10);
    }
  }

  static void forget() {
    gate = OPEN_GATE;
    RUNNING.set(0);
    MOST_RUNNING.set(0);
    CLOSED_WHILE_RUNNING.set(0);
    OPENED.set(0);
    OPEN.set(0);
    SHAPES.clear();
    LOADED.clear();
  }

  @Override
  public Scorer open(
      ModelReference model, List<String> feeds, List<String> fetches, LongConsumer onLoad) {
    if (LOADED.add(model.sha256())) {
      onLoad.accept(1_000_000);
    }
    return open();
  }

  Scorer open() {
    OPENED.incrementAndGet();
    OPEN.incrementAndGet();
    return new Scorer() {
      private final AtomicInteger running = new AtomicInteger();
      private boolean closed;

      @Override
      public void run(TensorBuffer[] inputs, TensorBuffer[] outputs) {
        if (closed) {
          throw new IllegalStateException("closed");
        }
        running.incrementAndGet();
        MOST_RUNNING.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
        try {
          awaitGate(inputs[0]);
          score(inputs[0], outputs[0]);
        } finally {
          RUNNING.decrementAndGet();
          running.decrementAndGet();
        }
      }

      @Override
      public int concurrentRuns() {
        return concurrentRuns;
      }

      @Override
      public void close() {
        if (closed) {
          throw new IllegalStateException("closed twice");
        }
        closed = true;
        if (running.get() > 0) {
          CLOSED_WHILE_RUNNING.incrementAndGet();
        }
        OPEN.decrementAndGet();
      }
    };
  }

  private static void awaitGate(TensorBuffer input) {
    ByteBuffer elements = ByteBuffer.wrap(input.bytes()).order(ByteOrder.nativeOrder());
    try {
      gate.pass(input.byteCount() == 0 ? 0 : (int) elements.getFloat(0));
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void score(TensorBuffer input, TensorBuffer output) {
    long[] shape = input.dimensions();
    if (shape[0] > deviceRows) {
      throw new DeviceMemoryException(
          "%d rows need too much".formatted(shape[0]), new IllegalStateException("the engine"));
    }
    SHAPES.add(Arrays.toString(shape));
    if (operation == Operation.REJECT_ALL
        || operation == Operation.REJECT_MORE_THAN_TWO_ROWS && shape[0] > 2) {
      throw new RejectedRowsException("incompatible shapes", null);
    }
    output.clear();
    ByteBuffer from = ByteBuffer.wrap(input.bytes()).order(ByteOrder.nativeOrder());
    int elements = input.byteCount() / Float.BYTES;
    int at = output.reserve(input.byteCount());
    ByteBuffer to = ByteBuffer.wrap(output.bytes()).order(ByteOrder.nativeOrder());
    for (int i = 0; i < elements; i++) {
      float value = from.getFloat(i * Float.BYTES);
      if (operation == Operation.FAIL_ON_13 && value == 13) {
        throw new IllegalStateException("the engine broke");
      }
      if (operation == Operation.REJECT_13 && value == 13) {
        throw new RejectedRowsException("13 is out of range", null);
      }
      to.putFloat(at + i * Float.BYTES, 2 * value);
    }
    output.setDimensions(outputShape(shape));
  }

  private long[] outputShape(long[] shape) {
    return switch (operation) {
      case DOUBLE, FAIL_ON_13, REJECT_13, REJECT_ALL, REJECT_MORE_THAN_TWO_ROWS -> shape;
      case ONE_ROW_MORE -> {
        long[] more = shape.clone();
        more[0]++;
        yield more;
      }
      case ONE_AXIS_MORE -> {
        long[] more = Arrays.copyOf(shape, shape.length + 1);
        more[shape.length] = 1;
        yield more;
      }
    };
  }
}
