package io.dlpipelines.tensorflow.training;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What becomes of gradients that are too large, as Keras does it.
 *
 * @param kind what is limited
 * @param limit the most that it may be
 */
public record GradientClipping(Kind kind, double limit) {
  /** Leaves gradients as they are. */
  public static final GradientClipping NONE = new GradientClipping(Kind.NONE, Float.MAX_VALUE);

  /** What is limited. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** The size of each number: Keras's {@code clipvalue}. */
    VALUE,
    /** The Euclidean norm of the gradient of each variable: Keras's {@code clipnorm}. */
    NORM,
    /** The norm of the gradients of all variables at once: {@code global_clipnorm}. */
    GLOBAL_NORM
  }

  /**
   * Checks the limit.
   *
   * @param kind what is limited
   * @param limit the most that it may be
   * @throws IllegalArgumentException if the limit is not a positive number
   */
  public GradientClipping {
    if (!(limit > 0 && limit <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "Gradients are to be clipped at [%s], which must be a positive number.".formatted(limit));
    }
  }

  /**
   * Limits each number.
   *
   * @param limit the most that its absolute value may be
   * @return the clipping
   */
  public static GradientClipping byValue(double limit) {
    return new GradientClipping(Kind.VALUE, limit);
  }

  /**
   * Scales the gradient of each variable.
   *
   * @param limit the most that its norm may be
   * @return the clipping
   */
  public static GradientClipping byNorm(double limit) {
    return new GradientClipping(Kind.NORM, limit);
  }

  /**
   * Scales all gradients alike.
   *
   * @param limit the most that the norm of all of them may be
   * @return the clipping
   */
  public static GradientClipping byGlobalNorm(double limit) {
    return new GradientClipping(Kind.GLOBAL_NORM, limit);
  }

  /**
   * Adds the clipping to a graph.
   *
   * @param tf the graph
   * @param gradients one for each variable
   * @return the clipped gradients, in the same order
   */
  public List<Operand<TFloat32>> clip(Ops tf, List<Operand<TFloat32>> gradients) {
    return switch (kind) {
      case NONE -> gradients;
      case VALUE -> gradients.stream().map(gradient -> cut(tf, gradient)).toList();
      case NORM -> gradients.stream().map(gradient -> shortened(tf, gradient)).toList();
      case GLOBAL_NORM -> scaled(tf, gradients);
    };
  }

  private Operand<TFloat32> cut(Ops tf, Operand<TFloat32> gradient) {
    return tf.clipByValue(gradient, tf.constant((float) -limit), tf.constant((float) limit));
  }

  private Operand<TFloat32> shortened(Ops tf, Operand<TFloat32> gradient) {
    Operand<TFloat32> most = tf.constant((float) limit);
    Operand<TFloat32> norm = tf.math.sqrt(sumOfSquares(tf, gradient));
    return tf.math.div(tf.math.mul(gradient, most), tf.math.maximum(norm, most));
  }

  private List<Operand<TFloat32>> scaled(Ops tf, List<Operand<TFloat32>> gradients) {
    Operand<TFloat32> norm =
        tf.math.sqrt(tf.math.addN(gradients.stream().map(each -> sumOfSquares(tf, each)).toList()));
    Operand<TFloat32> finite =
        tf.math.mul(
            tf.constant((float) limit),
            tf.math.minimum(tf.math.reciprocal(norm), tf.constant((float) (1 / limit))));
    // A norm that is infinite is to be seen, not to turn into zeros.
    Operand<TFloat32> scale = tf.math.add(finite, tf.math.sub(norm, norm));
    return gradients.stream()
        .<Operand<TFloat32>>map(gradient -> tf.math.mul(gradient, scale))
        .toList();
  }

  private static Operand<TFloat32> sumOfSquares(Ops tf, Operand<TFloat32> gradient) {
    return tf.math.mul(tf.constant(2f), tf.nn.l2Loss(gradient));
  }
}
