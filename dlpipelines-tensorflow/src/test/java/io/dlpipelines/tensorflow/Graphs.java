package io.dlpipelines.tensorflow;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Small graphs for tests. */
public final class Graphs {

  private Graphs() {}

  /** {@code y = 0.5 x + 2} over rows of {@code width} numbers. */
  public static TFInputGraph halfPlusTwo(long width) {
    return TFInputGraph.build(
        tf -> {
          Placeholder<TFloat32> x =
              tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, width)));
          tf.withName("y").math.add(tf.math.mul(x, tf.constant(0.5f)), tf.constant(2f));
        });
  }
}
