package io.dlpipelines.tensorflow.graph;

import com.google.protobuf.ByteString;
import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensorflow.runtime.Dtypes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Adds to a graph what gives its variables the values of a checkpoint. */
final class CheckpointGraph {
  private final String scope;
  private final GraphDef.Builder graph;

  private CheckpointGraph(GraphDef definition) {
    graph = definition.toBuilder();
    List<String> names = definition.getNodeList().stream().map(NodeDef::getName).toList();
    String free = "restore_variables";
    while (starts(names, free + "/")) {
      free += "_";
    }
    scope = free + "/";
  }

  private static boolean starts(Collection<String> names, String prefix) {
    return names.stream().anyMatch(name -> name.startsWith(prefix));
  }

  /** A meta graph; the checkpoint has the values under the names of the variables' operations. */
  static MetaGraphDef of(GraphDef definition, Map<String, TensorBuffer> values) {
    CheckpointGraph graph = new CheckpointGraph(definition);
    String file =
        graph.add("file", "Placeholder", List.of(), Map.of("dtype", type(DataType.DT_STRING)));
    String all = graph.addRestore(file, definition, values);
    return MetaGraphDef.newBuilder()
        .setGraphDef(graph.graph)
        .setSaverDef(
            SaverDef.newBuilder()
                .setFilenameTensorName(file + ":0")
                .setRestoreOpName(all)
                .setVersion(SaverDef.CheckpointFormatVersion.V2))
        .build();
  }

  private String addRestore(String file, GraphDef definition, Map<String, TensorBuffer> values) {
    List<String> names = List.copyOf(values.keySet());
    AttrValue.ListValue.Builder types = AttrValue.ListValue.newBuilder();
    names.forEach(name -> types.addType(Dtypes.toProto(values.get(name).dtype())));
    String restored =
        add(
            "restore",
            "RestoreV2",
            List.of(
                file,
                strings("names", names),
                strings("slices", names.stream().map(name -> "").toList())),
            Map.of("dtypes", AttrValue.newBuilder().setList(types).build()));
    GraphNodes nodes = new GraphNodes(definition);
    List<String> assigned = new ArrayList<>();
    for (int index = 0; index < names.size(); index++) {
      boolean reference = GraphVariable.isReference(nodes.nodeOrThrow(names.get(index)));
      assigned.add(
          "^"
              + add(
                  "assign_" + index,
                  reference ? "Assign" : "AssignVariableOp",
                  List.of(names.get(index), restored + ":" + index),
                  Map.of(reference ? "T" : "dtype", type(types.getType(index)))));
    }
    return add("all", "NoOp", assigned, Map.of());
  }

  private String strings(String name, List<String> values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(values.size())));
    values.forEach(value -> tensor.addStringVal(ByteString.copyFromUtf8(value)));
    return add(
        name,
        "Const",
        List.of(),
        Map.of(
            "dtype",
            type(DataType.DT_STRING),
            "value",
            AttrValue.newBuilder().setTensor(tensor).build()));
  }

  private String add(
      String name, String kind, List<String> inputs, Map<String, AttrValue> attributes) {
    graph.addNode(
        NodeDef.newBuilder()
            .setName(scope + name)
            .setOp(kind)
            .addAllInput(inputs)
            .putAllAttr(attributes));
    return scope + name;
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }
}
