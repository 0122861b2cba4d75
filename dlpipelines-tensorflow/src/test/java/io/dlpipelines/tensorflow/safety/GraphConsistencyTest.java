package io.dlpipelines.tensorflow.safety;

import static io.dlpipelines.tensorflow.safety.Protos.constant;
import static io.dlpipelines.tensorflow.safety.Protos.floats;
import static io.dlpipelines.tensorflow.safety.Protos.node;
import static io.dlpipelines.tensorflow.safety.Protos.placeholder;
import static io.dlpipelines.tensorflow.safety.Protos.shapeOf;
import static io.dlpipelines.tensorflow.safety.Protos.text;
import static io.dlpipelines.tensorflow.safety.Protos.type;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

class GraphConsistencyTest {
  private static final Map<String, AttrValue> FLOAT = Map.of("T", type(DataType.DT_FLOAT));
  private static final NodeDef X = placeholder("x", DataType.DT_FLOAT, -1, 2);

  @Test
  void agreementIsNoProblem() {
    assertThatCode(() -> check(X, floats("c", 2, 2), node("y", "Mul", FLOAT, "x", "c:0", "^c")))
        .doesNotThrowAnyException();
  }

  @Test
  void whatTensorFlowDoesNotKnowIsLeftToTensorFlow() {
    assertThatCode(() -> check(X, node("y", "MyOwnOp", Map.of(), "x"))).doesNotThrowAnyException();
  }

  @Test
  void aConstantHasTheTypeThatItDeclares() {
    NodeDef wrong = floats("c", 2).toBuilder().putAttr("dtype", type(DataType.DT_INT32)).build();
    refuses("node [c] (Const): is declared as DT_INT32, and its value is DT_FLOAT", wrong);
  }

  @Test
  void aConstantHasAsManyBytesAsItsShapeTakes() {
    refuses(
        "node [c] (Const): attribute [value] has 3 bytes, and 2 elements of type DT_FLOAT take 8",
        constant("c", content(DataType.DT_FLOAT, new byte[3], 2)));
  }

  @Test
  void textsHaveTheLengthsThatTheySay() {
    refuses(
        "node [c] (Const): attribute [value] has bytes that are not 2 strings",
        constant("c", content(DataType.DT_STRING, new byte[] {1, 5, 'a'}, 2)));
    assertThatCode(
            () -> check(constant("c", content(DataType.DT_STRING, new byte[] {1, 0, 'a'}, 2))))
        .doesNotThrowAnyException();
  }

  @Test
  void dimensionsOfAConstantAreKnown() {
    refuses("attribute [value] has a dimension of size -7", floats("c", 1, 2, -7));
    refuses("attribute [value] has a dimension of unknown size", floats("c", 1, 2, -1));
    refuses(
        "attribute [value] has no rank",
        constant(
            "c",
            TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(shapeOf().toBuilder().setUnknownRank(true))
                .build()));
  }

  @Test
  void aShapeHasNoMoreElementsThanCanBeCounted() {
    refuses(
        "attribute [value] has the shape [4294967296, 4294967296], of more elements than can be"
            + " counted",
        floats("c", 1, 1L << 32, 1L << 32));
    refuses(
        "node [x] (Placeholder): attribute [shape] has the shape",
        placeholder("x", DataType.DT_FLOAT, 1L << 32, 1L << 32));
  }

  @Test
  void aSmallFileCannotAskForALargeConstant() {
    refuses(
        "its constants would take 4,000,000,000 bytes of memory", floats("c", 1, 1_000_000_000));
  }

  @Test
  void anAttributeIsThereAndOfItsKind() {
    refuses(
        "node [y] (Relu): attribute [T] is no type, but I",
        node("y", "Relu", Map.of("T", number(3)), "x"),
        X);
    refuses("node [x] (Placeholder): has no attribute [dtype]", node("x", "Placeholder", Map.of()));
    refuses(
        "node [y] (Relu): attribute [T] is DT_STRING, and must be one of",
        node("y", "Relu", Map.of("T", type(DataType.DT_STRING)), "x"),
        X);
    refuses(
        "node [y] (Relu): attribute [T] is no type of tensors",
        node("y", "Relu", Map.of("T", AttrValue.newBuilder().setTypeValue(77).build()), "x"),
        X);
    refuses(
        "node [y] (MatMul): attribute [transpose_a] is no bool, but S",
        node(
            "y",
            "MatMul",
            Map.of("T", type(DataType.DT_FLOAT), "transpose_a", text("yes")),
            "x",
            "x"),
        X);
    refuses(
        "attribute [padding] is [NONE], and must be one of [SAME, VALID]",
        node(
            "y",
            "AvgPool",
            Map.of(
                "T",
                type(DataType.DT_FLOAT),
                "padding",
                text("NONE"),
                "ksize",
                numbers(1, 1, 1, 1),
                "strides",
                numbers(1, 1, 1, 1)),
            "x"),
        X);
    refuses(
        "attribute [ksize] has length 1, and at least 4 is needed",
        node(
            "y",
            "AvgPool",
            Map.of(
                "T",
                type(DataType.DT_FLOAT),
                "padding",
                text("SAME"),
                "ksize",
                numbers(1),
                "strides",
                numbers(1, 1, 1, 1)),
            "x"),
        X);
    refuses(
        "attribute [N] is 0, and at least 1 is needed",
        node("y", "Pack", Map.of("T", type(DataType.DT_FLOAT), "N", number(0))));
    refuses(
        "attribute [N] asks for 1099511627776 tensors",
        node("y", "Pack", Map.of("T", type(DataType.DT_FLOAT), "N", number(1L << 40))));
  }

