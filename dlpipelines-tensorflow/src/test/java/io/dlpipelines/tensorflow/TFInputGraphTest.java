package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

class TFInputGraphTest extends SparkTest {

  @TempDir Path folder;

  @Test
  void builtGraphTellsInputsAndOutputs() {
    TFInputGraph graph = Graphs.halfPlusTwo(3);
    assertThat(graph.inputs())
        .containsExactly(new TensorSpec("x:0", Dtype.FLOAT32, TensorShape.of(-1, 3)));
    assertThat(graph.outputs())
        .containsExactly(new TensorSpec("y:0", Dtype.FLOAT32, TensorShape.of(-1, 3)));
  }

  @Test
  void operationAloneMeansItsFirstOutput() {
    TFInputGraph graph = splitInTwo();
    assertThat(graph.tensorName("parts")).isEqualTo("parts:0");
    assertThat(graph.tensorName("parts:1")).isEqualTo("parts:1");
    assertThat(graph.tensorOrThrow("parts")).isEqualTo(graph.tensorOrThrow("parts:0"));
    assertThat(graph.outputs()).extracting(TensorSpec::name).containsExactly("parts:0", "parts:1");
  }

  @Test
  void describesItself() {
    assertThat(Graphs.halfPlusTwo(3).describe())
        .matches(
            """
            TensorFlow model, graph
            \\d+ bytes in 1 files, SHA-256 [0-9a-f]{64}
            Inputs:
              x:0  FLOAT32  \\[\\?, 3\\]
            Outputs:
              y:0  FLOAT32  \\[\\?, 3\\]\
            """);
    assertThat(TFInputGraph.fromSavedModel(WrittenModels.savedModel(folder).toString()).describe())
        .matches(
            """
            TensorFlow model, saved model, tags \\[serve\\]
            [\\d,]+ bytes in 3 files, SHA-256 [0-9a-f]{64}
            Inputs:
              in  FLOAT32  \\[\\?, 2\\]  \\(x:0\\)
            Outputs:
              out  FLOAT32  \\[\\?, 2\\]  \\(y:0\\)\
            """);
    assertThat(TFInputGraph.build(tf -> tf.withName("one").constant(1f)).describe())
        .contains("Inputs: none\nOutputs:\n  one:0  FLOAT32  []");
  }

