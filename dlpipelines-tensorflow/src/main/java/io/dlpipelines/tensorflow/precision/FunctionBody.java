package io.dlpipelines.tensorflow.precision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * The body of a function as operations of a graph: inputs, which functions name {@code
 * operation:output:index}, are {@code operation:index}, and arguments are operations too.
 */
final class FunctionBody {
  private static final String ARGUMENT = "_Arg";

  private final FunctionDef function;
  private final Function<String, Optional<OpDef>> operations;

  FunctionBody(FunctionDef function, Function<String, Optional<OpDef>> operations) {
    this.function = function;
    this.operations = operations;
  }

  /** Whether all is known of its operations. */
  boolean isKnown() {
    return function.getNodeDefList().stream()
        .allMatch(node -> operations.apply(node.getOp()).isPresent());
  }

  List<NodeDef> nodes() {
    Map<String, NodeDef> inside = byName(function.getNodeDefList());
    List<NodeDef> nodes = new ArrayList<>();
    for (OpDef.ArgDef argument : function.getSignature().getInputArgList()) {
      nodes.add(NodeDef.newBuilder().setName(argument.getName()).setOp(ARGUMENT).build());
    }
    for (NodeDef node : function.getNodeDefList()) {
      NodeDef.Builder flat = node.toBuilder().clearInput();
      node.getInputList().forEach(input -> flat.addInput(flat(input, inside)));
      nodes.add(flat.build());
    }
    return nodes;
  }

  /** The function with other operations, among them all whose results it returns. */
  FunctionDef with(List<NodeDef> nodes) {
    Map<String, NodeDef> before = byName(function.getNodeDefList());
    Map<String, NodeDef> after = byName(nodes);
    FunctionDef.Builder changed = function.toBuilder().clearNodeDef();
    for (NodeDef node : nodes) {
      if (!node.getOp().equals(ARGUMENT)) {
        NodeDef.Builder named = node.toBuilder().clearInput();
        node.getInputList().forEach(input -> named.addInput(named(input, after)));
        changed.addNodeDef(named);
      }
    }
    function
        .getRetMap()
        .forEach((name, value) -> changed.putRet(name, named(flat(value, before), after)));
    return changed.build();
  }

  private static Map<String, NodeDef> byName(List<NodeDef> nodes) {
    Map<String, NodeDef> byName = new HashMap<>();
    nodes.forEach(node -> byName.put(node.getName(), node));
    return byName;
  }

  private String flat(String input, Map<String, NodeDef> inside) {
    String[] parts = input.split(":");
    if (TensorRef.isControl(input) || parts.length < 3) {
      return input;
    }
    NodeDef node = inside.get(parts[0]);
    int first = 0;
    for (OpDef.ArgDef output : operations.apply(node.getOp()).orElseThrow().getOutputArgList()) {
      if (output.getName().equals(parts[1])) {
        break;
      }
      first += TypedNode.types(output, node).size();
    }
    return new TensorRef(parts[0], first + Integer.parseInt(parts[2])).toString();
  }

  private String named(String input, Map<String, NodeDef> nodes) {
    if (TensorRef.isControl(input)) {
      return input;
    }
    TensorRef tensor = TensorRef.of(input);
    NodeDef node = nodes.get(tensor.operation());
    if (node.getOp().equals(ARGUMENT)) {
      return input;
    }
    int index = tensor.index();
    for (OpDef.ArgDef output : operations.apply(node.getOp()).orElseThrow().getOutputArgList()) {
      int count = TypedNode.types(output, node).size();
      if (index < count) {
        return "%s:%s:%d".formatted(tensor.operation(), output.getName(), index);
      }
      index -= count;
    }
    throw new IllegalArgumentException(
        "Operation [%s] (%s) of function [%s] has no output %d."
            .formatted(
                node.getName(), node.getOp(), function.getSignature().getName(), tensor.index()));
  }
}
