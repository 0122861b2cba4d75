package io.dlpipelines.tensorflow.precision;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Lowers the operations of a graph or of a function's body. An operation that is lowered has a name
 * below its own, which then stands for its outputs as float32, so that whoever takes, fetches or
 * waits for one need not know.
 */
final class NodeLowering {
  private final List<NodeDef> nodes;
  private final Precision precision;
  private final Map<String, TypedNode> low = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> lowNames = new HashMap<>();
  private final Map<TensorRef, String> casts = new HashMap<>();
  private final List<NodeDef> written = new ArrayList<>();

  private NodeLowering(
      List<NodeDef> nodes,
      Precision precision,
      Set<String> fed,
      Function<String, Optional<OpDef>> operations,
      OperationCatalog catalog) {
    this.nodes = nodes;
    this.precision = precision;
    Map<String, TypedNode> candidates = new LinkedHashMap<>();
    for (NodeDef node : nodes) {
      names.add(node.getName());
      String operation = node.getOp();
      boolean known = OperationKinds.gains(operation) || OperationKinds.follows(operation);
      if (known && !fed.contains(node.getName())) {
        operations
            .apply(operation)
            .map(definition -> TypedNode.of(node, definition))
            .filter(TypedNode::isFloat)
            .filter(typed -> catalog.hasKernels(typed.as(precision.type())))
            .ifPresent(typed -> candidates.put(node.getName(), typed));
      }
    }
    Set<String> chosen = LowNodes.of(nodes, candidates);
    candidates.forEach(
        (name, typed) -> {
          if (chosen.contains(name)) {
            low.put(name, typed);
            lowNames.put(name, free(name + "/" + precision.paramValue()));
          }
        });
  }

  /**
   * Operations, and how many of them gain.
   *
   * @param nodes the operations
   * @param gaining those that gain, and were lowered
   */
  record Lowered(List<NodeDef> nodes, int gaining) {}

  static Lowered lower(
      List<NodeDef> nodes,
      Precision precision,
      Set<String> fed,
      Function<String, Optional<OpDef>> operations,
      OperationCatalog catalog) {
    return new NodeLowering(nodes, precision, fed, operations, catalog).lowered();
  }

  private Lowered lowered() {
    for (NodeDef node : nodes) {
      TypedNode typed = low.get(node.getName());
      if (typed == null) {
        written.add(node);
      } else {
        write(typed);
      }
    }
    return new Lowered(
        written,
        (int)
            low.values().stream()
                .filter(typed -> OperationKinds.gains(typed.node().getOp()))
                .count());
  }

  private void write(TypedNode typed) {
    NodeDef node = typed.node();
    NodeDef.Builder lowered =
        typed.as(precision.type()).toBuilder().setName(lowNames.get(node.getName())).clearInput();
    for (int index = 0; index < node.getInputCount(); index++) {
      boolean decided = index < typed.inputs().size() && typed.inputs().get(index);
      lowered.addInput(
          decided ? low(TensorRef.of(node.getInput(index)), node) : node.getInput(index));
    }
    written.add(lowered.build());
    if (typed.outputs().size() == 1) {
      written.add(
          cast(node.getName(), lowered.getName(), precision.type(), DataType.DT_FLOAT, node));
    } else {
      writeOutputs(typed, lowered.getName());
    }
  }

  private void writeOutputs(TypedNode typed, String lowered) {
    NodeDef node = typed.node();
    NodeDef.Builder all =
        NodeDef.newBuilder()
            .setName(node.getName())
            .setOp("IdentityN")
            .setDevice(node.getDevice())
            .putAttr(
                "T",
                AttrValue.newBuilder()
                    .setList(AttrValue.ListValue.newBuilder().addAllType(typed.outputs()))
                    .build());
    for (int index = 0; index < typed.outputs().size(); index++) {
      String output = new TensorRef(lowered, index).toString();
      if (typed.gives(index)) {
        String name = free(node.getName() + "/to_float32_" + index);
        written.add(cast(name, output, precision.type(), DataType.DT_FLOAT, node));
        output = name;
      }
      all.addInput(output);
    }
    written.add(all.build());
  }

  /** A tensor in lower precision. */
  private String low(TensorRef tensor, NodeDef taker) {
    TypedNode source = low.get(tensor.operation());
    if (source != null && source.gives(tensor.index())) {
      return new TensorRef(lowNames.get(tensor.operation()), tensor.index()).toString();
    }
    return casts.computeIfAbsent(
        tensor,
        any -> {
          String index = tensor.index() == 0 ? "" : "_" + tensor.index();
          String name = free(tensor.operation() + "/to_" + precision.paramValue() + index);
          written.add(cast(name, tensor.toString(), DataType.DT_FLOAT, precision.type(), taker));
          return name;
        });
  }

  private static NodeDef cast(
      String name, String input, DataType from, DataType to, NodeDef beside) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Cast")
        .addInput(input)
        .setDevice(beside.getDevice())
        .putAttr("SrcT", AttrValue.newBuilder().setType(from).build())
        .putAttr("DstT", AttrValue.newBuilder().setType(to).build())
        .putAttr("Truncate", AttrValue.newBuilder().setB(false).build())
        .build();
  }

  private String free(String wanted) {
    String name = wanted;
    while (!names.add(name)) {
      name += "_";
    }
    return name;
  }
}
