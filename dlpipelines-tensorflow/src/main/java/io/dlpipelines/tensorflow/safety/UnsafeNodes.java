package io.dlpipelines.tensorflow.safety;

import io.dlpipelines.tensorflow.runtime.RegisteredOperations;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Finds the operations of a graph that do more than compute. Reading a file is no danger where the
 * file's name is a tensor that is known to name one of the model's own.
 */
final class UnsafeNodes {
  /** Which input names the file that an operation reads, where that may be one of the model's. */
  private static final Map<String, Integer> OWN_FILES =
      Map.of(
          "RestoreV2", 0,
          "Restore", 0,
          "RestoreSlice", 0,
          "InitializeTableFromTextFile", 1,
          "InitializeTableFromTextFileV2", 1,
          "ReadFile", 0,
          "TextLineDataset", 0,
          "TFRecordDataset", 0,
          "TFRecordDatasetV2", 0);

  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");
  private static final Set<String> PASS_ON =
      Set.of(
          "Identity",
          "StopGradient",
          "GuaranteeConst",
          "EnsureShape",
          "Reshape",
          "ExpandDims",
          "Squeeze");
  private static final Set<String> SHAPES = Set.of("Shape", "ShapeN", "Rank", "Size");
  private static final Set<String> FED = Set.of("Placeholder", "PlaceholderV2");

  /** An operation that does more than compute. */
  record Finding(String node, String operation, Danger danger, String function) {

    IllegalArgumentException refused(String when) {
      return new IllegalArgumentException(
          "Node [%s] (%s)%s %s%s. A model is data, and may not do that. Take the model apart before it, feed what it would give from a column, or, if you trust those who made the model, set the Spark configuration %s=true."
              .formatted(
                  node,
                  operation,
                  function.isEmpty() ? "" : " of function [" + function + "]",
                  danger,
                  when,
                  SafetySettings.ALLOW_UNSAFE));
    }
  }

  /**
   * Nodes of the graph, or of a function's body, where it is known which tensors name own files.
   */
  private final class Body {
    private final String function;
    private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
    private final Set<String> own;

    Body(String function, List<NodeDef> nodes, Set<String> own) {
      this.function = function;
      this.own = own;
      nodes.forEach(node -> this.nodes.put(node.getName(), node));
    }

    /** What a node itself does; what the functions do that it calls is found later. */
    Optional<Finding> find(NodeDef node) {
      return Optional.ofNullable(danger(node))
          .map(danger -> new Finding(node.getName(), node.getOp(), danger, function));
    }

    List<Call> calls(NodeDef node) {
      return library.calledBy(node).stream()
          .map(called -> new Call(called, given(node, called)))
          .toList();
    }

    private Danger danger(NodeDef node) {
      Danger danger = DangerousSettings.of(node).orElse(Danger.of(node.getOp()));
      if (node.getOp().startsWith("CacheDataset")) {
        return cachesInMemory(node) ? null : Danger.WRITES_FILES;
      }
      Integer file = OWN_FILES.get(node.getOp());
      boolean readsOwn =
          danger == Danger.READS_FILES
              && file != null
              && node.getInputCount() > file
              && isOwn(node.getInput(file), new HashSet<>());
      return readsOwn ? null : danger;
    }

    private boolean cachesInMemory(NodeDef node) {
      if (node.getInputCount() < 2) {
        return false;
      }
      NodeDef name = nodes.get(TensorName.parse(first(node.getInput(1))).node());
      return name != null
          && name.getOp().equals("Const")
          && name.getAttrMap().containsKey("value")
          && name.getAttrOrThrow("value").getTensor().getTensorContent().isEmpty()
          && name.getAttrOrThrow("value").getTensor().getStringValList().stream()
              .allMatch(text -> text.isEmpty());
    }

    /** The functions of a plain call know which of their arguments name own files. */
    private Set<String> given(NodeDef node, FunctionDef called) {
      OpDef signature = called.getSignature();
      boolean plain = CALLS.contains(node.getOp()) || node.getOp().equals(signature.getName());
      Set<String> given = new HashSet<>();
      for (int index = 0; plain && index < signature.getInputArgCount(); index++) {
        if (index < node.getInputCount() && isOwn(node.getInput(index), new HashSet<>())) {
          given.add(signature.getInputArg(index).getName());
        }
      }
      return given;
    }

    /** Whether a tensor names a file of the model's own, whatever happens. */
    private boolean isOwn(String input, Set<String> seen) {
      if (own.contains(function.isEmpty() ? TensorName.parse(input).toString() : first(input))) {
        return true;
      }
      NodeDef node = nodes.get(TensorName.parse(first(input)).node());
      if (node == null || node.getInputCount() == 0 || !seen.add(node.getName())) {
        return false;
      }
      return PASS_ON.contains(node.getOp())
          ? isOwn(node.getInput(0), seen)
          : node.getOp().equals("ReadVariableOp") && holdsOwn(node.getInput(0), seen);
    }

    /** Whether all that is ever assigned to a variable names files of the model's own. */
    private boolean holdsOwn(String handle, Set<String> seen) {
      NodeDef variable = nodes.get(TensorName.parse(first(handle)).node());
      if (variable == null || !variable.getOp().equals("VarHandleOp") || !function.isEmpty()) {
        return false;
      }
      boolean assigned = false;
      for (NodeDef node : nodes.values()) {
        boolean alias =
            node != variable
                && node.getOp().equals("VarHandleOp")
                && node.getAttrMap().get("shared_name") != null
                && node.getAttrMap()
                    .get("shared_name")
                    .equals(variable.getAttrMap().get("shared_name"));
        boolean uses =
            node.getInputList().stream()
                .anyMatch(
                    input ->
                        input.equals(variable.getName())
                            || input.equals(variable.getName() + ":0"));
        boolean assigns = uses && node.getOp().equals("AssignVariableOp");
        boolean harmless =
            !uses
                || assigns && node.getInputCount() > 1 && isOwn(node.getInput(1), seen)
                || Set.of("ReadVariableOp", "VarIsInitializedOp").contains(node.getOp());
        if (alias || !harmless) {
          return false;
        }
        assigned |= assigns;
      }
      return assigned;
    }

