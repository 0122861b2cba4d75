package io.dlpipelines.tensorflow;

import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.Endpoint;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * What a network ends with.
 *
 * @param output the name, type and shape of what it gives
 * @param units the size of the last axis, 1 if there is none
 * @param operation TensorFlow's name of the last operation that computes, such as {@code Softmax}
 */
public record NetworkHead(TensorSpec output, int units, String operation) {

  /**
   * Returns what a network ends with.
   *
   * @param network a network of one output
   * @return its last operation that computes, and what that gives
   */
  public static NetworkHead of(KerasModel network) {
    GraphDef graph = network.weighted().graph().definition();
    Map<String, NodeDef> nodes =
        graph.getNodeList().stream()
            .collect(Collectors.toMap(NodeDef::getName, Function.identity()));
    Endpoint output = network.weighted().graph().outputs().get(0);
    NodeDef node = nodes.get(operation(output.tensor()));
    while (node.getOp().equals("Identity")) {
      node = nodes.get(operation(node.getInput(0)));
    }
    int rank = output.spec().shape().rank();
    long units = rank > 1 ? output.spec().shape().dimension(rank - 1) : 1;
    return new NetworkHead(output.spec(), Math.toIntExact(units), node.getOp());
  }

  private static String operation(String tensor) {
    int colon = tensor.indexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }

  /**
   * Whether the network gives probabilities, and not the logits that they are computed from.
   *
   * @return true if the last operation is a softmax or sigmoid
   */
  public boolean probabilities() {
    return operation.equals("Softmax") || operation.equals("Sigmoid");
  }
}
