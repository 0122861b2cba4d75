package io.dlpipelines.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.samples.LocalSession;
import io.dlpipelines.samples.data.GlyphImages;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TuneCommandTest {
  private static final Pattern ACCURACY =
      Pattern.compile("Test accuracy ([0-9.]+) % of 100 images");

  @TempDir private Path folder;
  private Path data;
  private Path output;

  @BeforeEach
  void paintImages() throws Exception {
    LocalSession.start();
    data = folder.resolve("glyphs");
    output = folder.resolve("output");
    new GlyphImages(40, 10, 0, 1).write(data);
  }

  @Test
  void findsANetworkThatHasLearned() throws IOException {
    CommandRun run =
        tune(
            "--image-size",
            "20",
            "--learning-rate",
            "0.00001",
            "0.005",
            "--width",
            "8",
            "16",
            "--dropout",
            "0.2",
            "--first-epochs",
            "3",
            "--epochs",
            "20",
            "--batch-size",
            "8");

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("▸ Search among 4 settings, from 3 to 20 epochs; then fit the best to all 400")
        .contains("the best is {learningRate=0.005, model=cnn, model.width=");
    assertThat(ACCURACY.matcher(run.out()).results().map(TuneCommandTest::share).toList())
        .singleElement()
        .satisfies(share -> assertThat(share).as("chance is 10 %").isGreaterThan(60));
    assertThat(Files.readString(output.resolve("tuning.html")))
        .contains("Successive halving", "4 settings, the greatest accuracy is best")
        .contains("against learningRate", "model.width 8", "model.width 16")
        .contains("<h2>Rungs</h2>", "<h2>Learning curves</h2>", "final fit")
        .doesNotContain("against model.dropout");
    assertThat(Files.readString(output.resolve("report.html")))
        .contains("Found by a search among 4 settings", "What was taken for what");
    assertThat(KerasModel.load("file:" + output.resolve("model.keras")).inputs().get(0).shape())
        .hasToString("[?, 20, 20, 3]");
    assertThat(Files.readAllLines(output.resolve("labels.txt"))).hasSize(10);
    assertThat(output.resolve("work")).doesNotExist();
  }

  private static double share(MatchResult accuracy) {
    return Double.parseDouble(accuracy.group(1));
  }

  @Test
  void wrongOptionsAreOneLine() {
    assertThat(tune("--first-epochs", "2", "--epochs", "1").err())
        .isEqualTo(
            "dlpipelines: --epochs must be at least --first-epochs, not 1. Try 'dlpipelines tune"
                + " --help'.\n");
    assertThat(tune("--dropout", "0.5", "1").err()).contains("--dropout must be from 0 to below 1");
  }

  private CommandRun tune(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("tune", "--data", data.toString(), "--output", output.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
