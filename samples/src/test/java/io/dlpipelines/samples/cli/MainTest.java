package io.dlpipelines.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {

  @TempDir private Path folder;

  @Test
  void helpNamesTheCommands() {
    CommandRun run = CommandRun.of("--help");
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("quickstart", "featurize", "predict", "inspect", "convert", "doctor");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"quickstart", "featurize", "predict", "inspect", "convert", "doctor"})
  void commandsHaveHelp(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("Usage: dlpipelines " + command).doesNotContain("${");
  }

  @Test
  void missingCommandIsOneLineAndTwo() {
    CommandRun run = CommandRun.of();
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "dlpipelines: Which command? quickstart, train, tune, featurize, predict, inspect,"
                + " convert, doctor. Try 'dlpipelines --help'.\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "quickstart --nope | Unknown option: '--nope'",
        "quickstart --folds 1 | --folds must be 2 or more, not 1.",
        "featurize | Missing required parameter: 'IMAGES'.",
        "featurize photos --pooling median | Invalid value for option '--pooling': expected one of"
            + " [AVG, MAX, NONE] (case-insensitive) but was 'median'.",
        "featurize photos --image-size huge | --image-size: 'huge' is no size. Give pixels, such"
            + " as 224, or rows and columns, as in 96x128.",
        "predict photos | Missing required option: '--model=NAME|PATH'.",
        "predict photos --model m.h5 --top 0 | --top must be 1 or more, not 0.",
        "inspect | Missing required parameter: 'MODEL'.",
        "convert model.h5 | Missing required parameter: 'OUTPUT'.",
        "convert model.h5 out --to onnx | Invalid value for option '--to': expected one of"
            + " [SAVED_MODEL, saved-model, GRAPH, KERAS, H5] (case-insensitive) but was"
      })
  void wrongUsageIsOneLineAndTwo(String line, String complaint) {
    String[] arguments = line.split(" ");
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).startsWith("dlpipelines: " + complaint);
    assertThat(run.err()).endsWith(" Try 'dlpipelines " + arguments[0] + " --help'.\n");
    assertThat(run.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"featurize", "predict --model m.pb", "quickstart --data"})
  void missingImagesAreOneLineAndOne(String command) {
    Path missing = folder.resolve("missing");
    String output = folder.resolve("output").toString();
    CommandRun run = CommandRun.of((command + " " + missing + " --output " + output).split(" "));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).startsWith("dlpipelines: ").contains(missing.toString());
  }

  @Test
  void verboseShowsWhereAnErrorComesFrom() {
    CommandRun run = CommandRun.of("inspect", "--verbose", folder.resolve("no.pb").toString());
    assertThat(run.err()).contains("\tat io.dlpipelines.samples.cli.InspectCommand");
  }
}
