package io.dlpipelines.samples.cli;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.globalAveragePooling2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.keras.KerasLayers.rescaling;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.samples.LocalSession;
import io.dlpipelines.samples.data.GlyphImages;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
        .containsPattern("Test accuracy [0-9.]+ % of 40 images\n")
        .endsWith(
            "\n  bin/dlpipelines predict %s --model %s/model.keras\n".formatted(data, output));
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
  }

  @Test
  void settingsAreCheckedBeforeImagesAreLookedFor() {
    data = folder.resolve("none");
    assertThat(train("--optimizer", "adamax2").err())
        .startsWith("dlpipelines: --optimizer: There is no optimizer [adamax2]; there are [");
    assertThat(train("--optimizer", "sgd(momentun=0.9)").err())
        .startsWith("dlpipelines: --optimizer: [sgd] has no setting [momentun]; it has [");
    assertThat(train("--schedule", "cosin").err())
        .startsWith("dlpipelines: --schedule: [cosin] is no learning rate schedule.");
    assertThat(train("--schedule", "reduce_on_plateau(monitor=val_acc)").err())
        .contains("learningRateSchedule depends on metric [val_acc], which is not measured");
    assertThat(train("--model", folder.resolve("no.keras").toString()).err())
        .contains("There is nothing at ", "no.keras");
    assertThat(output).doesNotExist();
    assertThat(train().err()).contains("none does not exist");
    assertThat(output).doesNotExist();
  }

  @Test
  void predictTakesWhatItWroteWithoutOptions() throws IOException {
    data = greyLevels(folder.resolve("my greys"));
    assertPredicted(train("--epochs", "60", "--learning-rate", "0.01", "--hidden", "8"), 0.6);
    try (Stream<Path> written = Files.list(output)) {
      assertThat(written.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("model.keras", "labels.txt", "history.txt", "report.html");
    }
  }

  @Test
  void sizesAndProbabilitiesTravelWithNetworksOfAnySizeThatGiveLogits() throws IOException {
    data = greyLevels(folder.resolve("greys"));
    Path any = folder.resolve("any.keras");
    for (int units : new int[] {1, 2}) {
      KerasModel.sequential(
              input(-1, -1, 1), rescaling(1 / 255.0, 0), globalAveragePooling2D(), dense(units))
          .withSeed(units)
          .save(any.toString(), true);
      output = folder.resolve("output" + units);
      assertThat(train("--model", any.toString()).err()).contains("Choose one with --image-size");
      CommandRun run =
          train(
              "--model",
              any.toString(),
              "--image-size",
              "4x6",
              "--epochs",
              "200",
              "--learning-rate",
              "0.1");
      assertPredicted(run, 0.6);
      assertThat(KerasModel.load(output.resolve("model.keras").toString()).inputs().get(0).shape())
          .hasToString("[?, 4, 6, 1]");
    }
  }

  @Test
  void resultsAreReplacedOnlyIfAskedFor() throws IOException {
    data = greyLevels(folder.resolve("greys"));
    train("--epochs", "1", "--hidden", "2");
    byte[] first = Files.readAllBytes(output.resolve("model.keras"));
    CommandRun second = train("--epochs", "1", "--hidden", "3");
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err())
        .isEqualTo(
            "dlpipelines: %s holds the results of an earlier run (history.txt, labels.txt, model.keras, report.html). Choose another folder with --output, or replace them with --overwrite.\n"
                .formatted(output));
    assertThat(output.resolve("model.keras")).hasBinaryContent(first);
    assertThat(train("--epochs", "1", "--hidden", "3", "--overwrite").err()).isEmpty();
    assertThat(Files.readAllBytes(output.resolve("model.keras"))).isNotEqualTo(first);
  }

  /** Grey images of two labels, whose names could be indices. */
  private static Path greyLevels(Path data) throws IOException {
    for (String label : new String[] {"0 dark", "1 bright"}) {
      Path images = Files.createDirectories(data.resolve(label));
      for (int i = 0; i < 20; i++) {
        BufferedImage image = new BufferedImage(6, 5, BufferedImage.TYPE_BYTE_GRAY);
        for (int pixel = 0; pixel < 30; pixel++) {
          int level = (label.startsWith("0") ? 40 : 190) + (pixel * 7 + i * 3) % 30;
          image.getRaster().setSample(pixel % 6, pixel / 6, 0, level);
        }
        ImageIO.write(image, "png", images.resolve(i + " of 20.png").toFile());
      }
    }
    return data;
  }

  /** Runs the command that a training ended with. */
  private void assertPredicted(CommandRun trained, double probability) throws IOException {
    assertThat(trained.err()).isEmpty();
    String command = trained.out().lines().reduce((one, next) -> next).orElseThrow().strip();
    assertThat(command).startsWith("bin/dlpipelines predict ");
    Path predictions = folder.resolve("predictions of " + output.getFileName());
    String[] arguments =
        Stream.concat(
                Pattern.compile("'[^']*'|\\S+")
                    .matcher(command.substring("bin/dlpipelines ".length()))
                    .results()
                    .map(word -> word.group().replace("'", "")),
                Stream.of("--output", predictions.toString()))
            .toArray(String[]::new);
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.err()).isEmpty();
    try (SparkSession spark = LocalSession.start()) {
      List<Row> rows =
          spark
              .read()
              .parquet("file:" + predictions.resolve("predictions"))
              .selectExpr("path", "predictions[0].class", "predictions[0].probability")
              .collectAsList();
      assertThat(rows).hasSize(40);
      for (Row row : rows) {
        assertThat(row.getString(0)).contains("/" + row.getString(1) + "/");
        assertThat(row.getFloat(2)).isBetween((float) probability, 1f);
      }
    }
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
