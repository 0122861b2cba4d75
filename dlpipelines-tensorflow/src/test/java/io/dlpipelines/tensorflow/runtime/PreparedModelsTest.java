package io.dlpipelines.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.CapturedLog;
import io.dlpipelines.tensorflow.precision.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;

/** Models of each form, opened in lower precision and compiled by XLA, as TensorFlow runs them. */
class PreparedModelsTest {
  private static final Shape ROWS = Shape.of(2, 4);
  private static final float[] X = {1, 2, 3, 4, 0.1f, 0.2f, 0.3f, 0.4f};

  @TempDir Path folder;

  /** Two products with an activation between them. */
  private static Operand<TFloat32> network(Ops tf, Operand<TFloat32> x, Operand<TFloat32> w) {
    Operand<TFloat32> hidden =
        tf.withName("hidden").nn.relu(tf.withName("first").linalg.matMul(x, w));
    return tf.withName("y").nn.softmax(tf.withName("second").linalg.matMul(hidden, w));
  }

  private static Placeholder<TFloat32> input(Ops tf) {
    return tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4)));
  }

  private static Operand<TFloat32> weights(Ops tf) {
    return tf.constant(
        new float[][] {
          {0.11f, 0.21f, -0.31f, 0.41f},
          {-0.12f, 0.22f, 0.32f, 0.42f},
          {0.13f, -0.23f, 0.33f, 0.43f},
          {0.14f, 0.24f, 0.34f, -0.44f}
        });
  }

  private static GraphDef frozen() {
    return GraphTensors.build(tf -> network(tf, input(tf), weights(tf)));
  }

  private static float[] reference() {
    try (OpenedModel model = OpenedModel.of(frozen(), Precision.FLOAT32, false)) {
      float[] scored = model.run("x:0", ROWS, X, "y:0");
      assertThat(model.types("MatMul")).containsExactly("DT_FLOAT");
      assertThat(model.executed()).noneMatch(node -> node.getOp().equals("_XlaRun"));
      return scored;
    }
  }

  private static void assertLow(OpenedModel model, Precision precision, String fetch) {
    float[] scored = model.run("x:0", ROWS, X, fetch);
    String type = precision == Precision.FLOAT16 ? "DT_HALF" : "DT_BFLOAT16";
    assertThat(model.types("MatMul")).containsExactly(type);
    assertThat(model.types("Softmax")).containsExactly("DT_FLOAT");
    assertThat(scored).isNotEqualTo(reference()).contains(reference(), within(0.02f));
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT16", "BFLOAT16"})
  void frozenGraphs(Precision precision) {
    try (OpenedModel model = OpenedModel.of(frozen(), precision, false)) {
      assertLow(model, precision, "y:0");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT16", "BFLOAT16"})
  void savedModelsWithVariables(Precision precision) {
    Path exported = exported();
    try (OpenedModel model =
        OpenedModel.of(
            to -> copy(exported, to.resolve(ModelKind.SAVED_MODEL_FOLDER)),
            ModelKind.SAVED_MODEL,
            precision,
            false,
            "x:0")) {
      assertLow(model, precision, "y:0");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT16", "BFLOAT16"})
  void savedModelsOfFunctions(Precision precision) throws IOException {
    Path exported = folder.resolve("functions");
    try (ConcreteFunction function =
            ConcreteFunction.create(
                tf -> {
                  Placeholder<TFloat32> x = input(tf);
                  return Signature.builder("network")
                      .input("x", x)
                      .output("y", network(tf, x, weights(tf)))
                      .build();
                });
        Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = input(tf);
      Operand<?> called = tf.call(function, x);
      Signature signature =
          Signature.builder("serving_default").input("x", x).output("y", called).build();
      try (Session session = new Session(graph)) {
        SavedModelBundle.exporter(exported.toString())
            .withSession(session)
            .withSignature(signature)
            .export();
      }
      try (OpenedModel model =
          OpenedModel.of(
              to -> copy(exported, to.resolve(ModelKind.SAVED_MODEL_FOLDER)),
              ModelKind.SAVED_MODEL,
              precision,
              false,
              "x:0")) {
        assertLow(model, precision, called.op().name() + ":0");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT16", "BFLOAT16"})
  void checkpoints(Precision precision) throws IOException {
    Path exported = exported();
    SavedModel written =
        SavedModel.parseFrom(Files.readAllBytes(exported.resolve("saved_model.pb")));
    Files.write(folder.resolve("checkpoint/model.meta"), written.getMetaGraphs(0).toByteArray());
    try (OpenedModel model =
        OpenedModel.of(
            to -> copy(folder.resolve("checkpoint"), to.resolve("checkpoint")),
            ModelKind.CHECKPOINT,
            precision,
            false,
            "x:0")) {
      assertLow(model, precision, "y:0");
    }
  }

  @Test
  void xlaCompilesOnTheCpu() {
    try (OpenedModel model = OpenedModel.of(frozen(), Precision.FLOAT32, true)) {
      float[] scored = model.run("x:0", ROWS, X, "y:0");
      assertThat(scored).contains(reference(), within(1e-5f));
      assertThat(model.executed()).anyMatch(node -> node.getOp().equals("_XlaRun"));
      assertThat(model.executed()).filteredOn(node -> node.getOp().equals("_XlaRun")).hasSize(1);
      Shape one = Shape.of(1, 4);
      assertThat(model.run("x:0", one, new float[] {1, 2, 3, 4}, "y:0"))
          .as("a batch of another size")
          .contains(java.util.Arrays.copyOf(reference(), 4), within(1e-5f));
    }
  }

  @Test
  void xlaCompilesSavedModelsInLowerPrecision() throws IOException {
    Path exported = exported();
    try (OpenedModel model =
        OpenedModel.of(
            to -> copy(exported, to.resolve(ModelKind.SAVED_MODEL_FOLDER)),
            ModelKind.SAVED_MODEL,
            Precision.BFLOAT16,
            true,
            "x:0")) {
      assertThat(model.run("x:0", ROWS, X, "y:0"))
          .isNotEqualTo(reference())
          .contains(reference(), within(0.02f));
      assertThat(model.executed()).anyMatch(node -> node.getOp().equals("_XlaRun"));
    }
  }

  @Test
  void whatChangesNothingIsSaid() {
    GraphDef sums = GraphTensors.build(tf -> twice(tf, input(tf)));
    try (CapturedLog log = CapturedLog.warnings(LoweredGraph.class);
        OpenedModel model = OpenedModel.of(sums, Precision.BFLOAT16, false)) {
      assertThat(model.run("x:0", Shape.of(1, 4), new float[] {1, 2, 3, 4}, "y:0"))
          .containsExactly(2, 4, 6, 8);
      assertThat(log.messages())
          .containsExactly(
              "precision is bfloat16, and the model has no operation that multiplies or convolves"
                  + " float32 and is not fed, so that all is computed as with float32.");
    }
  }

  private static void twice(Ops tf, Operand<TFloat32> x) {
    tf.withName("y").math.add(x, x);
  }

  /** A SavedModel with a variable, and its checkpoint beside it. */
  private Path exported() {
    Path exported = folder.resolve("exported");
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = input(tf);
      Variable<TFloat32> w = tf.withName("w").variable(weights(tf));
      Operand<TFloat32> y = network(tf, x, w);
      try (Session session = new Session(graph)) {
        Files.createDirectories(folder.resolve("checkpoint"));
        session.initialize();
        session.save(folder.resolve("checkpoint/model").toString());
        SavedModelBundle.exporter(exported.toString())
            .withSession(session)
            .withSignature(
                Signature.builder("serving_default").input("x", x).output("y", y).build())
            .export();
      }
      return exported;
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
  }
}
