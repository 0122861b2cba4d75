package io.dlpipelines.tensorflow.training;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;

/**
 * The activation function that an output ends with.
 *
 * @param name Keras's name
 * @param least the least value that it gives, or negative infinity
 * @param most the greatest value that it gives, or infinity
 */
public record OutputActivation(String name, double least, double most) {
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final OutputActivation LINEAR =
      new OutputActivation("linear", -INFINITY, INFINITY);
  private static final Set<String> SAME_VALUES = Set.of("Identity", "Cast", "Reshape");
  private static final Set<String> PRODUCTS =
      Set.of("MatMul", "BatchMatMulV2", "Einsum", "Conv2D", "Conv3D");

  /** By the operations of TensorFlow that compute them. */
  private static final Map<String, OutputActivation> BY_OPERATION =
      Map.ofEntries(
          Map.entry("Softmax", new OutputActivation("softmax", 0, 1)),
          Map.entry("Sigmoid", new OutputActivation("sigmoid", 0, 1)),
          Map.entry("Relu", new OutputActivation("relu", 0, INFINITY)),
          Map.entry("Relu6", new OutputActivation("relu6", 0, 6)),
          Map.entry("Softplus", new OutputActivation("softplus", 0, INFINITY)),
          Map.entry("Exp", new OutputActivation("exponential", 0, INFINITY)),
          Map.entry("Tanh", new OutputActivation("tanh", -1, 1)),
          Map.entry("Softsign", new OutputActivation("softsign", -1, 1)),
          Map.entry("LogSoftmax", new OutputActivation("log_softmax", -INFINITY, 0)),
          Map.entry("Elu", new OutputActivation("elu", -1, INFINITY)),
          Map.entry("LeakyRelu", new OutputActivation("leaky_relu", -INFINITY, INFINITY)));

  /**
   * Finds the activation of an output.
   *
   * @param output the output in a graph
   * @return empty where it ends with something else, which may give any values
   */
  static Optional<OutputActivation> find(Operand<?> output) {
    GraphOperation last = (GraphOperation) output.op();
    while (SAME_VALUES.contains(last.type())) {
      last = input(last, 0);
    }
    if (isBias(last)) {
      last = input(last, 0);
    }
    return PRODUCTS.contains(last.type())
        ? Optional.of(LINEAR)
        : Optional.ofNullable(BY_OPERATION.get(last.type()));
  }

  private static boolean isBias(GraphOperation operation) {
    if (operation.type().equals("BiasAdd")) {
      return true;
    }
    if (!operation.type().equals("Add") && !operation.type().equals("AddV2")) {
      return false;
    }
    GraphOperation added = input(operation, 1);
    while (SAME_VALUES.contains(added.type())) {
      added = input(added, 0);
    }
    return added.type().equals("ReadVariableOp") || added.type().equals("Const");
  }

  private static GraphOperation input(GraphOperation operation, int index) {
    return (GraphOperation) operation.input(index).op();
  }

  /** Whether it does not give all numbers. */
  boolean isBounded() {
    return least != -INFINITY || most != INFINITY;
  }

  /** The values that it gives, for messages. */
  String range() {
    if (most == INFINITY) {
      return least == -INFINITY ? "any numbers" : "%.0f or more".formatted(least);
    }
    return least == -INFINITY
        ? "%.0f or less".formatted(most)
        : "%.0f to %.0f".formatted(least, most);
  }
}
