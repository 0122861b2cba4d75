package io.dlpipelines.tensorflow.runtime;

import static io.dlpipelines.tensorflow.safety.Protos.floats;
import static io.dlpipelines.tensorflow.safety.Protos.node;
import static io.dlpipelines.tensorflow.safety.Protos.placeholder;
import static io.dlpipelines.tensorflow.safety.Protos.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.persist.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class ModelTrialTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final NodeDef X = placeholder("x", DataType.DT_FLOAT, -1, 2);
  private static final Map<String, AttrValue> FLOAT = Map.of("T", type(DataType.DT_FLOAT));

  @TempDir private Path folder;

  @AfterEach
  void endProcess() {
    ModelTrial.endProcess();
  }

  @Test
  void aGoodModelIsRemembered() throws IOException {
    assertThat(problem(LONG, "y", X, node("y", "Relu", FLOAT, "x"))).isEmpty();
    assertThat(verdicts()).isEqualTo(1);
    assertThat(problem(LONG, "y", X, node("y", "Elu", FLOAT, "x"))).isEmpty();
    assertThat(verdicts()).isEqualTo(2);
  }

  @Test
  void aModelThatEndsTheProcessIsBadAndTheNextOneIsTriedAnew() throws IOException {
    Optional<String> problem =
        problem(
            LONG,
            "stop",
            node(
                "stop",
                "Abort",
                Map.of("error_msg", io.dlpipelines.tensorflow.safety.Protos.text("enough"))));
    assertThat(problem)
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith(
                        "TensorFlow ended the process while it computed operation [stop], exit code"
                            + " 134, and it last said: ")
                    .contains("enough"));
    assertThat(verdicts()).isZero();
    assertThat(problem(LONG, "y", X, node("y", "Relu6", FLOAT, "x"))).isEmpty();
  }

  @Test
  void aModelThatWaitsForEverIsBad() throws IOException {
    NodeDef queue =
        node("queue", "FIFOQueueV2", Map.of("component_types", types(DataType.DT_FLOAT)));
    NodeDef wait =
        node(
            "wait", "QueueDequeueV2", Map.of("component_types", types(DataType.DT_FLOAT)), "queue");
    assertThat(problem(Duration.ofSeconds(3), "wait", queue, wait))
        .contains("it did not end within 3 seconds");
    assertThat(verdicts()).isZero();
  }

  @Test
  void aModelThatAsksForTooMuchMemoryIsBad() throws IOException {
    NodeDef sizes =
        io.dlpipelines.tensorflow.safety.Protos.constant(
            "sizes",
            org.tensorflow.proto.TensorProto.newBuilder()
                .setDtype(DataType.DT_INT64)
                .setTensorShape(io.dlpipelines.tensorflow.safety.Protos.shapeOf(1))
                .addInt64Val(1L << 40)
                .build());
    NodeDef random =
        node(
            "large",
            "RandomUniform",
            Map.of("T", type(DataType.DT_INT64), "dtype", type(DataType.DT_FLOAT)),
            "sizes");
    assertThat(problem(LONG, "large", sizes, random))
        .contains("it asks for more memory than there is for a model of its size");
  }

  @Test
  void whatTensorFlowRefusesToDoWithZerosIsNoVerdict() throws IOException {
    NodeDef image = node("image", "DecodeJpeg", Map.of(), "content");
    assertThat(problem(LONG, "image", placeholder("content", DataType.DT_STRING), image)).isEmpty();
  }

  @Test
  void whatCannotBeLoadedIsTold() throws IOException {
    assertThatThrownBy(() -> problem(LONG, "y", node("y", "NoSuchOp", Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("TensorFlow refuses the graph: Op type not registered 'NoSuchOp'");
    assertThat(verdicts()).isZero();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNoFailure() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    ModelTrial trial = new ModelTrial(Optional.of(file.resolve("below").toString()), LONG);
    assertThat(trial.problem(model("y", X, node("y", "Selu", FLOAT, "x")), () -> 0)).isEmpty();
  }

  @Test
  void aModelThatIsKnownAsGoodIsNotTried() throws IOException {
    TrialModel bad = model("stop", node("stop", "Abort", Map.of()));
    Files.createDirectories(tried());
    Files.createFile(tried().resolve(bad.key()));
    assertThat(trial(LONG).problem(bad, () -> 0)).isEmpty();
  }

  @Test
  void theSameFilesUsedOtherwiseAreAnotherModel() {
    TrialModel one = model("y", X, floats("y", 1, 2));
    TrialModel other =
        new TrialModel(one.files(), one.kind(), one.tags(), one.feeds(), List.of("x:0"));
    assertThat(one.key()).isNotEqualTo(other.key());
  }

  @Test
  void whereThereCanBeNoProcessThatIsTold() {
    String home = System.getProperty("java.home");
    ModelTrial.endProcess();
    System.setProperty("java.home", folder.resolve("nowhere").toString());
    try {
      assertThatThrownBy(
              () -> trial(LONG).problem(model("y", X, node("y", "Tan", FLOAT, "x")), () -> 0))
          .isInstanceOf(ModelTrial.NoProcessException.class)
          .hasMessageStartingWith("it did not start: exit code 127")
          .hasMessageContaining("nowhere");
    } finally {
      System.setProperty("java.home", home);
    }
  }

  private Optional<String> problem(Duration limit, String fetched, NodeDef... nodes) {
    return trial(limit).problem(model(fetched, nodes), () -> 0);
  }

  private ModelTrial trial(Duration limit) {
    return new ModelTrial(Optional.of(tried().toString()), limit);
  }

  private Path tried() {
    return folder.resolve("tried");
  }

  private long verdicts() throws IOException {
    if (!Files.exists(tried())) {
      return 0;
    }
    try (Stream<Path> files = Files.list(tried())) {
      return files.count();
    }
  }

  private static TrialModel model(String fetched, NodeDef... nodes) {
    List<NodeDef> all = List.of(nodes);
    List<String> fed =
        all.stream()
            .filter(node -> node.getOp().equals("Placeholder"))
            .map(node -> node.getName() + ":0")
            .toList();
    GraphDef graph = GraphDef.newBuilder().addAllNode(all).build();
    return new TrialModel(
        ModelFiles.of(ModelKind.GRAPH_FILE, graph.toByteArray()),
        ModelKind.GRAPH,
        List.of(),
        fed,
        List.of(fetched));
  }

  private static AttrValue types(DataType type) {
    return AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(type)).build();
  }
}
