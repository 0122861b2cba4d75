package io.dlpipelines.tensorflow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** Files that are no frozen graph are named for what they are. */
class ModelFormsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          m.tflite|....TFL3....|a TensorFlow Lite model, which only TensorFlow Lite runs. Give the SavedModel or Keras file that it was converted from.
          m.bin|....TFL3....|a TensorFlow Lite model, which only TensorFlow Lite runs. Give the SavedModel or Keras file that it was converted from.
          m.onnx|pytorch|an ONNX model, and no TensorFlow graph. Convert it to a SavedModel first.
          m.json|{"class_name": "Sequential"}|a JSON file, which holds the architecture of a network at most, and no weights. Give the model with its weights: a .keras or .h5 file, or a SavedModel.
          model.json|{"format": "graph-model", "weightsManifest": []}|a model of TensorFlow.js, which only TensorFlow.js runs. Give the SavedModel or Keras file that it was converted from.
          m.pb|\u0089HDF....|an HDF5 file. Read it with fromKeras, from a file named .h5.
          m.zip|PK\u0003\u0004....|a ZIP archive. Read a Keras model with fromKeras, from a file named .keras; unpack a SavedModel.
          """)
  void otherFilesAreNamed(String name, String content, String what) throws IOException {
    Path file = folder.resolve(name);
    Files.write(
        file,
        content
            .replace("\\u0089", "\u0089")
            .replace("\\u0003\\u0004", "\u0003\u0004")
            .getBytes(ISO_8859_1));
    assertThatThrownBy(() -> TFInputGraph.fromPath(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s is %s", file, what);
  }

  @Test
  void graphsInTextFormAreRead() throws IOException {
    GraphDef definition = definition(false);
    Path text = folder.resolve("graph.pbtxt");
    Files.writeString(text, TextFormat.printer().printToString(definition));
    TFInputGraph graph = TFInputGraph.fromPath(text.toString());
    assertThat(graph.inputs()).hasToString("[x:0 FLOAT32 [?, 3]]");
    assertThat(graph.outputs()).hasToString("[y:0 FLOAT32 [?, 3]]");
  }

  @Test
  void textThatIsNoGraphIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("labels.txt"), "cat\ndog\n");
    assertThatThrownBy(() -> TFInputGraph.fromPath(text.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            text + " is text, and no GraphDef in the text form of protocol buffers: line 2, column")
        .hasMessageEndingWith("Give a file that TensorFlow wrote.");
  }

  @Test
  void graphsWithVariablesAreRefusedByTheirNames() {
    byte[] unfrozen = definition(true).toByteArray();
    assertThatThrownBy(() -> TFInputGraph.fromGraphDef(unfrozen))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The graph of %d bytes has no values for the variables [w, b] that its outputs need: a"
                + " GraphDef is a graph without values of variables. Freeze it, load the SavedModel"
                + " or checkpoint that it belongs to, or name the operation that initializes the"
                + " variables: fromGraphDef(path, initializer).",
            unfrozen.length);
  }

  @Test
  void variablesThatNoOutputNeedsDoNoHarm() {
    try (Graph live = new Graph()) {
      Ops tf = Ops.create(live);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
      tf.withName("y").math.neg(x);
      tf.withName("step").variable(Shape.scalar(), TFloat32.class);
      TFInputGraph graph = TFInputGraph.fromGraphDef(live.toGraphDef().toByteArray());
      assertThat(graph.outputs()).hasToString("[y:0 FLOAT32 [?, 3]]");
    }
  }

  private static GraphDef definition(boolean variables) {
    try (Graph live = new Graph()) {
      Ops tf = Ops.create(live);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
      if (variables) {
        Variable<TFloat32> w = tf.withName("w").variable(Shape.of(3), TFloat32.class);
        Variable<TFloat32> b = tf.withName("b").variable(Shape.of(3), TFloat32.class);
        tf.withName("y").math.add(tf.math.mul(x, w), b);
      } else {
        tf.withName("y").math.neg(x);
      }
      return live.toGraphDef();
    }
  }
}
