package io.dlpipelines.tensorflow.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Derivatives, which TensorFlow adds to a graph. */
public final class Gradients {
  private static final Pattern NO_GRADIENT = Pattern.compile("No gradient defined for op: (\\w+)");

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
    return find(tf, y, xs).stream().map(Optional::orElseThrow).toList();
  }

  /**
   * Adds the gradients of a number, where there are some.
   *
   * @param tf the graph
   * @param y a scalar
   * @param xs what it is computed from: tensors, or handles of variables
   * @return for each x the gradient, of its shape or its variable's; empty if no change of it
   *     changes the number
   * @throws IllegalArgumentException if an operation on the way has no gradient
   */
  public static List<Optional<Operand<TFloat32>>> find(
      Ops tf, Operand<TFloat32> y, List<? extends Operand<?>> xs) {
    Graph graph = (Graph) tf.scope().env();
    Output<?>[] from = xs.stream().map(Operand::asOutput).toArray(Output[]::new);
    List<Optional<Operand<TFloat32>>> gradients = new ArrayList<>();
    for (Output<?> gradient : add(graph, y.asOutput(), from)) {
      gradients.add(
          exists(gradient) ? Optional.of(gradient.expect(TFloat32.class)) : Optional.empty());
    }
    return gradients;
  }

  private static Output<?>[] add(Graph graph, Output<?> y, Output<?>[] xs) {
    try {
      return graph.addGradients(y, xs);
    } catch (TensorFlowException failure) {
      Matcher missing = NO_GRADIENT.matcher(String.valueOf(failure.getMessage()));
      if (missing.find()) {
        throw new IllegalArgumentException(
            "There is an operation %s between what is trained and the loss, and TensorFlow has no gradient of it."
                .formatted(missing.group(1)),
            failure);
      }
      throw failure;
    }
  }

  /** Where no gradient flows, TensorFlow gives an output of no operation. */
  private static boolean exists(Output<?> gradient) {
    try {
      gradient.op().name();
      return true;
    } catch (IllegalStateException none) {
      return false;
    }
  }
}
