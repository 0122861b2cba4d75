package io.dlpipelines.tensorflow.safety;

import com.google.protobuf.ByteString;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Parts of graphs, as protocol buffers. */
public final class Protos {

  private Protos() {}

  public static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  public static AttrValue type(DataType value) {
    return AttrValue.newBuilder().setType(value).build();
  }

  public static AttrValue shape(long... sizes) {
    return AttrValue.newBuilder().setShape(shapeOf(sizes)).build();
  }

  public static TensorShapeProto shapeOf(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDimBuilder().setSize(size);
    }
    return shape.build();
  }

  public static NodeDef node(
      String name, String operation, Map<String, AttrValue> attributes, String... inputs) {
    NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(operation);
    node.putAllAttr(attributes);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node.build();
  }

  public static NodeDef constant(String name, TensorProto value) {
    return node(
        name,
        "Const",
        Map.of(
            "dtype",
            type(value.getDtype()),
            "value",
            AttrValue.newBuilder().setTensor(value).build()));
  }

  public static NodeDef string(String name, String value) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(shapeOf())
            .addStringVal(ByteString.copyFromUtf8(value))
            .build());
  }

  public static NodeDef floats(String name, float value, long... sizes) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(shapeOf(sizes))
            .addFloatVal(value)
            .build());
  }

  public static NodeDef placeholder(String name, DataType type, long... sizes) {
    return node(name, "Placeholder", Map.of("dtype", type(type), "shape", shape(sizes)));
  }
}
