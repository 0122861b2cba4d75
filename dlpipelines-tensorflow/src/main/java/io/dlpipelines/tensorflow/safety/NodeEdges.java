package io.dlpipelines.tensorflow.safety;

import io.dlpipelines.tensorflow.runtime.RegisteredOperations;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Whether the nodes of a graph, or of a function's body, give each other what they take. */
final class NodeEdges {
  private final FunctionLibrary library;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<String, Optional<List<NodeSignature.Type>>> arguments = new HashMap<>();
  private final boolean insideFunction;

  private NodeEdges(FunctionLibrary library, List<NodeDef> nodes, boolean insideFunction) {
    this.library = library;
    this.insideFunction = insideFunction;
    for (NodeDef node : nodes) {
      if (node.getName().isEmpty()) {
        throw new InconsistentException("a node (%s) has no name", node.getOp());
      }
      if (this.nodes.put(node.getName(), node) != null) {
        throw new InconsistentException("two nodes have the name [%s]", node.getName());
      }
    }
  }

  static NodeEdges ofGraph(FunctionLibrary library, List<NodeDef> nodes) {
    return new NodeEdges(library, nodes, false);
  }

  static NodeEdges ofFunction(FunctionLibrary library, FunctionDef function) {
    NodeEdges edges = new NodeEdges(library, function.getNodeDefList(), true);
    NodeDef none = NodeDef.getDefaultInstance();
    for (OpDef.ArgDef argument : function.getSignature().getInputArgList()) {
      OpDef only = OpDef.newBuilder().addOutputArg(argument).build();
      edges.arguments.put(argument.getName(), new NodeSignature(none, only).outputs());
      if (edges.nodes.containsKey(argument.getName())) {
        throw new InconsistentException(
            "a node has the name of the argument [%s]", argument.getName());
      }
    }
    for (OpDef.ArgDef output : function.getSignature().getOutputArgList()) {
      String given = function.getRetMap().get(output.getName());
      if (given == null) {
        throw new InconsistentException("nothing gives its result [%s]", output.getName());
      }
      edges.typeOf(given);
    }
    for (String waited : function.getControlRetMap().values()) {
      if (!edges.nodes.containsKey(waited)) {
        throw new InconsistentException("it waits for [%s], which is not there", waited);
      }
    }
    return edges;
  }

  /** Checks all nodes; gives the bytes that their constants take. */
  long check() {
    long bytes = 0;
    for (NodeDef node : nodes.values()) {
      try {
        bytes = Math.addExact(bytes, check(node));
      } catch (InconsistentException wrong) {
        throw new InconsistentException(
            "node [%s] (%s): %s", node.getName(), node.getOp(), wrong.getMessage());
      } catch (ArithmeticException tooMany) {
        throw new InconsistentException("node [%s]: constants without end", node.getName());
      }
    }
    requireOrder();
    return bytes;
  }

  private long check(NodeDef node) {
    List<Optional<NodeSignature.Type>> given = new ArrayList<>();
    boolean waits = false;
    for (String input : node.getInputList()) {
      if (input.startsWith("^")) {
        waits = true;
        requireNode(input);
      } else if (waits) {
        throw new InconsistentException("takes [%s] after inputs that it waits for", input);
      } else {
        given.add(typeOf(input));
      }
    }
    Optional<OpDef> operation = operation(node);
    if (operation.isEmpty()) {
      return 0;
    }
    long bytes = NodeAttributes.check(node, operation.get());
    NodeSignature signature = new NodeSignature(node, operation.get());
    signature.outputs();
    Optional<List<NodeSignature.Type>> wanted = signature.inputs();
    if (wanted.isPresent()) {
      requireInputs(node, wanted.get(), given);
    }
    return bytes;
  }

