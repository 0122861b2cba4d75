package io.dlpipelines.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.samples.LocalSession;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TFTransformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectCommandTest {

  @TempDir private Path folder;

  @Test
  void graphsShowWhatGoesInAndWhatComesOut() {
    Path model = SmallModels.twice(folder.resolve("two times.pb"));
    CommandRun run = CommandRun.of("inspect", model.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("x:0", "twice:0", "[?, 3]");
  }

  @Test
  void foldersOfVersionsShowTheNewest() throws IOException {
    Path versions = Files.createDirectories(folder.resolve("versions"));
    for (String version : new String[] {"2", "10"}) {
      SmallModels.twice(Files.createDirectory(versions.resolve(version)).resolve("model.pb"));
    }
    Path keras = SmallModels.keras(folder.resolve("model.keras"));
    CommandRun.of("convert", keras.toString(), versions.resolve("11").toString());
    CommandRun run = CommandRun.of("inspect", versions.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("3 versions: 11, 10, 2\nVersion 11:\n")
        .contains("saved model", "[?, 8, 8, 3]");
  }

  @Test
  void savedPipelinesShowTheirStagesAndNetworks() throws IOException {
    Path pipeline = folder.resolve("pipeline");
    try (SparkSession spark = LocalSession.start()) {
      Dataset<Row> rows = spark.sql("SELECT 'a' AS text, array(1d, 2d, 3d) AS x");
      TFTransformer twice =
          new TFTransformer()
              .setGraph(TFInputGraph.fromPath(SmallModels.twice(folder.resolve("t.pb")).toString()))
              .setInputMapping(Map.of("x", "x"))
              .setOutputMapping(Map.of("twice", "y"));
      new Pipeline()
          .setStages(
              new PipelineStage[] {
                new StringIndexer().setInputCol("text").setOutputCol("index"), twice
              })
          .fit(rows)
          .save("file:" + pipeline);
    }
    CommandRun run = CommandRun.of("inspect", pipeline.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("PipelineModel ")
        .contains("\n  StringIndexerModel ", "\n    outputCol = \"index\"\n")
        .contains("\n  TFTransformer ", "twice:0", "[?, 3]");
    List<String> stages;
    try (Stream<Path> folders = Files.list(pipeline.resolve("stages"))) {
      stages = folders.map(Path::toString).filter(name -> name.contains("tfTransformer")).toList();
    }
    assertThat(CommandRun.of("inspect", stages.get(0)).out())
        .startsWith("TFTransformer ")
        .contains("twice:0");
  }

  @Test
  void namedNetworksShowWhatTheyExpect() {
    CommandRun run = CommandRun.of("inspect", "mobilenetv2");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .startsWith("MobileNetV2")
        .contains("224 x 224", "RGB", "-1 to 1", "1,280, of layer out_relu", "3,538,984");
  }

  @Test
  void namedNetworksTellTheirFilesOfWeights() {
    assertThat(CommandRun.of("inspect", "ResNet50").out())
        .contains("resnet50_weights_tf_dim_ordering_tf_kernels.h5")
        .contains("https://storage.googleapis.com/", "MD5 2cb95161c43110f7111970584f804107")
        .doesNotContain("conv1_conv");
  }

  @Test
  void layersOfNamedNetworksAreListed() {
    CommandRun run = CommandRun.of("inspect", "MobileNet", "--layers");

    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("conv_pw_13_relu", "DepthwiseConv2D", "4,253,864");
  }

  @Test
  void scatteringNeedsNoFile() {
    assertThat(CommandRun.of("inspect", "waveletscattering").out())
        .startsWith("WaveletScattering, whose weights are formulas")
        .contains("[?, 32, 32, 1]");
  }

  @Test
  void kerasFilesShowTheirLayers() {
    Path model = SmallModels.keras(folder.resolve("my model.keras"));
    CommandRun run = CommandRun.of("inspect", model.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("Flatten", "Dense", "386")
        .containsPattern("Inputs:\n  \\S+ +FLOAT32 +\\[\\?, 8, 8, 3]\n")
        .containsPattern("Outputs:\n  \\S+ +FLOAT32 +\\[\\?, 2]\n");
  }

  @Test
  void layersAreThoseOfNamedNetworks() {
    Path model = SmallModels.twice(folder.resolve("model.pb"));
    CommandRun run = CommandRun.of("inspect", "--layers", model.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("dlpipelines: --layers is for named networks (");
  }

  @Test
  void unknownModelIsOneLineAndOne() {
    CommandRun run = CommandRun.of("inspect", folder.resolve("no.pb").toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("dlpipelines: There is nothing at ").contains("no.pb");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void damagedModelIsOneLineAndOne() throws IOException {
    Path model = Files.writeString(folder.resolve("damaged.pb"), "not a graph");
    CommandRun run = CommandRun.of("inspect", model.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("dlpipelines: ").contains("damaged.pb");
    assertThat(run.err().lines()).hasSize(1);
  }
}