  @Test
  void sliceEndsAtAnyTensorAndLosesTheRest() {
    TFInputGraph whole = twoOutputs();
    TFInputGraph slice = whole.sliceAt("middle");
    assertThat(slice.inputs()).extracting(TensorSpec::name).containsExactly("x:0");
    assertThat(slice.outputs()).extracting(TensorSpec::name).containsExactly("middle:0");
    assertThatThrownBy(() -> slice.tensorOrThrow("left"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "There is no tensor [left] in the graph; its outputs are [middle:0], the nearest names"
                + " [");
    assertThat(slice)
        .isEqualTo(twoOutputs().sliceAt("middle:0"))
        .hasSameHashCodeAs(twoOutputs().sliceAt("middle:0"))
        .isNotEqualTo(whole)
        .isNotEqualTo(whole.sliceAt("left"));
    assertThat(whole.sliceAt("right", "left").outputs())
        .extracting(TensorSpec::name)
        .containsExactly("right:0", "left:0");
    assertThat(scored(slice, "x", "middle")).isEqualTo(vectors(2, 4, 6, 8));
  }

  @Test
  void sliceOfAModelWithVariablesKeepsItsFiles() {
    TFInputGraph whole = TFInputGraph.fromCheckpoint(WrittenModels.checkpoint(folder).toString());
    TFInputGraph slice = whole.sliceAt("y");
    assertThat(slice.inputs()).extracting(TensorSpec::name).containsExactly("x:0");
    assertThat(scored(slice, "x", "y")).isEqualTo(vectors(3, 6, 9, 12));
  }

  @Test
  void sliceNeedsATensor() {
    assertRefused(() -> Graphs.halfPlusTwo(2).sliceAt(), "Name at least one tensor to slice at.");
    assertRefused(
        () -> Graphs.halfPlusTwo(2).sliceAt("z"),
        "There is no tensor [z] in the graph; its outputs are [y:0], the nearest names"
            + " [x:0, y:0, Mul:0].");
  }

  @Test
  void sameContentIsTheSameGraph() {
    assertThat(Graphs.halfPlusTwo(3))
        .isEqualTo(Graphs.halfPlusTwo(3))
        .hasSameHashCodeAs(Graphs.halfPlusTwo(3))
        .isNotEqualTo(Graphs.halfPlusTwo(2));
    assertThat(Graphs.halfPlusTwo(3).toString())
        .matches("TFInputGraph\\([0-9a-f]{12}, \\[x:0 FLOAT32 .*] -> \\[y:0 FLOAT32 .*]\\)");
  }

  @Test
  void takesALiveGraphWithoutVariables() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      tf.withName("y").math.mul(placeholder(tf), tf.constant(3f));
      GraphDef before = graph.toGraphDef();
      assertThat(scored(TFInputGraph.fromGraph(graph), "x", "y")).isEqualTo(vectors(3, 6, 9, 12));
      assertThat(graph.toGraphDef()).isEqualTo(before);
    }
  }

  @Test
  void freezesResourceVariablesAtTheirPresentValues() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      VarHandleOp handle = variable(tf, "w");
      AssignVariableOp assign = assign(tf, handle, "three", 3f);
      AssignVariableOp later = assign(tf, handle, "five", 5f);
      tf.withName("y").math.mul(placeholder(tf), tf.readVariableOp(handle, TFloat32.class));
      try (Session session = new Session(graph)) {
        session.run(assign);
        GraphDef before = graph.toGraphDef();
        TFInputGraph frozen = TFInputGraph.fromGraph(graph, session);
        session.run(later);
        assertThat(scored(frozen, "x", "y")).isEqualTo(vectors(3, 6, 9, 12));
        assertThat(scored(TFInputGraph.fromGraph(graph, session), "x", "y"))
            .isEqualTo(vectors(5, 10, 15, 20));
        assertThat(graph.toGraphDef()).isEqualTo(before);
        assertThat(frozen.outputs()).extracting(TensorSpec::name).containsExactly("y:0");
      }
    }
  }

  @Test
  void freezesReferenceVariablesAtTheirPresentValues() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variable<TFloat32> w = tf.withName("w").variable(Shape.scalar(), TFloat32.class);
      var assign = tf.withName("assign").assign(w, tf.constant(3f));
      var later = tf.assign(w, tf.constant(5f));
      tf.withName("initialized").isVariableInitialized(w);
      tf.withName("y").math.mul(placeholder(tf), w);
      try (Session session = new Session(graph)) {
        session.run(assign);
        GraphDef before = graph.toGraphDef();
        TFInputGraph frozen = TFInputGraph.fromGraph(graph, session);
        session.run(later);
        assertThat(scored(frozen, "x", "y")).isEqualTo(vectors(3, 6, 9, 12));
        assertThat(frozen.outputs()).extracting(TensorSpec::name).containsExactly("y:0");
        assertThat(graph.toGraphDef()).isEqualTo(before);
      }
    }
  }

  /** To read after an assignment is to assign. */
  @Test
  void freezingAssignsNothing() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      VarHandleOp handle = variable(tf, "steps");
      AssignVariableOp zero = assign(tf, handle, "zero", 0f);
      tf.withName("now").readVariableOp(handle, TFloat32.class);
      var add = tf.withName("add").assignAddVariableOp(handle, tf.constant(1f));
      tf.withControlDependencies(add).withName("next").readVariableOp(handle, TFloat32.class);
      try (Session session = new Session(graph)) {
        session.run(zero);
        TFInputGraph.fromGraph(graph, session);
        TFInputGraph.fromGraph(graph, session);
        try (Result result = session.runner().fetch("now").run()) {
          assertThat(((TFloat32) result.get(0)).getFloat()).isZero();
        }
      }
    }
  }

  @Test
  void variablesNeedASessionThatHasThem() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      VarHandleOp handle = variable(tf, "w");
      tf.withName("read").readVariableOp(handle, TFloat32.class);
      assertRefused(
          () -> TFInputGraph.fromGraph(graph),
          "The graph has the variable [read], and no session was given that holds its value. Pass"
              + " the session too.");
      try (Session session = new Session(graph)) {
        assertRefused(
            () -> TFInputGraph.fromGraph(graph, session),
            "The variable [read] has no value in the session. Run its initializer first.");
      }
    }
    try (Graph graph = new Graph()) {
      Ops.create(graph).withName("w").variable(Shape.scalar(), TFloat32.class);
      try (Session session = new Session(graph)) {
        assertRefused(
            () -> TFInputGraph.fromGraph(graph, session),
            "The variable [w] has no value in the session. Run its initializer first.");
      }
    }
  }

  @Test
  void bytesThatAreNoGraphAreRefused() throws IOException {
    String check = " Check that it was written by TensorFlow and copied whole.";
    assertRefused(
        () -> TFInputGraph.fromGraphDef(new byte[0]),
        "The graph of 0 bytes is no GraphDef: it has no nodes." + check);
    byte[] noise = new byte[100];
    Arrays.fill(noise, (byte) 0xFF);
    assertRefused(
        () -> TFInputGraph.fromGraphDef(noise),
        "The graph of 100 bytes is no GraphDef: CodedInputStream encountered a malformed varint."
            + check);
    byte[] graph = bytes();
    assertThatThrownBy(() -> TFInputGraph.fromGraphDef(Arrays.copyOf(graph, graph.length / 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "The graph of %d bytes is no GraphDef: ".formatted(graph.length / 2))
        .hasMessageEndingWith(check);
    Path text = Files.writeString(folder.resolve("read me.pb"), "\n\n\n");
    assertThatThrownBy(() -> TFInputGraph.fromGraphDef(text.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(text + " is no GraphDef: ")
        .hasMessageEndingWith(check);
  }

  /** The operation is one that TensorFlow does not have. */
  @Test
  void unknownOperationIsRefused() throws IOException {
    GraphDef.Builder graph = GraphDef.parseFrom(bytes()).toBuilder();
    graph.addNodeBuilder().setName("mine").setOp("MyOwnOperation");
    assertThatThrownBy(() -> TFInputGraph.fromGraphDef(graph.build().toByteArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("TensorFlow refuses the graph: ")
        .hasMessageContaining("MyOwnOperation");
  }

  @Test
  void nothingIsNoGraph() {
    assertRefused(
        () -> TFInputGraph.build(tf -> {}),
        "The graph is no GraphDef: it has no nodes. Check that it was written by TensorFlow and"
            + " copied whole.");
  }

  @Test
  void travelsByJavaSerialization() throws IOException, ClassNotFoundException {
    TFInputGraph graph = Graphs.halfPlusTwo(2);
    graph.sliceAt("y");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(graph);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      TFInputGraph copy = (TFInputGraph) in.readObject();
      assertThat(copy).isEqualTo(graph);
      assertThat(scored(copy, "x", "y")).isEqualTo(vectors(2.5, 3, 3.5, 4));
    }
  }

  @Test
  void everyKindIsSavedAndLoadedWithItsStage() throws IOException {
    Path graphFile = Files.write(folder.resolve("graph.pb"), bytes());
    List<Map.Entry<TFInputGraph, List<Object>>> kinds =
        List.of(
            Map.entry(
                TFInputGraph.fromGraphDef(graphFile.toString()).sliceAt("y"),
                vectors(2.5, 3, 3.5, 4)),
            Map.entry(
                TFInputGraph.fromSavedModel(
                        WrittenModels.savedModel(folder.resolve("a")).toString())
                    .sliceAt("y"),
                vectors(3, 6, 9, 12)),
            Map.entry(
                TFInputGraph.fromCheckpoint(
                        WrittenModels.checkpoint(folder.resolve("b")).toString())
                    .sliceAt("y"),
                vectors(3, 6, 9, 12)));
    for (int i = 0; i < kinds.size(); i++) {
      String path = folder.resolve("stage" + i).toString();
      TFTransformer stage = stage(kinds.get(i).getKey(), "x", "y");
      stage.save(path);
      TFTransformer loaded = TFTransformer.load(path);
      assertThat(loaded.getGraph()).isEqualTo(kinds.get(i).getKey());
      assertThat(Frames.cells(loaded.transform(pairs()), "out"))
          .isEqualTo(kinds.get(i).getValue())
          .isEqualTo(Frames.cells(stage.transform(pairs()), "out"));
    }
  }

  @Test
  void signatureNamesAndTensorNamesBothWork() {
    TFInputGraph graph = TFInputGraph.fromSavedModel(WrittenModels.savedModel(folder).toString());
    assertThat(scored(graph, "in", "out")).isEqualTo(vectors(3, 6, 9, 12));
    assertThat(scored(graph, "x:0", "y")).isEqualTo(vectors(3, 6, 9, 12));
    assertThat(graph.tensorName("out")).isEqualTo("y:0");
  }

  @Test
  void pathsMayHaveASchemeAndSpaces() throws IOException {
    Path spaced = Files.createDirectories(folder.resolve("a model's folder"));
    Path graphFile = Files.write(spaced.resolve("my graph.pb"), bytes());
    TFInputGraph expected = TFInputGraph.fromGraphDef(graphFile.toString());
    assertThat(TFInputGraph.fromGraphDef("file://" + graphFile)).isEqualTo(expected);
    assertThat(TFInputGraph.fromPath("file:" + graphFile)).isEqualTo(expected);
    Path saved = WrittenModels.savedModel(spaced);
    assertThat(TFInputGraph.fromSavedModel("file://" + saved))
        .isEqualTo(TFInputGraph.fromSavedModel(saved.toString()))
        .isEqualTo(TFInputGraph.fromPath("file://" + saved));
    Path checkpoint = WrittenModels.checkpoint(spaced.resolve("c"));
    assertThat(TFInputGraph.fromCheckpoint("file://" + checkpoint))
        .isEqualTo(TFInputGraph.fromCheckpoint(checkpoint.getParent().toString()))
        .isEqualTo(TFInputGraph.fromPath("file://" + checkpoint));
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    String nowhere = folder.resolve("nowhere").toString();
    String nothing =
        "There is nothing at %s. Check the path and its file system.".formatted(nowhere);
    assertRefused(() -> TFInputGraph.fromGraphDef(nowhere), nothing);
    assertRefused(() -> TFInputGraph.fromSavedModel(nowhere), nothing);
    assertRefused(() -> TFInputGraph.fromPath(nowhere), nothing);
    assertRefused(
        () -> TFInputGraph.fromCheckpoint(nowhere),
        "The checkpoint %s has no file nowhere.meta; there is []. A checkpoint needs its meta graph (.meta), its index (.index) and its data (.data-*)."
            .formatted(nowhere));
    Files.writeString(folder.resolve("notes.txt"), "none");
    assertRefused(
        () -> TFInputGraph.fromPath(folder.toString()),
        folder
            + " holds no model: there is no saved_model.pb and no checkpoint in it; there is"
            + " [notes.txt].");
    assertRefused(
        () -> TFInputGraph.fromGraphDef(folder.toString()),
        folder
            + " is a folder, and a frozen GraphDef (.pb) is a file; there is [notes.txt] in it.");
    assertRefused(
        () -> TFInputGraph.fromSavedModel(folder.toString()),
        folder
            + " is no SavedModel: there is no saved_model.pb in it; there is [notes.txt]. Give the"
            + " folder that holds that file.");
    assertRefused(
        () -> TFInputGraph.fromCheckpoint(folder.toString()),
        "%s has no file named checkpoint that says which checkpoint is the newest; there is [notes.txt]. Give the checkpoint's prefix, such as %s/model."
            .formatted(folder, folder));
  }

  @Test
  void checkpointWithoutItsDataIsRefused() throws IOException {
    Path prefix = WrittenModels.checkpoint(folder);
    Files.delete(prefix.resolveSibling("model.data-00000-of-00001"));
    assertRefused(
        () -> TFInputGraph.fromCheckpoint(prefix.toString()),
        "The checkpoint %s has no file model.data-; there is [checkpoint, model.index, model.meta]. A checkpoint needs its meta graph (.meta), its index (.index) and its data (.data-*)."
            .formatted(prefix));
  }

  @Test
  void tagsAndSignaturesThatAreThereAreListed() {
    String saved = WrittenModels.savedModel(folder).toString();
    assertRefused(
        () -> TFInputGraph.fromSavedModel(saved, "serve,gpu", ""),
        "The SavedModel has no meta graph with the tags [serve, gpu]; there is [[serve]].");
    assertRefused(
        () -> TFInputGraph.fromSavedModel(saved, "serve", "classify"),
        "The model has no signature [classify]; there is [serving_default]. Name one of these.");
    String checkpoint = WrittenModels.checkpoint(folder.resolve("c")).toString();
    assertRefused(
        () -> TFInputGraph.fromCheckpoint(checkpoint, "classify"),
        "The model has no signature [classify]; there is []. Name one of these.");
  }

  @Test
  void unknownTensorIsAnsweredWithTheNearest() {
    assertRefused(
        () -> twoOutputs().tensorOrThrow("lef"),
        "There is no tensor [lef] in the graph; its outputs are [left:0, right:0], the nearest"
            + " names [left:0, x:0, middle:0].");
  }

  @Test
  void nullIsRefusedByName() {
    assertThatThrownBy(() -> TFInputGraph.fromPath(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("path");
    assertThatThrownBy(() -> TFInputGraph.fromGraph(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("graph");
    assertThatThrownBy(() -> TFInputGraph.build(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("builder");
  }

  private static void assertRefused(ThrowingCallable action, String message) {
    assertThatThrownBy(action).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static VarHandleOp variable(Ops tf, String name) {
    return tf.withName(name)
        .varHandleOp(TFloat32.class, Shape.scalar(), VarHandleOp.sharedName(name));
  }

  private static AssignVariableOp assign(Ops tf, VarHandleOp handle, String name, float value) {
    return tf.withName(name).assignVariableOp(handle, tf.constant(value));
  }

  private static Placeholder<TFloat32> placeholder(Ops tf) {
    return tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
  }

  private static TFInputGraph twoOutputs() {
    return TFInputGraph.build(
        tf -> {
          var middle = tf.withName("middle").math.mul(placeholder(tf), tf.constant(2f));
          tf.withName("left").math.neg(middle);
          tf.withName("right").math.square(middle);
        });
  }

  private static TFInputGraph splitInTwo() {
    return TFInputGraph.build(
        tf -> tf.withName("parts").split(tf.constant(1), placeholder(tf), 2L));
  }

  private static byte[] bytes() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      tf.withName("y").math.add(tf.math.mul(placeholder(tf), tf.constant(0.5f)), tf.constant(2f));
      return graph.toGraphDef().toByteArray();
    }
  }

  private static TFTransformer stage(TFInputGraph graph, String input, String output) {
    return new TFTransformer()
        .setGraph(graph)
        .setInputMapping(Map.of("in", input))
        .setOutputMapping(Map.of(output, "out"));
  }

  private static List<Object> scored(TFInputGraph graph, String input, String output) {
    return Frames.cells(stage(graph, input, output).transform(pairs()), "out");
  }

  private static Dataset<Row> pairs() {
    return Frames.column(
        "in",
        DataTypes.createArrayType(DataTypes.FloatType, false),
        1,
        List.of(List.of(1f, 2f), List.of(3f, 4f)));
  }

  private static List<Object> vectors(double a, double b, double c, double d) {
    return List.of(Vectors.dense(a, b), Vectors.dense(c, d));
  }
}
