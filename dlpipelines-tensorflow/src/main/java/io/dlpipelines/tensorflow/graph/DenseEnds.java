package io.dlpipelines.tensorflow.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A graph that takes dense tensors in the place of sparse and ragged ones, which it makes of them,
 * and gives dense tensors in the place of sparse ones.
 */
final class DenseEnds {
  private static final String SCOPE = "dlpipelines_dense/";

  private final GraphDef.Builder graph;
  private final Map<String, String> replaced = new HashMap<>();
  private final List<NodeDef> added = new ArrayList<>();

  private DenseEnds(GraphDef definition) {
    graph = definition.toBuilder();
  }

  static GraphDef of(
      GraphDef definition, List<CompositeTensor> inputs, List<CompositeTensor> outputs) {
    DenseEnds ends = new DenseEnds(definition);
    for (CompositeTensor input : inputs) {
      if (input.isSparse()) {
        ends.feedSparse(input);
      } else {
        ends.feedRagged(input);
      }
    }
    outputs.stream().filter(CompositeTensor::isSparse).forEach(ends::fetchSparse);
    ends.replace();
    return ends.graph.addAllNode(ends.added).build();
  }

  /** The dense tensor that is fed in the place of one. */
  static String fed(CompositeTensor input) {
    return scope(input, "in/") + "values:0";
  }

  /** The tensor that is fetched in the place of one: of a ragged one its values. */
  static String fetched(CompositeTensor output) {
    return output.isSparse() ? scope(output, "out/") + "values:0" : output.component(0);
  }

  private static String scope(CompositeTensor tensor, String end) {
    return SCOPE + end + tensor.key().replaceAll("[^A-Za-z0-9_.]", "_") + "/";
  }

  private void feedSparse(CompositeTensor input) {
    String scope = scope(input, "in/");
    String dense = placeholder(scope, input);
    AttrValue type = type(input.dtype());
    String there =
        add(
            scope + "there",
            "NotEqual",
            List.of(dense, constant(scope + "absent", input.dtype())),
            Map.of("T", type));
    String indices =
        add(scope + "indices", "Where", List.of(there), Map.of("T", type(DataType.DT_BOOL)));
    replaced.put(input.component(0), indices);
    replaced.put(
        input.component(1),
        add(
            scope + "found",
            "GatherNd",
            List.of(dense, indices),
            Map.of("Tparams", type, "Tindices", type(DataType.DT_INT64))));
    replaced.put(input.component(2), shape(scope, dense, type));
  }

  /** Splits of rows that are equally long, as those of a dense tensor are. */
  private void feedRagged(CompositeTensor input) {
    String scope = scope(input, "in/");
    String dense = placeholder(scope, input);
    String shape = shape(scope, dense, type(input.dtype()));
    int ragged = input.raggedRank();
    String rest = slice(scope + "cell", shape, ragged + 1, -1);
    String flat =
        add(
            scope + "flat_shape",
            "ConcatV2",
            List.of(vector(scope + "all", -1), rest, scalar(scope + "first", 0)),
            Map.of("N", number(2), "T", type(DataType.DT_INT64), "Tidx", type(DataType.DT_INT64)));
    replaced.put(
        input.component(0),
        add(
            scope + "flat",
            "Reshape",
            List.of(dense, flat),
            Map.of("T", type(input.dtype()), "Tshape", type(DataType.DT_INT64))));
    for (int level = 1; level <= ragged; level++) {
      replaced.put(input.component(level), splits(scope + "level_" + level + "/", shape, level));
    }
  }

