package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.tensorflow.runtime.RegisteredOperations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Puts the bodies of functions, which TensorFlow 2 saves models as, in the place of their calls. A
 * call becomes an identity of the same name, so that its results keep their names. Bodies of loops
 * and conditions stay functions.
 */
public final class FunctionInliner {
  private static final List<String> CALLS = List.of("PartitionedCall", "StatefulPartitionedCall");

  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final List<NodeDef> nodes = new ArrayList<>();

  private FunctionInliner(GraphDef definition) {
    definition
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
  }

  /**
   * A graph without calls of functions.
   *
   * @param definition the graph
   * @return the graph, with the names that its tensors had
   * @throws IllegalArgumentException if a function calls itself
   */
  public static GraphDef inline(GraphDef definition) {
    FunctionInliner inliner = new FunctionInliner(definition);
    definition.getNodeList().forEach(node -> inliner.add(node, List.of()));
    return definition.toBuilder().clearNode().addAllNode(inliner.nodes).build();
  }

  private void add(NodeDef node, List<String> callers) {
    String called =
        CALLS.contains(node.getOp()) ? node.getAttrOrThrow("f").getFunc().getName() : node.getOp();
    FunctionDef function = functions.get(called);
    if (function == null) {
      nodes.add(node);
      return;
    }
    if (callers.contains(called)) {
      throw new IllegalArgumentException(
          "Function [%s] calls itself, so that it has no end to be trained through."
              .formatted(called));
    }
    List<String> inner = new ArrayList<>(callers);
    inner.add(called);
    new Call(node, function).body().forEach(each -> add(each, inner));
  }

  /** A call, whose body's operations have names below its own. */
  private final class Call {
    private final NodeDef call;
    private final FunctionDef function;
    private final Map<String, String> arguments = new HashMap<>();
    private final Map<String, NodeDef> inside = new HashMap<>();
    private final List<String> waits;

    Call(NodeDef call, FunctionDef function) {
      this.call = call;
      this.function = function;
      for (int index = 0; index < function.getSignature().getInputArgCount(); index++) {
        arguments.put(function.getSignature().getInputArg(index).getName(), call.getInput(index));
      }
      function.getNodeDefList().forEach(node -> inside.put(node.getName(), node));
      waits = call.getInputList().stream().filter(input -> input.startsWith("^")).toList();
    }

    List<NodeDef> body() {
      List<NodeDef> body = new ArrayList<>();
      for (NodeDef node : function.getNodeDefList()) {
        NodeDef.Builder inlined =
            node.toBuilder().setName(call.getName() + "/" + node.getName()).clearInput();
        node.getInputList().forEach(input -> inlined.addInput(outside(input)));
        inlined.addAllInput(waits);
        inlined.putAllAttr(given(node));
        body.add(inlined.build());
      }
      body.add(results());
      return body;
    }

    /** Attributes that the call decides. */
    private Map<String, AttrValue> given(NodeDef node) {
      Map<String, AttrValue> given = new HashMap<>();
      node.getAttrMap()
          .forEach(
              (name, value) -> {
                if (!value.getPlaceholder().isEmpty()) {
                  given.put(name, call.getAttrOrThrow(value.getPlaceholder()));
                }
              });
      return given;
    }

    private NodeDef results() {
      List<OpDef.ArgDef> outputs = function.getSignature().getOutputArgList();
      NodeDef.Builder results = NodeDef.newBuilder().setName(call.getName());
      AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
      for (OpDef.ArgDef output : outputs) {
        results.addInput(outside(function.getRetOrThrow(output.getName())));
        types.addType(
            output.getTypeAttr().isEmpty()
                ? output.getType()
                : call.getAttrOrThrow(output.getTypeAttr()).getType());
      }
      function.getControlRetMap().values().stream()
          .distinct()
          .forEach(node -> results.addInput("^" + call.getName() + "/" + node));
      results.addAllInput(waits);
      if (outputs.isEmpty()) {
        return results.setOp("NoOp").build();
      }
      return outputs.size() == 1
          ? results
              .setOp("Identity")
              .putAttr("T", AttrValue.newBuilder().setType(types.getType(0)).build())
              .build()
          : results
              .setOp("IdentityN")
              .putAttr("T", AttrValue.newBuilder().setList(types).build())
              .build();
    }

    /** An argument, {@code operation:output:index} or {@code ^operation} as the graph has it. */
    private String outside(String input) {
      if (input.startsWith("^")) {
        String waited = arguments.get(input.substring(1));
        return "^"
            + (waited == null
                ? call.getName() + "/" + input.substring(1)
                : GraphNodes.operationOf(waited));
      }
      String[] parts = input.split(":");
      if (arguments.containsKey(parts[0])) {
        return arguments.get(parts[0]);
      }
      NodeDef node = inside.get(parts[0]);
      return "%s/%s:%d"
          .formatted(call.getName(), parts[0], first(node, parts[1]) + Integer.parseInt(parts[2]));
    }

    private int first(NodeDef node, String output) {
      OpDef operation =
          functions.containsKey(node.getOp())
              ? functions.get(node.getOp()).getSignature()
              : RegisteredOperations.find(node.getOp()).orElse(null);
      int first = 0;
      for (OpDef.ArgDef argument : operation.getOutputArgList()) {
        if (argument.getName().equals(output)) {
          break;
        }
        first += size(argument, node);
      }
      return first;
    }

    private int size(OpDef.ArgDef argument, NodeDef node) {
      if (!argument.getNumberAttr().isEmpty()) {
        return (int) node.getAttrOrThrow(argument.getNumberAttr()).getI();
      }
      return argument.getTypeListAttr().isEmpty()
          ? 1
          : node.getAttrOrThrow(argument.getTypeListAttr()).getList().getTypeCount();
    }
  }
}