  @Test
  void aNodeTakesWhatIsThere() {
    refuses("node [y] (Relu): there is no tensor [z]", node("y", "Relu", FLOAT, "z"), X);
    refuses("node [y] (Relu): there is no tensor [x:1]", node("y", "Relu", FLOAT, "x:1"), X);
    refuses("node [y] (Relu): takes 1 tensors, and has 2", node("y", "Relu", FLOAT, "x", "x"), X);
    refuses(
        "node [y] (Relu): waits for [z], which is not there",
        node("y", "Relu", FLOAT, "x", "^z"),
        X);
    refuses(
        "node [y] (Relu): takes [x] after inputs that it waits for",
        node("y", "Relu", FLOAT, "^x", "x"),
        X);
  }

  @Test
  void aNodeTakesTensorsOfItsType() {
    refuses(
        "node [y] (Relu): takes DT_FLOAT as input 0, and [i] is DT_INT32",
        placeholder("i", DataType.DT_INT32, -1),
        node("y", "Relu", FLOAT, "i"));
    refuses(
        "node [a] (Assign): takes DT_FLOAT (a variable) as input 0, and [x] is DT_FLOAT",
        X,
        node("a", "Assign", FLOAT, "x", "x"));
  }

  @Test
  void aNameIsGivenOnce() {
    refuses("two nodes have the name [x]", X, X);
    refuses("a node (NoOp) has no name", node("", "NoOp", Map.of()));
  }

  @Test
  void onlyALoopLeadsBack() {
    refuses(
        "node [a] needs itself, through others",
        node("a", "Relu", FLOAT, "b"),
        node("b", "Relu", FLOAT, "a"));
    NodeDef merge =
        node("m", "Merge", Map.of("T", type(DataType.DT_FLOAT), "N", number(2)), "x", "n");
    assertThatCode(() -> check(X, merge, node("n", "NextIteration", FLOAT, "m")))
        .doesNotThrowAnyException();
  }

  @Test
  void bodiesOfFunctionsAreCheckedToo() {
    refusesFunction("function [f]: there is no tensor [r:product:0]", "r:product:0");
    refusesFunction("function [f]: nothing gives its result [y]", null);
    refusesFunction(
        "function [f]: node [r] (Relu): there is no tensor [z]",
        "r:activations:0",
        node("r", "Relu", FLOAT, "z"));
    assertThatCode(() -> check(function("r:activations:0", node("r", "Relu", FLOAT, "x"))))
        .doesNotThrowAnyException();
  }

  @Test
  void aFunctionMustNotCallItself() {
    NodeDef call = node("r", "f", Map.of(), "x");
    refusesFunction(
        "function [f] is called through more than 100 others, or by itself", "r:y:0", call);
  }

  private static void refusesFunction(String problem, String result, NodeDef... body) {
    NodeDef[] nodes = body.length > 0 ? body : new NodeDef[] {node("r", "Relu", FLOAT, "x")};
    assertThatThrownBy(() -> check(function(result, nodes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  private static GraphDef function(String result, NodeDef... body) {
    FunctionDef.Builder function =
        FunctionDef.newBuilder()
            .setSignature(
                OpDef.newBuilder()
                    .setName("f")
                    .addInputArg(OpDef.ArgDef.newBuilder().setName("x").setType(DataType.DT_FLOAT))
                    .addOutputArg(
                        OpDef.ArgDef.newBuilder().setName("y").setType(DataType.DT_FLOAT)))
            .addAllNodeDef(List.of(body));
    if (result != null) {
      function.putRet("y", result);
    }
    GraphDef.Builder graph = GraphDef.newBuilder().addNode(X);
    graph.getLibraryBuilder().addFunction(function);
    return graph.build();
  }

  private static void refuses(String problem, NodeDef... nodes) {
    assertThatThrownBy(() -> check(nodes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The graph is damaged: ")
        .hasMessageContaining(problem)
        .hasMessageEndingWith("Check that it was written by TensorFlow and copied whole.");
  }

  private static void check(NodeDef... nodes) {
    check(GraphDef.newBuilder().addAllNode(List.of(nodes)).build());
  }

  private static void check(GraphDef graph) {
    GraphConsistency.check(graph, "The graph");
  }

  private static TensorProto content(DataType type, byte[] bytes, long... sizes) {
    return TensorProto.newBuilder()
        .setDtype(type)
        .setTensorShape(shapeOf(sizes))
        .setTensorContent(ByteString.copyFrom(bytes))
        .build();
  }

  private static AttrValue number(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }

  private static AttrValue numbers(long... values) {
    AttrValue.Builder list = AttrValue.newBuilder();
    list.getListBuilder();
    for (long value : values) {
      list.getListBuilder().addI(value);
    }
    return list.build();
  }
}
