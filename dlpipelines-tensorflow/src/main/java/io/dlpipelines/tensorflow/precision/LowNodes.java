package io.dlpipelines.tensorflow.precision;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.tensorflow.proto.NodeDef;

/** Decides which operations of a graph are computed in lower precision. */
final class LowNodes {
  /** What TensorFlow puts gradients below. */
  private static final String BACKWARD = "gradients";

  private static final Set<String> FIXED =
      Set.of("Const", "VarHandleOp", "Variable", "VariableV2", "NoOp");

  private final Map<String, TypedNode> candidates;
  private final Map<String, Set<String>> sources = new HashMap<>();
  private final Map<String, Set<String>> consumers = new HashMap<>();

  /** Takes those that can be computed in lower precision. */
  private LowNodes(Map<String, TypedNode> candidates) {
    this.candidates = candidates;
    candidates.forEach(
        (name, candidate) ->
            candidate.typedInputs().stream()
                .filter(this::isGiven)
                .map(TensorRef::operation)
                .forEach(
                    source -> {
                      sources.computeIfAbsent(name, any -> new LinkedHashSet<>()).add(source);
                      consumers.computeIfAbsent(source, any -> new LinkedHashSet<>()).add(name);
                    }));
  }

  private boolean isGiven(TensorRef tensor) {
    return candidates.containsKey(tensor.operation())
        && candidates.get(tensor.operation()).gives(tensor.index());
  }

  /**
   * Those that gain, and those between. What gradients need does not draw the end of a network into
   * lower precision: losses are computed of it.
   *
   * @param nodes all operations
   * @param candidates those that can be computed in lower precision
   */
  static Set<String> of(Collection<NodeDef> nodes, Map<String, TypedNode> candidates) {
    Set<String> varying = varying(nodes);
    Map<String, TypedNode> kept = new LinkedHashMap<>(candidates);
    // What is computed of weights alone, such as a penalty, is exact and costs little.
    kept.entrySet()
        .removeIf(
            each -> OperationKinds.gains(operation(each)) && !varying.contains(each.getKey()));
    LowNodes graph = new LowNodes(kept);
    Set<String> low = new HashSet<>();
    graph.add(low, name -> !isBackward(name));
    graph.add(low, LowNodes::isBackward);
    return low;
  }

  private static String operation(Map.Entry<String, TypedNode> candidate) {
    return candidate.getValue().node().getOp();
  }

  private static boolean isBackward(String name) {
    return List.of(name.split("/")).contains(BACKWARD);
  }

  private void add(Set<String> low, Predicate<String> part) {
    Set<String> gaining =
        candidates.entrySet().stream()
            .filter(each -> part.test(each.getKey()) && OperationKinds.gains(operation(each)))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    low.addAll(gaining);
    Set<String> behind = following(low, consumers, part);
    behind.retainAll(following(gaining, sources, part));
    low.addAll(behind);
  }

  /** What is reached from some operations through those that follow. */
  private Set<String> following(
      Set<String> from, Map<String, Set<String>> next, Predicate<String> part) {
    Set<String> reached = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      for (String name : next.getOrDefault(open.pop(), Set.of())) {
        boolean follows = OperationKinds.follows(candidates.get(name).node().getOp());
        if (part.test(name) && follows && reached.add(name)) {
          open.push(name);
        }
      }
    }
    return reached;
  }

  /** What depends on more than constants and variables. */
  private static Set<String> varying(Collection<NodeDef> nodes) {
    Map<String, Set<String>> consumers = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    for (NodeDef node : nodes) {
      List<String> inputs =
          node.getInputList().stream().filter(input -> !TensorRef.isControl(input)).toList();
      if (inputs.isEmpty()
          ? !FIXED.contains(node.getOp())
          : node.getOp().startsWith("Placeholder")) {
        open.push(node.getName());
      }
      for (String input : inputs) {
        consumers
            .computeIfAbsent(TensorRef.of(input).operation(), any -> new LinkedHashSet<>())
            .add(node.getName());
      }
    }
    Set<String> varying = new HashSet<>(open);
    while (!open.isEmpty()) {
      for (String name : consumers.getOrDefault(open.pop(), Set.of())) {
        if (varying.add(name)) {
          open.push(name);
        }
      }
    }
    return varying;
  }
}
