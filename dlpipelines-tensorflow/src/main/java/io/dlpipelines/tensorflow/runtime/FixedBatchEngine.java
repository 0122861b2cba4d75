package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.scoring.ModelReference;
import io.dlpipelines.scoring.Scorer;
import io.dlpipelines.scoring.ScoringEngine;
import io.dlpipelines.tensor.TensorBuffer;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Scores with a graph that takes a fixed number of rows at once: where there are fewer, the last is
 * repeated, and what it gives for the repetitions is dropped.
 *
 * @param engine scores that many rows
 * @param rows how many the graph takes
 * @param batched for each input, whether it has a part for each row
 * @param split for each output, whether it has a part for each row
 */
public record FixedBatchEngine(
    TensorFlowEngine engine, int rows, List<Boolean> batched, List<Boolean> split)
    implements ScoringEngine {

  /**
   * Copies the list.
   *
   * @param engine scores that many rows
   * @param rows how many the graph takes
   * @param batched for each input, whether it has a part for each row
   * @param split for each output, whether it has a part for each row
   */
  public FixedBatchEngine {
    batched = List.copyOf(batched);
    split = List.copyOf(split);
  }

  @Override
  public Scorer open(
      ModelReference model, List<String> feeds, List<String> fetches, LongConsumer onLoad) {
    Scorer scorer = engine.open(model, feeds, fetches, onLoad);
    return new Scorer() {
      @Override
      public void run(TensorBuffer[] inputs, TensorBuffer[] outputs) {
        int given = Math.toIntExact(inputs[batched.indexOf(true)].dimensions()[0]);
        TensorBuffer[] full = new TensorBuffer[inputs.length];
        for (int index = 0; index < full.length; index++) {
          full[index] = batched.get(index) ? padded(inputs[index], given) : inputs[index];
        }
        scorer.run(full, outputs);
        for (int index = 0; index < outputs.length; index++) {
          if (split.get(index)) {
            cut(outputs[index], given);
          }
        }
      }

      @Override
      public int concurrentRuns() {
        return scorer.concurrentRuns();
      }

      @Override
      public void close() {
        scorer.close();
      }
    };
  }

  private TensorBuffer padded(TensorBuffer input, int given) {
    TensorBuffer full = new TensorBuffer(input.dtype());
    TensorBuffer last = new TensorBuffer(input.dtype());
    input.copyTo(full);
    full.moveBehind(given - 1, given, last);
    for (int row = given; row <= rows; row++) {
      last.copyTo(full);
    }
    full.setDimensions(withRows(input.dimensions(), rows));
    return full;
  }

  private void cut(TensorBuffer output, int given) {
    TensorBuffer first = output.firstRows(given, rows);
    output.truncate(first.byteCount(), first.stringCount());
    output.setDimensions(withRows(output.dimensions(), given));
  }

  private static long[] withRows(long[] dimensions, int count) {
    long[] changed = dimensions.clone();
    changed[0] = count;
    return changed;
  }
}
