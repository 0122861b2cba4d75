package io.dlpipelines.tensorflow.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Leaves out what initializes a model from asset files that are missing, where what is fetched does
 * not need it: TensorFlow would run all initializers, and fail.
 */
final class UnneededAssets {
  private static final String NOTHING = "NoOp";

  private final GraphNodes nodes;
  private final Set<String> needed;

  private UnneededAssets(GraphDef definition, Collection<String> fetched) {
    nodes = new GraphNodes(definition);
    needed = nodes.needed(fetched);
  }

  /**
   * The graph without initializers that read missing files.
   *
   * @param definition the graph
   * @param missing the tensors that name files that are not there
   * @param fetched names of tensors
   * @return the same graph if they may be needed
   */
  static GraphDef removed(
      GraphDef definition, Collection<String> missing, Collection<String> fetched) {
    return missing.isEmpty()
        ? definition
        : new UnneededAssets(definition, fetched).without(missing);
  }

  private GraphDef without(Collection<String> missing) {
    GraphDef definition = nodes.definition();
    Set<String> readers = consumers(missing);
    Set<String> touched =
        readers.stream()
            .filter(name -> !nodes.nodeOrThrow(name).getOp().equals(NOTHING))
            .flatMap(name -> nodes.sources(List.of(name)).stream())
            .collect(Collectors.toSet());
    if (touched.stream().anyMatch(needed::contains)) {
      return definition;
    }
    GraphDef.Builder kept = definition.toBuilder().clearNode();
    for (NodeDef node : definition.getNodeList()) {
      kept.addNode(node.getOp().equals(NOTHING) ? withoutWaits(node, readers) : node);
    }
    return kept.build();
  }

  private NodeDef withoutWaits(NodeDef node, Set<String> readers) {
    return node.toBuilder()
        .clearInput()
        .addAllInput(
            node.getInputList().stream()
                .filter(
                    input ->
                        !readers.contains(GraphNodes.operationOf(input))
                            || nodes
                                .nodeOrThrow(GraphNodes.operationOf(input))
                                .getOp()
                                .equals(NOTHING))
                .toList())
        .build();
  }

  /** All operations that depend on tensors, which included. */
  private Set<String> consumers(Collection<String> tensors) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    tensors.forEach(tensor -> open.push(GraphNodes.operationOf(tensor)));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (nodes.contains(name) && found.add(name)) {
        nodes.definition().getNodeList().stream()
            .filter(
                node ->
                    node.getInputList().stream()
                        .anyMatch(input -> GraphNodes.operationOf(input).equals(name)))
            .forEach(node -> open.push(node.getName()));
      }
    }
    return found;
  }
}
