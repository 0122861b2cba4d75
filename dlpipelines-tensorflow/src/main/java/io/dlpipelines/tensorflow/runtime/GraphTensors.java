package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;

/** What TensorFlow itself says of a graph, without running it. */
public final class GraphTensors {
  /** The operation that runs all that was added in an init scope, if there was something. */
  public static final String INITIALIZER = "Init";

  private GraphTensors() {}

  /**
   * How a tensor is fed, fetched and told from others.
   *
   * @param tensor an output of an operation
   * @return {@code operation:index}
   */
  public static String name(Operand<?> tensor) {
    return tensor.op().name() + ":" + tensor.asOutput().index();
  }

  /**
   * All tensors of a graph whose values columns can hold, with the shapes that TensorFlow infers.
   *
   * @param definition the graph
   * @return by name, {@code operation:index}, in the graph's order
   * @throws IllegalArgumentException if TensorFlow refuses the graph
   */
  public static Map<String, TensorSpec> inspect(GraphDef definition) {
    return inspect(definition, new LinkedHashMap<>());
  }

  /**
   * All tensors of a graph, with the shapes that TensorFlow infers.
   *
   * @param definition the graph
   * @param opaque receives the names of those that no column holds, with TensorFlow's name of their
   *     type and the shape
   * @return the others by name, {@code operation:index}, in the graph's order
   * @throws IllegalArgumentException if TensorFlow refuses the graph
   */
  public static Map<String, TensorSpec> inspect(
      GraphDef definition, Map<String, Map.Entry<String, String>> opaque) {
    try (Graph graph = LoadedTensorFlow.emptyGraph()) {
      try {
        graph.importGraphDef(definition);
      } catch (IllegalArgumentException | TensorFlowException refused) {
        throw new IllegalArgumentException(
            "TensorFlow refuses the graph: " + TensorFlowText.reason(refused.getMessage()),
            refused);
      }
      Map<String, TensorSpec> tensors = new LinkedHashMap<>();
      Iterator<GraphOperation> operations = graph.operations();
      while (operations.hasNext()) {
        GraphOperation operation = operations.next();
        for (int index = 0; index < operation.numOutputs(); index++) {
          String name = operation.name() + ":" + index;
          Optional<TensorSpec> spec = spec(operation, index, name);
          spec.ifPresent(each -> tensors.put(name, each));
          if (spec.isEmpty()) {
            Output<?> output = operation.output(index);
            opaque.put(
                name,
                Map.entry(
                    output.dataType().name().replace("DT_", "").replace("_REF", ""),
                    shape(output.shape()).toString()));
          }
        }
      }
      return tensors;
    }
  }

  /**
   * Builds a graph with TensorFlow's Java operations.
   *
   * @param builder adds the operations
   * @return the graph's definition
   */
  public static GraphDef build(Consumer<Ops> builder) {
    try (Graph graph = LoadedTensorFlow.emptyGraph()) {
      builder.accept(Ops.create(graph));
      return graph.toGraphDef();
    }
  }

  private static Optional<TensorSpec> spec(GraphOperation operation, int index, String name) {
    Optional<Dtype> dtype = Dtypes.find(operation.output(index).dataType());
    return dtype.map(type -> new TensorSpec(name, type, shape(operation.output(index).shape())));
  }

  private static TensorShape shape(Shape shape) {
    return shape == null || shape.isUnknown()
        ? TensorShape.unknownRank()
        : TensorShape.of(shape.asArray());
  }
}
