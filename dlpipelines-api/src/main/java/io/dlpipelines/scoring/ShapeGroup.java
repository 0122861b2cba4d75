package io.dlpipelines.scoring;

import io.dlpipelines.tensor.FeedReader;
import io.dlpipelines.tensor.TensorBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rows of a batch whose cells have the same shapes, and the same values where the tensor has no
 * batch dimension: what the engine scores at once.
 */
final class ShapeGroup {
  private final ScoringSpec spec;
  private final TensorBuffer[] inputs;
  private final long[][] dimensions;
  private final TensorBuffer[] outputs;
  private final int[] firstAxis;
  private final int[] cellElements;
  private int rows;

  ShapeGroup(ScoringSpec spec) {
    this.spec = spec;
    inputs =
        spec.feeds().stream()
            .map(feed -> new TensorBuffer(feed.dtype()))
            .toArray(TensorBuffer[]::new);
    outputs =
        spec.fetches().stream()
            .map(fetch -> new TensorBuffer(fetch.type().dtype()))
            .toArray(TensorBuffer[]::new);
    dimensions = new long[inputs.length][];
    firstAxis = new int[outputs.length];
    cellElements = new int[outputs.length];
  }

  /** Begins a group of rows that have the shapes of the cells just read. */
  void begin(List<FeedReader> readers) {
    rows = 0;
    for (int i = 0; i < inputs.length; i++) {
      inputs[i].clear();
      dimensions[i] = readers.get(i).dimensions().clone();
    }
  }

  boolean fits(List<FeedReader> readers) {
    for (int i = 0; i < inputs.length; i++) {
      FeedReader reader = readers.get(i);
      if (!Arrays.equals(dimensions[i], reader.dimensions())
          || !reader.feed().batched() && !inputs[i].holds(reader.cell())) {
        return false;
      }
    }
    return true;
  }

  /** Adds the cells just read; gives the row's position in the group. */
  int add(List<FeedReader> readers) {
    for (int i = 0; i < inputs.length; i++) {
      FeedReader reader = readers.get(i);
      if (reader.feed().batched() || rows == 0) {
        inputs[i].append(reader.cell());
      }
    }
    return rows++;
  }

  int rows() {
    return rows;
  }

  /** Moves all rows but the first into an empty group. */
  void moveBehind(int kept, ShapeGroup rest) {
    for (int i = 0; i < inputs.length; i++) {
      rest.dimensions[i] = dimensions[i];
      rest.inputs[i].clear();
      if (spec.feeds().get(i).batched()) {
        inputs[i].moveBehind(kept, rows, rest.inputs[i]);
      } else {
        inputs[i].copyTo(rest.inputs[i]);
      }
    }
    rest.rows = rows - kept;
    rows = kept;
  }

  void score(Scorer scorer) {
    for (int i = 0; i < inputs.length; i++) {
      inputs[i].setDimensions(
          spec.feeds().get(i).batched() ? withBatch(rows, dimensions[i]) : dimensions[i]);
    }
    try {
      scorer.run(inputs, outputs);
    } catch (DeviceMemoryException failure) {
      throw rows == 1 ? tooLarge(failure) : failure;
    }
    for (int i = 0; i < outputs.length; i++) {
      layOut(i);
    }
  }

  /**
   * Scores fewer rows, to see that outputs have a part for each row not only by chance.
   *
   * @throws IllegalStateException if one has not
   */
  void checkRowAxes(Scorer scorer) {
    int fewer = rows / 2;
    TensorBuffer[] part = new TensorBuffer[inputs.length];
    TensorBuffer[] found = new TensorBuffer[outputs.length];
    for (int i = 0; i < inputs.length; i++) {
      boolean batched = spec.feeds().get(i).batched();
      part[i] = batched ? inputs[i].firstRows(fewer, rows) : inputs[i];
      part[i].setDimensions(batched ? withBatch(fewer, dimensions[i]) : dimensions[i]);
    }
    for (int i = 0; i < outputs.length; i++) {
      found[i] = new TensorBuffer(outputs[i].dtype());
    }
    scorer.run(part, found);
    for (int i = 0; i < outputs.length; i++) {
      Fetch fetch = spec.fetches().get(i);
      long[] shape = found[i].dimensions();
      if (fetch.rows() == RowAxis.CHECKED && (shape.length == 0 || shape[0] != fewer)) {
        throw withoutRows(fetch, shape, fewer);
      }
    }
  }