    /** Of {@code node:output:index}, as functions write it, the node. */
    private String first(String input) {
      if (function.isEmpty()) {
        return input;
      }
      String name = input.startsWith("^") ? input.substring(1) : input;
      int colon = name.indexOf(':');
      return colon < 0 ? name : name.substring(0, colon);
    }
  }

  private record Call(FunctionDef function, Set<String> own) {}

  private final FunctionLibrary library;
  private final Body graph;
  private final Set<Call> harmless = new HashSet<>();
  private final Map<String, Optional<Finding>> byNode = new HashMap<>();

  /**
   * Looks at a graph.
   *
   * @param graph the graph
   * @param own tensors, {@code node:index}, that name files of the model's own
   */
  UnsafeNodes(GraphDef graph, Set<String> own) {
    this.library = new FunctionLibrary(graph);
    this.graph = new Body("", graph.getNodeList(), Set.copyOf(own));
  }

  private Optional<Finding> find(List<Call> calls) {
    Deque<Call> open = new ArrayDeque<>(calls);
    Set<Call> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Call call = open.pop();
      if (!harmless.contains(call) && seen.add(call)) {
        Body body =
            new Body(
                call.function().getSignature().getName(),
                call.function().getNodeDefList(),
                call.own());
        for (NodeDef node : call.function().getNodeDefList()) {
          Optional<Finding> finding = body.find(node);
          if (finding.isPresent()) {
            return finding;
          }
          body.calls(node).forEach(open::push);
        }
      }
    }
    harmless.addAll(seen);
    return Optional.empty();
  }

  private Optional<Finding> find(NodeDef node) {
    Optional<Finding> known = byNode.get(node.getName());
    if (known == null) {
      known = graph.find(node).or(() -> find(graph.calls(node)));
      byNode.put(node.getName(), known);
    }
    return known;
  }

  /** What would be done to compute tensors, or to run operations, when some tensors are fed. */
  Optional<Finding> reachedFrom(Collection<String> targets, Collection<String> fed) {
    Set<String> stops = new HashSet<>();
    fed.forEach(tensor -> stops.add(TensorName.parse(tensor).toString()));
    Deque<TensorName> open = new ArrayDeque<>();
    targets.forEach(target -> open.add(TensorName.parse(target)));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      TensorName next = open.pop();
      NodeDef node = graph.nodes.get(next.node());
      if (node == null || stops.contains(next.toString()) || !seen.add(next.node())) {
        continue;
      }
      Optional<Finding> finding = find(node);
      if (finding.isPresent()) {
        return finding;
      }
      node.getInputList().forEach(input -> open.push(TensorName.parse(input)));
    }
    return Optional.empty();
  }

  /** The nodes that do more than compute, and all that depend on them. */
  Map<String, Finding> tainted() {
    Map<String, List<String>> consumers = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    Map<String, Finding> tainted = new LinkedHashMap<>();
    for (NodeDef node : graph.nodes.values()) {
      find(node)
          .ifPresent(
              finding -> {
                tainted.put(node.getName(), finding);
                open.add(node.getName());
              });
      for (String input : node.getInputList()) {
        consumers
            .computeIfAbsent(TensorName.parse(input).node(), name -> new ArrayList<>())
            .add(node.getName());
      }
    }
    while (!open.isEmpty()) {
      String name = open.pop();
      for (String consumer : consumers.getOrDefault(name, List.of())) {
        if (tainted.putIfAbsent(consumer, tainted.get(name)) == null) {
          open.push(consumer);
        }
      }
    }
    return tainted;
  }

  /**
   * What TensorFlow may do as soon as it sees the graph: it computes what is constant to find out
   * shapes.
   */
  Optional<Finding> folded() {
    Map<String, Boolean> constant = new HashMap<>();
    return graph.nodes.values().stream()
        .filter(node -> find(node).isPresent() && hasOutputs(node) && isConstant(node, constant))
        .findFirst()
        .flatMap(this::find);
  }

  private boolean hasOutputs(NodeDef node) {
    return RegisteredOperations.find(node.getOp())
        .map(operation -> operation.getOutputArgCount() > 0)
        .orElse(true);
  }

  /** Whether a node's value may be known when nothing is fed. Shapes may be, of whatever. */
  private boolean isConstant(NodeDef root, Map<String, Boolean> known) {
    Deque<NodeDef> open = new ArrayDeque<>(List.of(root));
    Set<String> seen = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      NodeDef node = open.pop();
      if (!seen.add(node.getName()) || SHAPES.contains(node.getOp())) {
        continue;
      }
      boolean changes =
          FED.contains(node.getOp())
              || !CALLS.contains(node.getOp())
                  && RegisteredOperations.find(node.getOp())
                      .map(OpDef::getIsStateful)
                      .orElse(false);
      if (changes || Boolean.FALSE.equals(known.get(node.getName()))) {
        known.put(root.getName(), false);
        return false;
      }
      for (String input : node.getInputList()) {
        TensorName name = TensorName.parse(input);
        NodeDef source = graph.nodes.get(name.node());
        if (!name.isControl() && source != null) {
          open.push(source);
        }
      }
    }
    known.put(root.getName(), true);
    return true;
  }
}