  private static void requireInputs(
      NodeDef node, List<NodeSignature.Type> wanted, List<Optional<NodeSignature.Type>> given) {
    if (wanted.size() != given.size()) {
      throw new InconsistentException("takes %d tensors, and has %d", wanted.size(), given.size());
    }
    for (int index = 0; index < wanted.size(); index++) {
      NodeSignature.Type type = wanted.get(index);
      if (!given.get(index).map(each -> each.fits(type)).orElse(true)) {
        throw new InconsistentException(
            "takes %s as input %d, and [%s] is %s",
            type, index, node.getInput(index), given.get(index).get());
      }
    }
  }

  private void requireNode(String input) {
    String name = input.substring(1);
    if (!nodes.containsKey(name) && !arguments.containsKey(name)) {
      throw new InconsistentException("waits for [%s], which is not there", name);
    }
  }

  /** The type of a tensor; empty if it is not known here. */
  private Optional<NodeSignature.Type> typeOf(String input) {
    String[] parts = input.split(":", -1);
    Optional<List<NodeSignature.Type>> argument = arguments.get(parts[0]);
    if (argument != null) {
      return output(argument, parts.length == 1 ? "0" : parts[parts.length - 1], input);
    }
    NodeDef node = nodes.get(parts[0]);
    if (node == null || parts.length > (insideFunction ? 3 : 2)) {
      throw new InconsistentException("there is no tensor [%s]", input);
    }
    Optional<OpDef> operation = operation(node);
    if (operation.isEmpty()) {
      return Optional.empty();
    }
    NodeSignature signature = new NodeSignature(node, operation.get());
    if (!insideFunction || parts.length == 1) {
      return output(signature.outputs(), parts.length == 1 ? "0" : parts[1], input);
    }
    Optional<Map<String, List<NodeSignature.Type>>> byName = signature.outputsByName();
    if (byName.isPresent() && !byName.get().containsKey(parts[1])) {
      throw new InconsistentException("there is no tensor [%s]", input);
    }
    return output(
        byName.map(types -> types.get(parts[1])), parts.length == 2 ? "0" : parts[2], input);
  }

  private static Optional<NodeSignature.Type> output(
      Optional<List<NodeSignature.Type>> types, String index, String input) {
    boolean known =
        index.matches("\\d{1,9}")
            && types.map(list -> Integer.parseInt(index) < list.size()).orElse(true);
    if (!known) {
      throw new InconsistentException("there is no tensor [%s]", input);
    }
    return types.map(list -> list.get(Integer.parseInt(index)));
  }

  private Optional<OpDef> operation(NodeDef node) {
    return library
        .find(node.getOp())
        .map(FunctionDef::getSignature)
        .or(() -> RegisteredOperations.find(node.getOp()));
  }

  /** Only a loop's next turn may lead back. */
  private void requireOrder() {
    Map<String, Integer> open = new HashMap<>();
    Map<String, List<String>> consumers = new HashMap<>();
    Deque<String> ready = new ArrayDeque<>();
    for (NodeDef node : nodes.values()) {
      int waits = 0;
      for (String input : node.getInputList()) {
        String source = source(input);
        if (nodes.containsKey(source) && !nodes.get(source).getOp().endsWith("NextIteration")) {
          consumers.computeIfAbsent(source, name -> new ArrayList<>()).add(node.getName());
          waits++;
        }
      }
      open.put(node.getName(), waits);
      if (waits == 0) {
        ready.add(node.getName());
      }
    }
    int done = 0;
    while (!ready.isEmpty()) {
      done++;
      for (String consumer : consumers.getOrDefault(ready.pop(), List.of())) {
        if (open.merge(consumer, -1, Integer::sum) == 0) {
          ready.push(consumer);
        }
      }
    }
    if (done < nodes.size()) {
      String stuck =
          nodes.keySet().stream().filter(name -> open.get(name) > 0).findFirst().orElseThrow();
      throw new InconsistentException("node [%s] needs itself, through others", stuck);
    }
  }

  private static String source(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
