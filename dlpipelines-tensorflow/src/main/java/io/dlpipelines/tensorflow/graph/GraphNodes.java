package io.dlpipelines.tensorflow.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The nodes of a graph and what depends on what. */
public final class GraphNodes {
  private static final Set<String> PLACEHOLDERS = Set.of("Placeholder", "PlaceholderV2");
  private static final String OPTIONAL_PLACEHOLDER = "PlaceholderWithDefault";
  private static final String CONSTANT = "Const";
  private static final String IDENTITIES = "IdentityN";

  private final GraphDef definition;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();

  /**
   * Indexes a graph.
   *
   * @param definition the graph
   */
  public GraphNodes(GraphDef definition) {
    this.definition = definition;
    definition.getNodeList().forEach(node -> nodes.put(node.getName(), node));
  }

  /**
   * The operation that a tensor, or an input with or without {@code ^}, comes from.
   *
   * @param tensor for example {@code conv:0}, {@code conv} or {@code ^init}
   * @return the operation's name
   */
  public static String operationOf(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /**
   * The graph.
   *
   * @return its definition
   */
  public GraphDef definition() {
    return definition;
  }

  /**
   * Looks an operation up.
   *
   * @param operation its name
   * @return whether it is there
   */
  public boolean contains(String operation) {
    return nodes.containsKey(operation);
  }

  /**
   * The operations whose names are most like one that is unknown.
   *
   * @param operation the unknown name
   * @return the nearest first
   */
  public List<String> nearest(String operation) {
    return GraphIndex.nearest(operation, nodes.keySet().stream());
  }

  NodeDef nodeOrThrow(String operation) {
    return Optional.ofNullable(nodes.get(operation)).orElseThrow();
  }

  /**
   * The operations that values flow from to tensors, their own included. Of the outputs of an
   * {@code IdentityN}, which the results of an inlined function are, each depends on its own input
   * alone.
   *
   * @param tensors the tensors
   * @return names of operations
   */
  public Set<String> sources(Collection<String> tensors) {
    return ancestors(tensors, List.of(), false);
  }

  /**
   * Placeholders.
   *
   * @return the names of their operations, those with a default included
   */
  public List<String> placeholders() {
    return nodes.values().stream().filter(GraphNodes::isPlaceholder).map(NodeDef::getName).toList();
  }

  /**
   * Operations whose outputs no other takes; constants only if there is nothing else.
   *
   * @return their names
   */
  public List<String> terminals() {
    Set<String> taken = new HashSet<>();
    for (NodeDef node : nodes.values()) {
      node.getInputList().stream()
          .filter(input -> !input.startsWith("^"))
          .forEach(input -> taken.add(operationOf(input)));
    }
    List<NodeDef> terminals =
        nodes.values().stream()
            .filter(node -> !taken.contains(node.getName()) && !isRequired(node))
            .toList();
    List<NodeDef> computed =
        terminals.stream().filter(node -> !node.getOp().equals(CONSTANT)).toList();
    return (computed.isEmpty() ? terminals : computed).stream().map(NodeDef::getName).toList();
  }

  /**
   * The placeholders that must be fed before tensors can be fetched.
   *
   * @param fetched the tensors
   * @param fed tensors that are fed; what lies behind them is not needed
   * @return the names of placeholders without a default that are not fed
   */
  public Set<String> missing(Collection<String> fetched, Collection<String> fed) {
    Set<String> missing = new LinkedHashSet<>();
    for (String name : ancestors(fetched, fed, true)) {
      if (isRequired(nodes.get(name))) {
        missing.add(name);
      }
    }
    return missing;
  }

  /**
   * The operations that tensors depend on, their own included.
   *
   * @param tensors the tensors
   * @return names of operations
   */
  public Set<String> needed(Collection<String> tensors) {
    return ancestors(tensors, List.of(), true);
  }

  /**
   * A part of the graph.
   *
   * @param operations names of the operations to keep
   * @return a graph without the others
   */
  public GraphDef only(Set<String> operations) {
    return definition.toBuilder()
        .clearNode()
        .addAllNode(
            nodes.values().stream().filter(node -> operations.contains(node.getName())).toList())
        .build();
  }

  private Set<String> ancestors(
      Collection<String> tensors, Collection<String> stops, boolean controls) {
    Set<String> stopped = new HashSet<>();
    stops.forEach(tensor -> stopped.add(operationOf(tensor)));
    Set<String> found = new LinkedHashSet<>();
    Set<String> passed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(tensors);
    while (!open.isEmpty()) {
      String tensor = open.pop();
      String name = operationOf(tensor);
      NodeDef node = nodes.get(name);
      if (node == null || stopped.contains(name)) {
        continue;
      }
      boolean isNew = found.add(name);
      if (!controls && node.getOp().equals(IDENTITIES)) {
        if (passed.add(tensor)) {
          open.push(node.getInput(outputOf(tensor)));
        }
      } else if (isNew) {
        node.getInputList().stream()
            .filter(input -> controls || !input.startsWith("^"))
            .forEach(open::push);
      }
    }
    return found;
  }

  private static int outputOf(String tensor) {
    int colon = tensor.indexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(tensor.substring(colon + 1));
  }

  static boolean isPlaceholder(NodeDef node) {
    return isRequired(node) || node.getOp().equals(OPTIONAL_PLACEHOLDER);
  }

  private static boolean isRequired(NodeDef node) {
    return PLACEHOLDERS.contains(node.getOp());
  }
}
