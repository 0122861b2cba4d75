package io.dlpipelines.tensorflow.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Derivatives, which TensorFlow adds to a graph. */
public final class Gradients {
  private static final Pattern MISSING = Pattern.compile("No gradient defined for op: (\\w+)");

  private Gradients() {}

  /**
   * Adds the gradients of a number by all that it depends on.
   *
   * @param tf the graph
   * @param y a scalar
   * @param xs what it may depend on: tensors, or handles of variables
   * @return for each x the gradient, of its shape or its variable's; empty if y does not change
   *     with x, or by steps alone
   * @throws NoGradientException if TensorFlow has no gradient of an operation on the way, or a
   *     wrong one
   */
  public static List<Optional<Operand<TFloat32>>> find(
      Ops tf, Operand<TFloat32> y, List<? extends Operand<?>> xs) {
    Graph graph = (Graph) tf.scope().env();
    Set<GraphOperation> before = before(y);
    List<? extends Operand<?>> reached =
        xs.stream().filter(x -> before.contains((GraphOperation) x.op())).toList();
    Set<GraphOperation> way = way(before, reached);
    way.stream()
        .filter(WrongGradients::has)
        .findFirst()
        .ifPresent(
            operation -> {
              throw new NoGradientException(operation.type(), operation.name());
            });
    List<Output<?>> gradients = add(graph, y, reached, way);
    List<Optional<Operand<TFloat32>>> found = new ArrayList<>();
    int next = 0;
    for (Operand<?> x : xs) {
      Optional<Operand<TFloat32>> gradient = Optional.empty();
      if (next < reached.size() && reached.get(next) == x) {
        gradient =
            Optional.of(gradients.get(next))
                .filter(Gradients::isThere)
                .map(each -> each.expect(TFloat32.class));
        next++;
      }
      found.add(gradient);
    }
    return found;
  }

  private static List<Output<?>> add(
      Graph graph, Operand<TFloat32> y, List<? extends Operand<?>> xs, Set<GraphOperation> way) {
    if (xs.isEmpty()) {
      return List.of();
    }
    try {
      Output<?>[] by = xs.stream().map(Operand::asOutput).toArray(Output[]::new);
      return Arrays.asList(graph.addGradients(y.asOutput(), by));
    } catch (TensorFlowException refused) {
      Matcher missing = MISSING.matcher(String.valueOf(refused.getMessage()));
      if (!missing.find()) {
        throw refused;
      }
      throw way.stream()
          .filter(operation -> operation.type().equals(missing.group(1)))
          .findFirst()
          .map(operation -> new NoGradientException(operation.type(), operation.name()))
          .orElseThrow(() -> refused);
    }
  }

  /** Where all ways lead through operations that are flat, TensorFlow gives no operation. */
  private static boolean isThere(Output<?> gradient) {
    TF_Operation handle = ((GraphOperation) gradient.op()).getUnsafeNativeHandle();
    return handle != null && !handle.isNull();
  }

  /** All that a tensor is computed of. */
  private static Set<GraphOperation> before(Operand<?> y) {
    Set<GraphOperation> found = new LinkedHashSet<>();
    Deque<GraphOperation> open = new ArrayDeque<>();
    open.add((GraphOperation) y.op());
    while (!open.isEmpty()) {
      GraphOperation operation = open.remove();
      if (found.add(operation)) {
        operation.inputs().forEach(input -> open.add((GraphOperation) input.op()));
      }
    }
    return found;
  }

  /** Those of some operations that are computed of tensors. */
  private static Set<GraphOperation> way(
      Set<GraphOperation> operations, List<? extends Operand<?>> from) {
    Set<GraphOperation> found = new LinkedHashSet<>();
    Deque<GraphOperation> open = new ArrayDeque<>();
    from.forEach(x -> open.add((GraphOperation) x.op()));
    while (!open.isEmpty()) {
      GraphOperation operation = open.remove();
      if (operations.contains(operation) && found.add(operation)) {
        open.addAll(operation.consumers());
      }
    }
    return found;
  }
}