  private IllegalStateException tooLarge(DeviceMemoryException failure) {
    return new IllegalStateException(
        ("A single row does not fit into the memory of the device, fed as %s: %s. Feed smaller"
                + " cells, give the device's memory to fewer tasks (gpuMemoryFraction,"
                + " spark.task.resource.gpu.amount), or set device to cpu.")
            .formatted(shownShapes(), failure.getMessage()),
        failure);
  }

  /** Whether a row of these shapes is rejected for the same reason if it is all 0 and all 1. */
  boolean isRejectedWithOtherValues(Scorer scorer, String reason) {
    return Stream.of(0, 1)
        .map(this::filled)
        .filter(values -> !isFed(values))
        .allMatch(values -> isRejectedFor(reason, values, scorer));
  }

  private boolean isRejectedFor(String reason, TensorBuffer[] values, Scorer scorer) {
    try {
      scorer.run(
          values,
          Stream.of(outputs)
              .map(output -> new TensorBuffer(output.dtype()))
              .toArray(TensorBuffer[]::new));
      return false;
    } catch (RejectedRowsException rejected) {
      return rejected.getMessage().equals(reason);
    }
  }

  private boolean isFed(TensorBuffer[] values) {
    return IntStream.range(0, inputs.length).allMatch(i -> values[i].holds(inputs[i]));
  }

  private TensorBuffer[] filled(int value) {
    return Stream.of(inputs)
        .map(input -> TensorBuffer.filled(input.dtype(), value, input.dimensions()))
        .toArray(TensorBuffer[]::new);
  }

  String shownShapes() {
    return IntStream.range(0, inputs.length)
        .mapToObj(
            i ->
                "tensor [%s] with shape %s"
                    .formatted(
                        spec.feeds().get(i).tensor(), Arrays.toString(inputs[i].dimensions())))
        .collect(Collectors.joining(", "));
  }

  String shownValues() {
    return IntStream.range(0, inputs.length)
        .mapToObj(i -> "column [%s] = %s".formatted(spec.feeds().get(i).column(), inputs[i]))
        .collect(Collectors.joining(", "));
  }

  TensorBuffer output(int index) {
    return outputs[index];
  }

  /** Where the dimensions of one row's cell begin. */
  int firstAxis(int index) {
    return firstAxis[index];
  }

  /** Where a row's elements begin in an output. */
  int firstElement(int index, int position) {
    return firstAxis[index] == 1 ? position * cellElements[index] : 0;
  }

  /** How many elements each row has in an output. */
  int cellElements(int index) {
    return cellElements[index];
  }

  private static long[] withBatch(int size, long[] cell) {
    long[] batch = new long[cell.length + 1];
    batch[0] = size;
    System.arraycopy(cell, 0, batch, 1, cell.length);
    return batch;
  }

  private void layOut(int index) {
    Fetch fetch = spec.fetches().get(index);
    long[] shape = outputs[index].dimensions();
    boolean split = fetch.rows() != RowAxis.NONE;
    boolean batched = split && shape.length > 0 && shape[0] == rows;
    if (split && !batched && rows != 1) {
      throw withoutRows(fetch, shape, rows);
    }
    firstAxis[index] = batched ? 1 : 0;
    long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    cellElements[index] = Math.toIntExact(batched ? elements / rows : elements);
    int cellRank = shape.length - firstAxis[index];
    if (fetch.type().cell().rankKnown() && fetch.type().cell().rank() != cellRank) {
      throw new IllegalStateException(
          "Tensor [%s] gave %s for each row, but its graph says %s."
              .formatted(
                  fetch.tensor(),
                  Arrays.toString(Arrays.copyOfRange(shape, firstAxis[index], shape.length)),
                  fetch.type().cell()));
    }
  }

  private static IllegalStateException withoutRows(Fetch fetch, long[] shape, int rows) {
    return new IllegalStateException(
        ("Tensor [%s] has shape %s for a batch of %d rows, so it cannot be split into rows. Set"
                + " batchSize to 1 to score each row alone, or choose another output.")
            .formatted(fetch.tensor(), Arrays.toString(shape), rows));
  }
}