  private String splits(String scope, String shape, int level) {
    Map<String, AttrValue> numbers = Map.of("T", type(DataType.DT_INT64));
    String rows =
        add(
            scope + "rows",
            "Prod",
            List.of(slice(scope + "above", shape, 0, level), vector(scope + "axis", 0)),
            Map.of("T", type(DataType.DT_INT64), "Tidx", type(DataType.DT_INT64)));
    String one = scalar(scope + "one", 1);
    String end = add(scope + "end", "AddV2", List.of(rows, one), numbers);
    String range =
        add(
            scope + "range",
            "Range",
            List.of(scalar(scope + "zero", 0), end, one),
            Map.of("Tidx", type(DataType.DT_INT64)));
    return add(
        scope + "splits", "Mul", List.of(range, slice(scope + "length", shape, level, 1)), numbers);
  }

  private void fetchSparse(CompositeTensor output) {
    String scope = scope(output, "out/");
    added.add(
        node(
            scope + "values",
            "SparseToDense",
            List.of(
                output.component(0),
                output.component(2),
                output.component(1),
                constant(scope + "absent", output.dtype())),
            Map.of(
                "T",
                type(output.dtype()),
                "Tindices",
                type(DataType.DT_INT64),
                "validate_indices",
                AttrValue.newBuilder().setB(false).build())));
  }

  private String placeholder(String scope, CompositeTensor input) {
    return add(
        scope + "values",
        "Placeholder",
        List.of(),
        Map.of(
            "dtype",
            type(input.dtype()),
            "shape",
            AttrValue.newBuilder().setShape(input.shape()).build()));
  }

  private String shape(String scope, String dense, AttrValue type) {
    return add(
        scope + "shape",
        "Shape",
        List.of(dense),
        Map.of("T", type, "out_type", type(DataType.DT_INT64)));
  }

  private String slice(String name, String from, long begin, long size) {
    return add(
        name,
        "Slice",
        List.of(from, vector(name + "_begin", begin), vector(name + "_size", size)),
        Map.of("T", type(DataType.DT_INT64), "Index", type(DataType.DT_INT64)));
  }

  private String vector(String name, long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT64);
    tensor.getTensorShapeBuilder().addDimBuilder().setSize(values.length);
    LongStream.of(values).forEach(tensor::addInt64Val);
    return constant(name, tensor.build());
  }

  private String scalar(String name, long value) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT64)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addInt64Val(value)
            .build());
  }

  /** Zero, false or the empty string. */
  private String constant(String name, DataType type) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(type)
            .setTensorShape(TensorShapeProto.getDefaultInstance());
    if (type == DataType.DT_STRING) {
      tensor.addStringVal(com.google.protobuf.ByteString.EMPTY);
    }
    return constant(name, tensor.build());
  }

  private String constant(String name, TensorProto value) {
    return add(
        name,
        "Const",
        List.of(),
        Map.of(
            "dtype",
            type(value.getDtype()),
            "value",
            AttrValue.newBuilder().setTensor(value).build()));
  }

  /** Replaces placeholders of components by operations on dense tensors. */
  private void replace() {
    for (int index = 0; index < graph.getNodeCount(); index++) {
      NodeDef node = graph.getNode(index);
      String value = replaced.get(node.getName() + ":0");
      if (value != null && GraphNodes.isPlaceholder(node)) {
        DataType type = node.getAttrOrThrow("dtype").getType();
        boolean numbers = type == DataType.DT_INT32;
        graph.setNode(
            index,
            numbers && !value.endsWith("/flat") && !value.endsWith("/found")
                ? node(
                    node.getName(),
                    "Cast",
                    List.of(value),
                    Map.of("SrcT", type(DataType.DT_INT64), "DstT", type(type)))
                : node(node.getName(), "Identity", List.of(value), Map.of("T", type(type))));
      }
    }
  }

  private String add(
      String name, String kind, List<String> inputs, Map<String, AttrValue> attributes) {
    added.add(node(name, kind, inputs, attributes));
    return name;
  }

  private static NodeDef node(
      String name, String kind, List<String> inputs, Map<String, AttrValue> attributes) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(kind)
        .addAllInput(inputs)
        .putAllAttr(attributes)
        .build();
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private static AttrValue number(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }
}
