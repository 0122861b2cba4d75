package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.safety.Protos.floats;
import static io.dlpipelines.tensorflow.safety.Protos.node;
import static io.dlpipelines.tensorflow.safety.Protos.placeholder;
import static io.dlpipelines.tensorflow.safety.Protos.shape;
import static io.dlpipelines.tensorflow.safety.Protos.string;
import static io.dlpipelines.tensorflow.safety.Protos.text;
import static io.dlpipelines.tensorflow.safety.Protos.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;

/** Models that would do more than compute. */
class UnsafeModelsTest extends SparkTest {
  private static final String ALLOW = "spark.dlpipelines.allowUnsafeOps";
  private static final String FOLDER = "spark.dlpipelines.trial.folder";
  private static final Map<String, AttrValue> STRING = Map.of("T", type(DataType.DT_STRING));

  @TempDir private Path folder;

  @BeforeEach
  void keepVerdictsHere() {
    spark().conf().set(FOLDER, folder.resolve("tried").toString());
  }

  @AfterEach
  void forgetSettings() {
    spark().conf().unset(FOLDER);
    spark().conf().unset(ALLOW);
  }

  @Test
  void aFileThatIsReadAtOnceRefusesTheModel() {
    assertThatThrownBy(() -> open(secretReader(string("file", "/etc/passwd"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Node [read] (ReadFile) reads files as soon as the graph is looked at. A model is"
                + " data, and may not do that. Take the model apart before it, feed what it would"
                + " give from a column, or, if you trust those who made the model, set the Spark"
                + " configuration spark.dlpipelines.allowUnsafeOps=true.");
  }

  @Test
  void aFileWhoseNameIsFedIsReadByNoOutput() {
    GraphDef reader =
        secretReader(placeholder("file", DataType.DT_STRING)).toBuilder()
            .addNode(placeholder("x", DataType.DT_FLOAT, -1))
            .addNode(node("y", "Relu", Map.of("T", type(DataType.DT_FLOAT)), "x"))
            .build();
    TFInputGraph graph = open(reader);
    assertThat(graph.outputs()).extracting(TensorSpec::name).containsExactly("y:0");
    assertThat(score(graph, "x", "CAST(id AS float)", "y")).containsExactly(0f, 1f);
    assertThatThrownBy(() -> score(graph, "file", "'/etc/passwd'", "content"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Node [read] (ReadFile) reads files, and what is wanted of the model depends on it.");
    assertThat(score(graph, "read", "CAST('given' AS binary)", "content"))
        .hasSize(2)
        .doesNotContainNull();
  }

  @Test
  void aModelThatGivesNothingElseIsRefused() {
    assertThatThrownBy(() -> open(secretReader(placeholder("file", DataType.DT_STRING))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Node [read] (ReadFile) reads files, and all that the model gives depends on it.");
  }

  @Test
  void theConfigurationMayAllowIt() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "hello");
    spark().conf().set(ALLOW, "true");
    TFInputGraph graph = open(secretReader(placeholder("file", DataType.DT_STRING)));
    assertThat(score(graph, "file", "'" + file + "'", "content")).hasSize(2);
  }

  @Test
  void theConfigurationIsTrueOrFalse() {
    spark().conf().set(ALLOW, "maybe");
    assertThatThrownBy(() -> open(secretReader(placeholder("file", DataType.DT_STRING))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spark.dlpipelines.allowUnsafeOps is [maybe], and must be true or false.");
  }

  @Test
  void functionsAreLookedInto() {
    FunctionDef function =
        FunctionDef.newBuilder()
            .setSignature(
                OpDef.newBuilder()
                    .setName("sneaky")
                    .addInputArg(argument("name"))
                    .addOutputArg(argument("content")))
            .addNodeDef(node("inner", "ReadFile", Map.of(), "name"))
            .putRet("content", "inner:contents:0")
            .build();
    AttrValue types =
        AttrValue.newBuilder()
            .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_STRING))
            .build();
    AttrValue.Builder called = AttrValue.newBuilder();
    called.getFuncBuilder().setName("sneaky");
    GraphDef.Builder graph =
        GraphDef.newBuilder()
            .addNode(placeholder("file", DataType.DT_STRING))
            .addNode(
                node(
                    "call",
                    "PartitionedCall",
                    Map.of("Tin", types, "Tout", types, "f", called.build()),
                    "file"));
    graph.getLibraryBuilder().addFunction(function);
    assertThatThrownBy(() -> open(graph.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Node [inner] (ReadFile) of function [sneaky] reads files");
  }

  @Test
  void aRestoreThatWritesIsRefused() throws IOException {
    Path model = WrittenModels.savedModel(folder);
    edit(
        model,
        metaGraph -> {
          MetaGraphDef.Builder changed = metaGraph.toBuilder();
          changed
              .getGraphDefBuilder()
              .addNode(string("target", "/tmp/taken"))
              .addNode(node("write", "WriteFile", Map.of(), "target", "target"))
              .addNode(
                  node(
                      "all",
                      "NoOp",
                      Map.of(),
                      "^write",
                      "^" + metaGraph.getSaverDef().getRestoreOpName()));
          changed.getSaverDefBuilder().setRestoreOpName("all");
          return changed.build();
        });
    assertThatThrownBy(() -> TFInputGraph.fromSavedModel(model.toUri().toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Node [write] (WriteFile) writes files when the model is loaded.");
  }

  @Test
  void aRestoreReadsTheModelsOwnFiles() throws IOException {
    Path model = WrittenModels.savedModel(folder);
    edit(
        model,
        metaGraph -> {
          MetaGraphDef.Builder changed = metaGraph.toBuilder();
          GraphDef.Builder graph = changed.getGraphDefBuilder();
          graph.addNode(string("elsewhere", "/tmp/other/variables"));
          for (NodeDef.Builder node : graph.getNodeBuilderList()) {
            if (node.getOp().equals("RestoreV2")) {
              node.setInput(0, "elsewhere");
            }
          }
          return changed.build();
        });
    assertThatThrownBy(() -> TFInputGraph.fromSavedModel(model.toUri().toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(RestoreV2) reads files when the model is loaded.");
  }

  @Test
  void aTableIsReadFromAnAsset() throws IOException {
    Path model = withTable("words.txt");
    TFInputGraph graph = TFInputGraph.fromSavedModel(model.toUri().toString());
    assertThat(score(graph, "word", "IF(id = 0, 'one', 'two')", "number")).containsExactly(0L, 1L);
  }

  @Test
  void anAssetLiesInTheModelsFolder() throws IOException {
    Path model = withTable("../../../../etc/passwd");
    assertThatThrownBy(() -> TFInputGraph.fromSavedModel(model.toUri().toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The SavedModel has no file [../../../../etc/passwd] in its folder assets, and tensor"
                + " [words:0] names it. Check that it was copied whole.");
  }

  @Test
  void aTableIsReadFromNoOtherFile() throws IOException {
    Path model = withTable("words.txt");
    edit(model, metaGraph -> metaGraph.toBuilder().clearAssetFileDef().build());
    assertThatThrownBy(() -> TFInputGraph.fromSavedModel(model.toUri().toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Node [fill] (InitializeTableFromTextFileV2) reads files when the model is loaded.");
  }

  @Test
  void anAssetsNameIsOnlyTrustedWhileTheModelIsLoaded() throws IOException {
    Path model = withTable("words.txt");
    edit(
        model,
        metaGraph -> {
          MetaGraphDef.Builder changed = metaGraph.toBuilder();
          changed
              .getGraphDefBuilder()
              .addNode(node("stolen", "ReadFile", Map.of(), "words"))
              .addNode(placeholder("given", DataType.DT_STRING))
              .addNode(node("both", "StringJoin", Map.of("N", number(2)), "given", "stolen"));
          return changed.build();
        });
    assertThatThrownBy(() -> TFInputGraph.fromSavedModel(model.toUri().toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Node [stolen] (ReadFile) reads files as soon as the graph is looked at.");
  }

  @Test
  void anInitializerIsLookedAtBeforeItRuns() throws IOException {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(placeholder("x", DataType.DT_FLOAT, -1))
            .addNode(node("y", "Relu", Map.of("T", type(DataType.DT_FLOAT)), "x"))
            .addNode(string("target", "/tmp/taken"))
            .addNode(node("init", "WriteFile", Map.of(), "target", "target"))
            .build();
    Path file = Files.write(folder.resolve("training.pb"), graph.toByteArray());
    assertThatThrownBy(() -> TFInputGraph.fromGraphDef(file.toUri().toString(), "init"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Node [init] (WriteFile) writes files");
  }

  @Test
  void aSavedStageBringsNoPermission() throws IOException {
    spark().conf().set(ALLOW, "true");
    TFTransformer stage =
        new TFTransformer()
            .setGraph(open(secretReader(placeholder("file", DataType.DT_STRING))))
            .setInputMapping(Map.of("path", "file"))
            .setOutputMapping(Map.of("content", "content"));
    String saved = folder.resolve("stage").toUri().toString();
    stage.save(saved);
    spark().conf().unset(ALLOW);
    assertThatThrownBy(() -> TFTransformer.load(saved))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Node [read] (ReadFile) reads files");
  }

  @Test
  void aDamagedSavedStageIsNotLoaded() throws IOException {
    TFTransformer stage = new TFTransformer().setGraph(Graphs.halfPlusTwo(2));
    String saved = folder.resolve("damaged").toUri().toString();
    stage.save(saved);
    assertThat(TFTransformer.load(saved).getGraph()).isEqualTo(stage.getGraph());
  }

  private static OpDef.ArgDef argument(String name) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(DataType.DT_STRING).build();
  }

  private static GraphDef secretReader(NodeDef file) {
    return GraphDef.newBuilder()
        .addNode(file)
        .addNode(node("read", "ReadFile", Map.of(), "file"))
        .addNode(node("content", "Identity", STRING, "read"))
        .build();
  }

  private static TFInputGraph open(GraphDef graph) {
    return TFInputGraph.fromGraphDef(graph.toByteArray());
  }

  private static List<Object> score(
      TFInputGraph graph, String input, String expression, String output) {
    Dataset<Row> rows = spark().range(0, 2, 1, 1).selectExpr(expression + " AS given");
    return new TFTransformer()
            .setGraph(graph)
            .setInputMapping(Map.of("given", input))
            .setOutputMapping(Map.of(output, "got"))
            .setBatchSize(1)
            .transform(rows)
            .select("got")
            .collectAsList()
            .stream()
            .<Object>map(row -> row.get(0))
            .toList();
  }

  /** A SavedModel that looks words up in a table of a file. */
  private Path withTable(String asset) throws IOException {
    Path model = WrittenModels.savedModel(folder);
    Files.createDirectories(model.resolve("assets"));
    Files.writeString(model.resolve("assets").resolve("words.txt"), "one\ntwo\n");
    Map<String, AttrValue> lookup =
        Map.of("Tin", type(DataType.DT_STRING), "Tout", type(DataType.DT_INT64));
    edit(
        model,
        metaGraph -> {
          MetaGraphDef.Builder changed = metaGraph.toBuilder();
          changed
              .getGraphDefBuilder()
              .addNode(string("words", "words.txt"))
              .addNode(
                  node(
                      "table",
                      "HashTableV2",
                      Map.of(
                          "key_dtype",
                          type(DataType.DT_STRING),
                          "value_dtype",
                          type(DataType.DT_INT64),
                          "shared_name",
                          text("words"))))
              .addNode(
                  node(
                      "fill",
                      "InitializeTableFromTextFileV2",
                      Map.of("key_index", number(-2), "value_index", number(-1)),
                      "table",
                      "words"))
              .addNode(node("fill_all", "NoOp", Map.of(), "^fill"))
              .addNode(placeholder("word", DataType.DT_STRING, -1))
              .addNode(
                  node(
                      "none",
                      "Const",
                      Map.of(
                          "dtype",
                          type(DataType.DT_INT64),
                          "value",
                          AttrValue.newBuilder()
                              .setTensor(
                                  floats("c", 0).getAttrOrThrow("value").getTensor().toBuilder()
                                      .clearFloatVal()
                                      .setDtype(DataType.DT_INT64)
                                      .addInt64Val(-1))
                              .build())))
              .addNode(node("found", "LookupTableFindV2", lookup, "table", "word", "none"))
              .addNode(
                  node(
                      "number",
                      "EnsureShape",
                      Map.of("T", type(DataType.DT_INT64), "shape", shape(-1)),
                      "found"));
          changed
              .addAssetFileDefBuilder()
              .setFilename(asset)
              .getTensorInfoBuilder()
              .setName("words:0");
          changed.putCollectionDef(
              "saved_model_main_op",
              org.tensorflow.proto.CollectionDef.newBuilder()
                  .setNodeList(
                      org.tensorflow.proto.CollectionDef.NodeList.newBuilder().addValue("fill_all"))
                  .build());
          return changed.build();
        });
    return model;
  }

  private static AttrValue number(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }

  private static void edit(Path model, UnaryOperator<MetaGraphDef> change) throws IOException {
    Path file = model.resolve("saved_model.pb");
    SavedModel read = SavedModel.parseFrom(Files.readAllBytes(file));
    SavedModel changed =
        read.toBuilder().setMetaGraphs(0, change.apply(read.getMetaGraphs(0))).build();
    Files.write(file, changed.toByteArray());
  }
}
