package io.dlpipelines.tensorflow.safety;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** What is assigned to the variables of a graph. */
final class Variables {
  private static final String HANDLE = "VarHandleOp";
  private static final String ASSIGN = "AssignVariableOp";
  private static final Set<String> READERS = Set.of("ReadVariableOp", "VarIsInitializedOp");

  private final Collection<NodeDef> nodes;
  private final boolean hiddenInFunctions;

  Variables(Collection<NodeDef> nodes, FunctionLibrary library) {
    this.nodes = nodes;
    this.hiddenInFunctions = library.anyNode(node -> node.getOp().equals(HANDLE));
  }

  /** Whether something is assigned to a variable, and nothing but such tensors. */
  boolean holdsOnly(NodeDef variable, Predicate<String> tensors) {
    boolean shared =
        nodes.stream()
            .filter(node -> node.getOp().equals(HANDLE) && node != variable)
            .anyMatch(node -> resource(node).equals(resource(variable)));
    if (!variable.getOp().equals(HANDLE) || shared || hiddenInFunctions) {
      return false;
    }
    List<NodeDef> users = nodes.stream().filter(node -> takes(node, variable.getName())).toList();
    return users.stream().anyMatch(user -> user.getOp().equals(ASSIGN))
        && users.stream()
            .allMatch(
                user ->
                    READERS.contains(user.getOp())
                        || user.getOp().equals(ASSIGN)
                            && user.getInputCount() > 1
                            && tensors.test(user.getInput(1)));
  }

  private static boolean takes(NodeDef node, String name) {
    return node.getInputList().stream()
        .anyMatch(input -> input.equals(name) || input.startsWith(name + ":"));
  }

  /** Variables of one name are one variable. */
  private static String resource(NodeDef variable) {
    Map<String, AttrValue> attributes = variable.getAttrMap();
    String shared =
        attributes
            .getOrDefault("shared_name", AttrValue.getDefaultInstance())
            .getS()
            .toStringUtf8();
    return shared.isEmpty() ? variable.getName() : shared;
  }
}
