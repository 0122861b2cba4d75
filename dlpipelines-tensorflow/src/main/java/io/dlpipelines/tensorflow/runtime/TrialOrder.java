package io.dlpipelines.tensorflow.runtime;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The operations that tensors need, each behind those that it needs. */
final class TrialOrder {
  private static final int MOST_OPERATIONS = 5000;

  private TrialOrder() {}

  /** The first operations only where there are very many. */
  static List<String> of(GraphDef definition, Collection<String> tensors) {
    Map<String, NodeDef> nodes = new HashMap<>();
    definition.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Set<String> done = new LinkedHashSet<>();
    Set<String> open = new LinkedHashSet<>();
    Deque<String> stack = new ArrayDeque<>();
    tensors.forEach(tensor -> stack.push(operation(tensor)));
    while (!stack.isEmpty()) {
      String name = stack.peek();
      if (!nodes.containsKey(name) || done.contains(name)) {
        stack.pop();
      } else if (open.add(name)) {
        nodes.get(name).getInputList().stream()
            .map(TrialOrder::operation)
            .filter(input -> !open.contains(input))
            .forEach(stack::push);
      } else {
        stack.pop();
        done.add(name);
      }
    }
    return done.stream().limit(MOST_OPERATIONS).toList();
  }

  private static String operation(String tensor) {
    String name = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
