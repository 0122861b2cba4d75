package io.dlpipelines.tensorflow.graph;

import com.google.protobuf.ByteString;
import io.dlpipelines.tensorflow.runtime.LiveGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Makes a graph fit to be trained. */
public final class TrainableGraph {
  private static final String READ = "ReadVariableOp";
  private static final List<String> SEEDS = List.of("seed", "seed2");

  private TrainableGraph() {}

  /**
   * A graph whose variables are resources, so that optimizers can change them: references of
   * TensorFlow 1 become reads of resources under the same name.
   *
   * @param definition the graph
   * @return the graph
   * @throws IllegalArgumentException if an operation of the graph itself changes a reference
   */
  public static GraphDef withResources(GraphDef definition) {
    Map<String, NodeDef> references = new HashMap<>();
    for (NodeDef node : definition.getNodeList()) {
      if (GraphVariable.isReference(node)) {
        references.put(node.getName(), node);
      }
    }
    GraphDef.Builder resources = definition.toBuilder().clearNode();
    for (NodeDef node : definition.getNodeList()) {
      if (references.containsKey(node.getName())) {
        resources.addNode(handle(node)).addNode(read(node));
      } else {
        requireNoReference(node, references);
        resources.addNode(node);
      }
    }
    return resources.build();
  }

  /**
   * The operation of a variable's handle.
   *
   * @param definition what {@link #withResources} gave
   * @param variable the name of its operation in the graph before
   * @return the name of the operation
   */
  public static String handle(GraphDef definition, String variable) {
    return definition.getNodeList().stream()
            .anyMatch(node -> node.getName().equals(handle(variable)))
        ? handle(variable)
        : variable;
  }

  private static String handle(String reference) {
    return reference + "/resource";
  }

  private static NodeDef handle(NodeDef reference) {
    return NodeDef.newBuilder()
        .setName(handle(reference.getName()))
        .setOp(GraphVariable.HANDLE)
        .putAttr("dtype", reference.getAttrOrThrow("dtype"))
        .putAttr("shape", reference.getAttrOrThrow("shape"))
        .putAttr(GraphVariable.SHARED_NAME, text(reference.getName()))
        .build();
  }

  private static NodeDef read(NodeDef reference) {
    return NodeDef.newBuilder()
        .setName(reference.getName())
        .setOp(READ)
        .addInput(handle(reference.getName()))
        .putAttr("dtype", reference.getAttrOrThrow("dtype"))
        .build();
  }

  private static void requireNoReference(NodeDef node, Map<String, NodeDef> references) {
    for (String input : node.getInputList()) {
      String operation = GraphNodes.operationOf(input);
      if (references.containsKey(operation) && LiveGraph.needsReference(node)) {
        throw new IllegalArgumentException(
            "Operation [%s] (%s) changes variable [%s], which is a reference of TensorFlow 1, while the loss is computed. Train with the graph's own trainOp, or make it a resource variable."
                .formatted(node.getName(), node.getOp(), operation));
      }
    }
  }

  /**
   * A graph whose random operations have seeds, where they had none.
   *
   * @param definition the graph
   * @param seed what all seeds depend on
   * @return the graph
   */
  public static GraphDef withSeeds(GraphDef definition, long seed) {
    List<NodeDef> nodes = new ArrayList<>();
    for (NodeDef node : definition.getNodeList()) {
      boolean unseeded =
          SEEDS.stream()
              .allMatch(name -> node.containsAttr(name) && node.getAttrOrThrow(name).getI() == 0);
      nodes.add(
          unseeded
              ? node.toBuilder()
                  .putAttr(SEEDS.get(0), number(seed))
                  .putAttr(SEEDS.get(1), number(nodes.size() + 1L))
                  .build()
              : node);
    }
    return definition.toBuilder().clearNode().addAllNode(nodes).build();
  }

  private static AttrValue number(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }

  private static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }
}
