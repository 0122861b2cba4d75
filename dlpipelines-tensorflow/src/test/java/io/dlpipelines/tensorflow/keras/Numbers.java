package io.dlpipelines.tensorflow.keras;

import io.dlpipelines.tensor.Dtype;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Floats of a shape. */
public record Numbers(long[] shape, float[] values) {

  /** All of them stated, the last axis fastest. */
  public static Numbers of(long[] shape, double... values) {
    float[] floats = new float[values.length];
    for (int index = 0; index < values.length; index++) {
      floats[index] = (float) values[index];
    }
    return new Numbers(shape, floats);
  }

  /** Evenly distributed between -1 and 1. */
  public static Numbers random(long seed, long... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) random.nextDouble(-1, 1);
    }
    return new Numbers(shape, values);
  }

  /** Apart from each other and from zero, so that small steps change no order; in any order. */
  public static Numbers distinct(long seed, long... shape) {
    double reach = Math.max(1, Arrays.stream(shape).reduce(1, Math::multiplyExact) / 40d);
    return distinct(seed, -reach, reach, shape);
  }

  /** Apart from each other, between two numbers. */
  public static Numbers distinct(long seed, double low, double high, long... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    double distance = (high - low) / values.length;
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) (low + distance * (index + random.nextDouble(0.4, 0.6)));
    }
    for (int index = values.length - 1; index > 0; index--) {
      int other = random.nextInt(index + 1);
      float swapped = values[index];
      values[index] = values[other];
      values[other] = swapped;
    }
    return new Numbers(shape, values);
  }

  TFloat32 toTensor() {
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values, true, false));
  }

  /** As integers where it is not floats that are fed. */
  TType toTensor(Dtype dtype) {
    if (dtype != Dtype.INT32) {
      return toTensor();
    }
    int[] integers = new int[values.length];
    Arrays.setAll(integers, index -> (int) values[index]);
    return TInt32.tensorOf(Shape.of(shape), DataBuffers.of(integers, true, false));
  }

  static Numbers of(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return new Numbers(tensor.shape().asArray(), values);
  }

  @Override
  public String toString() {
    return Arrays.toString(shape) + " " + Arrays.toString(values);
  }
}
