package io.dlpipelines.tensorflow.safety;

import static io.dlpipelines.tensorflow.safety.Protos.node;
import static io.dlpipelines.tensorflow.safety.Protos.placeholder;
import static io.dlpipelines.tensorflow.safety.Protos.string;
import static io.dlpipelines.tensorflow.safety.Protos.text;
import static io.dlpipelines.tensorflow.safety.Protos.type;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class UnsafeNodesTest {
  private static final Map<String, AttrValue> STRING = Map.of("dtype", type(DataType.DT_STRING));
  private static final List<NodeDef> READ_FROM_VARIABLE =
      List.of(
          string("asset", "words.txt"),
          string("elsewhere", "/etc/passwd"),
          node("variable", "VarHandleOp", STRING),
          node("assign", "AssignVariableOp", STRING, "variable", "asset"),
          node("value", "ReadVariableOp", STRING, "variable", "^assign"),
          node("read", "ReadFile", Map.of(), "value"));

  @Test
  void aVariableMayHoldTheNameOfAnAsset() {
    assertThat(found("read")).isEmpty();
  }

  @Test
  void aVariableThatMayHoldAnotherNameIsNotTrusted() {
    NodeDef other = node("other", "AssignVariableOp", STRING, "variable", "elsewhere");
    assertThat(found("read", other)).contains("read");
  }

  @Test
  void aVariableThatGoesByAnotherHandleIsNotTrusted() {
    Map<String, AttrValue> alias =
        Map.of("dtype", type(DataType.DT_STRING), "shared_name", text("variable"));
    assertThat(found("read", node("alias", "VarHandleOp", alias))).contains("read");
  }

  @Test
  void aVariableThatIsPassedOnIsNotTrusted() {
    NodeDef pass = node("pass", "Identity", Map.of("T", type(DataType.DT_RESOURCE)), "variable:0");
    assertThat(found("read", pass)).contains("read");
  }

  @Test
  void whatIsFedHidesWhatLiesBehind() {
    assertThat(found("copy", node("copy", "Identity", STRING, "read2"), secret()))
        .contains("read2");
    GraphDef graph = graph(node("copy", "Identity", STRING, "read2"), secret());
    assertThat(new UnsafeNodes(graph, Set.of()).reachedFrom(List.of("copy"), List.of("read2:0")))
        .isEmpty();
  }

  @Test
  void whatIsWaitedForRunsToo() {
    NodeDef waits = node("waits", "NoOp", Map.of(), "^read2");
    assertThat(found("waits", waits, secret())).contains("read2");
  }

  @Test
  void aShapeMayBeKnownBeforeSomethingIsFed() {
    NodeDef shape = node("shape", "Shape", Map.of("T", type(DataType.DT_FLOAT)), "fed");
    NodeDef name = node("name", "AsString", Map.of("T", type(DataType.DT_INT32)), "shape");
    NodeDef read = node("read2", "ReadFile", Map.of(), "name");
    GraphDef graph = graph(placeholder("fed", DataType.DT_FLOAT, 3), shape, name, read);
    assertThat(new UnsafeNodes(graph, Set.of("asset:0")).folded().map(UnsafeNodes.Finding::node))
        .contains("read2");
  }

  @Test
  void aCacheInMemoryWritesNoFile() {
    NodeDef memory = node("cache", "CacheDataset", Map.of(), "elsewhere", "empty");
    assertThat(found("cache", string("empty", ""), memory)).isEmpty();
    NodeDef disk = node("cache", "CacheDataset", Map.of(), "elsewhere", "elsewhere");
    assertThat(found("cache", disk)).contains("cache");
  }

  private static NodeDef secret() {
    return node("read2", "ReadFile", Map.of(), "elsewhere");
  }

  private static Optional<String> found(String target, NodeDef... more) {
    return new UnsafeNodes(graph(more), Set.of("asset:0"))
        .reachedFrom(List.of(target), List.of())
        .map(UnsafeNodes.Finding::node);
  }

  private static GraphDef graph(NodeDef... more) {
    List<NodeDef> nodes = new ArrayList<>(READ_FROM_VARIABLE);
    nodes.addAll(Arrays.asList(more));
    return GraphDef.newBuilder().addAllNode(nodes).build();
  }
}
