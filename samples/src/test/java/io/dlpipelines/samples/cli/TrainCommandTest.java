package io.dlpipelines.samples.cli;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.samples.LocalSession;
import io.dlpipelines.samples.data.GlyphImages;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainCommandTest {

  @TempDir private Path folder;
  private Path data;
  private Path output;

  @BeforeEach
  void paintImages() throws Exception {
    LocalSession.start();
    data = folder.resolve("glyphs");
    output = folder.resolve("output");
    new GlyphImages(12, 4, 0, 1).write(data);
  }

  @Test
  void writesTheNetworkItsLabelsAndAPage() throws IOException {
    Files.writeString(data.resolve("train/star/broken.png"), "not a PNG");

    CommandRun run = train("--epochs", "3", "--image-size", "16x20", "--validation", "0.2");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .containsPattern("▸ Train [0-9,]+ parameters on 121 images, 3 epochs at most")
        .contains("3 epochs, ", "SKIPPED 1 training images")
        .containsPattern("Test accuracy [0-9.]+ % of 40 images\n$");
    KerasModel model = KerasModel.load("file:" + output.resolve("model.keras"));
    assertThat(model.inputs().get(0).shape().toArray()).containsExactly(-1, 16, 20, 3);
    assertThat(Files.readAllLines(output.resolve("labels.txt"))).hasSize(10).contains("star");
    assertThat(Files.readAllLines(output.resolve("history.txt"))).hasSize(5);
    assertThat(Files.readString(output.resolve("report.html")))
        .contains("Accuracy by epoch", "Loss by epoch", "What was taken for what", "conv2d")
        .contains("1 training images could not be decoded", "learningRate")
        .doesNotContain("http://", "https://", "src=\"/", "@import", "url(");
  }

  @Test
  void goesOnWithTheNetworkThatItWrote() {
    Path first = folder.resolve("first");
    train(first, "--hidden", "16", "8", "--image-size", "8", "--epochs", "1");
    CommandRun run = train("--model", first.resolve("model.keras").toString(), "--epochs", "1");

    assertThat(run.err()).isEmpty();
    KerasModel model = KerasModel.load("file:" + output.resolve("model.keras"));
    assertThat(model.layerNames()).contains("dense", "dense_1", "dense_2");
  }

  @Test
  void networksForOtherImagesOrLabelsAreRefused() {
    Path other = folder.resolve("other.keras");
    KerasModel.sequential(input(8, 8, 1), flatten(), dense(3)).save("file:" + other);
    assertThat(train("--model", other.toString()).err())
        .isEqualTo(
            "dlpipelines: The network tells 3 classes, and there are 10 labels. Give another with"
                + " --model.\n");
    KerasModel.sequential(input(8), dense(10)).save("file:" + other, true);
    assertThat(train("--model", other.toString()).err())
        .contains("The network takes", "and images are [height, width, 1 or 3]");
  }

  @Test
  void wrongOptionsAreOneLineAndTwo() {
    CommandRun run = train("--epochs", "0");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "dlpipelines: --epochs must be 1 or more, not 0. Try 'dlpipelines train --help'.\n");
    assertThat(train("--optimizer", "adamax2").err())
        .startsWith("dlpipelines: IllegalArgumentException: ")
        .contains("There is no optimizer [adamax2]; there are [");
  }

  private CommandRun train(String... options) {
    return train(output, options);
  }

  private CommandRun train(Path into, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--data", data.toString(), "--output", into.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
