package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.safety.Protos.node;
import static io.dlpipelines.tensorflow.safety.Protos.placeholder;
import static io.dlpipelines.tensorflow.safety.Protos.text;
import static io.dlpipelines.tensorflow.safety.Protos.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.runtime.TestTrials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Models that are tried in a process of their own before they are loaded. */
class TriedModelsTest extends SparkTest {
  private static final String ALLOW = "spark.dlpipelines.allowUnsafeOps";
  private static final String TRIAL = "spark.dlpipelines.trial";
  private static final String SECONDS = "spark.dlpipelines.trial.seconds";
  private static final String FOLDER = "spark.dlpipelines.trial.folder";
  private static final NodeDef X = placeholder("x", DataType.DT_FLOAT, -1);

  @TempDir private Path folder;

  @BeforeEach
  void keepVerdictsHere() {
    spark().conf().set(FOLDER, folder.resolve("tried").toString());
  }

  @AfterEach
  void forgetSettings() {
    for (String setting : new String[] {ALLOW, TRIAL, SECONDS, FOLDER}) {
      spark().conf().unset(setting);
    }
  }

  @Test
  void aModelThatEndsTheProcessIsRefused() {
    spark().conf().set(ALLOW, "true");
    assertThatThrownBy(() -> open(deadly("first")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The graph of ")
        .hasMessageContaining(
            " is not loaded, since it was tried in a process of its own, and TensorFlow ended the"
                + " process while it computed operation [stop], exit code 134, and it last said: ")
        .hasMessageContaining("first")
        .hasMessageEndingWith(
            "Fetch what comes before that operation (sliceAt) or save the model without it, if the"
                + " file was written by TensorFlow and copied whole.");
    assertThat(folder.resolve("tried")).doesNotExist();
  }

  /** A transposed convolution whose constant states a batch of one row. */
  @Test
  void aGraphThatTakesOneRowScoresEachAlone() {
    TFInputGraph graph = open(doubling(1));
    org.apache.spark.sql.Dataset<org.apache.spark.sql.Row> rows =
        spark().sql("SELECT array(array(array(CAST(id AS float)))) AS x FROM range(0, 5, 1, 1)");
    TFTransformer stage =
        new TFTransformer()
            .setGraph(graph)
            .setInputMapping(java.util.Map.of("x", "x"))
            .setOutputMapping(java.util.Map.of("y", "out"));
    assertThat(stage.transform(rows).selectExpr("out[1][1][0] AS y").collectAsList())
        .extracting(row -> row.getFloat(0))
        .containsExactly(0f, 1f, 2f, 3f, 4f);
  }

  /** A transposed convolution whose output has a constant number of rows. */
  static GraphDef doubling(int batch) {
    String text =
        """
        node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } }
          attr { key: "shape" value { shape { dim { size: -1 } dim { size: 1 } dim { size: 1 } dim { size: 1 } } } } }
        node { name: "size" op: "Const" attr { key: "dtype" value { type: DT_INT32 } }
          attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { dim { size: 4 } }
            int_val: %d int_val: 2 int_val: 2 int_val: 1 } } } }
        node { name: "w" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } }
          attr { key: "value" value { tensor { dtype: DT_FLOAT
            tensor_shape { dim { size: 2 } dim { size: 2 } dim { size: 1 } dim { size: 1 } } float_val: 1 } } } }
        node { name: "y" op: "Conv2DBackpropInput" input: "size" input: "w" input: "x"
          attr { key: "T" value { type: DT_FLOAT } }
          attr { key: "padding" value { s: "VALID" } }
          attr { key: "strides" value { list { i: 1 i: 2 i: 2 i: 1 } } } }
        """
            .formatted(batch);
    GraphDef.Builder graph = GraphDef.newBuilder();
    try {
      com.google.protobuf.TextFormat.merge(text, graph);
    } catch (com.google.protobuf.TextFormat.ParseException wrong) {
      throw new IllegalArgumentException(wrong);
    }
    return graph.build();
  }

  @Test
  void trialsMayBeSwitchedOff() {
    spark().conf().set(ALLOW, "true");
    spark().conf().set(TRIAL, "false");
    assertThat(open(deadly("second")).inputs()).hasSize(1);
  }

  @Test
  void aGoodModelIsRememberedInAFolder() {
    open(harmless("Sinh"));
    assertThat(folder.resolve("tried")).isDirectoryContaining(Files::isRegularFile);
  }

  @Test
  void whatWasMadeHereIsNotTried() {
    TFTransformer stage = new TFTransformer().setGraph(Graphs.halfPlusTwo(7));
    String saved = folder.resolve("stage").toUri().toString();
    stage.setInputMapping(Map.of("x", "x")).setOutputMapping(Map.of("y", "y"));
    try {
      stage.save(saved);
    } catch (java.io.IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
    assertThat(TFTransformer.load(saved).getGraph()).isEqualTo(stage.getGraph());
    assertThat(folder.resolve("tried")).doesNotExist();
  }

  @Test
  void theLimitIsANumberOfSeconds() {
    spark().conf().set(SECONDS, "soon");
    assertThatThrownBy(() -> open(harmless("Cosh")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "spark.dlpipelines.trial.seconds is [soon], and must be a whole number of seconds, at"
                + " least 1.");
  }

  @Test
  void whereThereCanBeNoProcessTheErrorNamesTheSetting() {
    TestTrials.endProcess();
    String home = System.getProperty("java.home");
    System.setProperty("java.home", folder.resolve("nowhere").toString());
    try {
      assertThatThrownBy(() -> open(harmless("Asinh")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(" cannot be tried in a process of its own: it did not start: ")
          .hasMessageEndingWith(
              "Where there can be none, set the Spark configuration spark.dlpipelines.trial=false;"
                  + " a model that ends TensorFlow's process then ends the application.");
    } finally {
      System.setProperty("java.home", home);
    }
  }

  private static TFInputGraph open(GraphDef graph) {
    return TFInputGraph.fromGraphDef(graph.toByteArray());
  }

  private static GraphDef harmless(String operation) {
    return GraphDef.newBuilder()
        .addNode(X)
        .addNode(node("y", operation, Map.of("T", type(DataType.DT_FLOAT)), "x"))
        .build();
  }

  private static GraphDef deadly(String lastWord) {
    return GraphDef.newBuilder()
        .addNode(X)
        .addNode(node("stop", "Abort", Map.of("error_msg", text(lastWord))))
        .addNode(node("y", "Identity", Map.of("T", type(DataType.DT_FLOAT)), "x", "^stop"))
        .build();
  }
}
