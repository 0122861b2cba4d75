package io.dlpipelines.tensorflow.safety;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/** The functions of a graph, and which nodes call them. */
final class FunctionLibrary {
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Map<String, String> gradients = new HashMap<>();

  FunctionLibrary(GraphDef graph) {
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
    graph
        .getLibrary()
        .getGradientList()
        .forEach(each -> gradients.put(each.getFunctionName(), each.getGradientFunc()));
  }

  Optional<FunctionDef> find(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  /** The functions that a node may run: its operation, or those in its attributes. */
  Set<FunctionDef> calledBy(NodeDef node) {
    Set<FunctionDef> called = new LinkedHashSet<>();
    add(node.getOp(), called);
    for (AttrValue value : node.getAttrMap().values()) {
      if (value.hasFunc()) {
        add(value.getFunc(), called);
      }
      value.getList().getFuncList().forEach(function -> add(function, called));
    }
    return called;
  }

  private void add(NameAttrList function, Set<FunctionDef> called) {
    add(function.getName(), called);
    for (AttrValue value : function.getAttrMap().values()) {
      if (value.hasFunc() && !value.getFunc().getName().equals(function.getName())) {
        add(value.getFunc().getName(), called);
      }
    }
  }

  private void add(String name, Set<FunctionDef> called) {
    find(name).ifPresent(called::add);
    if (gradients.containsKey(name)) {
      find(gradients.get(name)).ifPresent(called::add);
    }
  }
}
