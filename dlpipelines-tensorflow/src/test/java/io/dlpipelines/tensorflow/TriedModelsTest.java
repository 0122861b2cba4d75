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
                + " process, exit code 134, and it last said: ")
        .hasMessageContaining("first")
        .hasMessageEndingWith("Check that it was written by TensorFlow and copied whole.");
    assertThat(folder.resolve("tried")).doesNotExist();
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
