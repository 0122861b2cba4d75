package io.dlpipelines.tensorflow.runtime;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Derivatives, which TensorFlow adds to a graph. */
public final class Gradients {

  private Gradients() {}

  /**
   * Adds the gradients of a number.
   *
   * @param tf the graph
   * @param y a scalar
   * @param xs what it depends on
   * @return for each x the gradient, of its shape
   * @throws IllegalArgumentException if an operation on the way has no gradient, or there is no way
   */
  public static List<Operand<TFloat32>> of(
      Ops tf, Operand<TFloat32> y, List<Operand<TFloat32>> xs) {
    Graph graph = (Graph) tf.scope().env();
    Output<?>[] from = xs.stream().map(Operand::asOutput).toArray(Output[]::new);
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (Output<?> gradient : graph.addGradients(y.asOutput(), from)) {
      gradients.add(gradient.expect(TFloat32.class));
    }
    return gradients;
  }
}
