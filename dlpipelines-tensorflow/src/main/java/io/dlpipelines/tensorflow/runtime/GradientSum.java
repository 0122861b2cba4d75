package io.dlpipelines.tensorflow.runtime;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * The gradients of a batch, summed up from those of its parts, in Java memory. Used again for each
 * batch.
 */
public final class GradientSum {
  private final List<String> tensors;
  private final List<String> placeholders;
  private final List<Shape> shapes = new ArrayList<>();
  private final List<float[]> sums = new ArrayList<>();

  /**
   * Sums up nothing yet.
   *
   * @param tensors the gradients, to be fetched of parts
   * @param placeholders what takes each for the whole
   */
  public GradientSum(List<String> tensors, List<String> placeholders) {
    this.tensors = List.copyOf(tensors);
    this.placeholders = List.copyOf(placeholders);
  }

  /** Begins with a batch. */
  public void clear() {
    shapes.clear();
    sums.clear();
  }

  void fetch(Session.Runner runner) {
    tensors.forEach(runner::fetch);
  }

  /** Adds what was fetched, behind so many other tensors, as much as the part counts. */
  void add(Result fetched, int behind, float share) {
    for (int index = 0; index < tensors.size(); index++) {
      TFloat32 gradient = (TFloat32) fetched.get(behind + index);
      float[] values = new float[Math.toIntExact(gradient.size())];
      gradient.asRawTensor().data().asFloats().read(values);
      if (index == sums.size()) {
        shapes.add(gradient.shape());
        sums.add(new float[values.length]);
      }
      float[] sum = sums.get(index);
      for (int i = 0; i < values.length; i++) {
        sum[i] += share * values[i];
      }
    }
  }

  void feed(Session.Runner runner, NativeTensors owner) {
    for (int index = 0; index < tensors.size(); index++) {
      runner.feed(
          placeholders.get(index),
          owner.own(
              TFloat32.tensorOf(shapes.get(index), DataBuffers.of(sums.get(index), true, false))));
    }
  }
}
