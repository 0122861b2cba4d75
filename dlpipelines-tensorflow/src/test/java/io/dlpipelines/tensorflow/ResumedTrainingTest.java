package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.batchNormalization;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dropout;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumedTrainingTest extends SparkTest {
  private static final KerasModel NET =
      KerasModel.sequential(
              input(2),
              dense(8).activation("relu"),
              batchNormalization(),
              dropout(0.3),
              dense(3).activation("softmax"))
          .withSeed(3);

  @TempDir private Path folder;

  private KerasClassifier classifier(int epochs) {
    return new KerasClassifier("same")
        .setModel(NET)
        .setLearningRate(0.01)
        .setBatchSize(7)
        .setEpochs(epochs)
        .setIntraOpParallelism(1)
        .setSeed(5);
  }

  private KerasClassificationModel fit(KerasClassifier classifier, int rows) {
    return classifier.fit(Points.threeClasses(spark(), rows));
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "sgd(momentum=0.9)", "nadam", "ftrl"})
  void aTrainingThatGoesOnGivesWhatOneInOnePieceGives(String optimizer) {
    KerasClassificationModel whole = fit(classifier(6).setOptimizer(optimizer), 50);

    String checkpoints = folder.resolve("checkpoints").toString();
    fit(classifier(2).setOptimizer(optimizer).setCheckpointDir(checkpoints), 50);
    KerasClassificationModel resumed =
        fit(classifier(6).setOptimizer(optimizer).setCheckpointDir(checkpoints), 50);

    assertThat(resumed.getModel().weights()).isEqualTo(whole.getModel().weights());
    assertThat(metrics(resumed)).isEqualTo(metrics(whole)).hasSize(6);
  }

  @Test
  void aTrainingThatIsCutOffWithinAnEpochGoesOn() throws Exception {
    KerasClassificationModel whole = fit(classifier(2), 4000);

    String checkpoints = folder.resolve("checkpoints").toString();
    KerasClassifier saving = classifier(2).setCheckpointDir(checkpoints).setCheckpointMinutes(1e-9);
    CompletableFuture<KerasClassificationModel> cut =
        CompletableFuture.supplyAsync(() -> fit(saving, 4000));
    while (steps().isEmpty()) {
      Thread.sleep(1);
    }
    spark().sparkContext().cancelAllJobs();
    assertThat(cut).failsWithin(Duration.ofMinutes(1));
    assertThat(steps()).as("checkpoints within an epoch").isNotEmpty();
    KerasClassificationModel resumed = fit(classifier(2).setCheckpointDir(checkpoints), 4000);

    assertThat(resumed.getModel().weights()).isEqualTo(whole.getModel().weights());
    assertThat(metrics(resumed)).isEqualTo(metrics(whole)).hasSize(2);
    assertThat(steps()).as("older than the newest two").isEmpty();
  }

  private List<Path> steps() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("epoch-\\d+-step-\\d+"))
          .toList();
    } catch (UncheckedIOException movedMeanwhile) {
      return List.of();
    }
  }

  /** As in a grid over epochs, whose trainings share a folder. */
  @Test
  void fewerEpochsThanBeforeAreNotMore() {
    String checkpoints = folder.resolve("checkpoints").toString();
    fit(classifier(4).setCheckpointDir(checkpoints), 50);
    KerasClassificationModel shorter = fit(classifier(2).setCheckpointDir(checkpoints), 50);

    assertThat(shorter.summary().epochs()).hasSize(2);
    assertThat(shorter.getModel().weights()).isEqualTo(fit(classifier(2), 50).getModel().weights());
  }

  @Test
  void stateOfSchedulesAndEarlyStoppingGoesOn() {
    String checkpoints = folder.resolve("checkpoints").toString();
    KerasClassificationModel whole = fit(scheduled(8), 50);
    fit(scheduled(3).setCheckpointDir(checkpoints), 50);
    KerasClassificationModel resumed = fit(scheduled(8).setCheckpointDir(checkpoints), 50);

    assertThat(resumed.getModel().weights()).isEqualTo(whole.getModel().weights());
    assertThat(rates(resumed)).isEqualTo(rates(whole));
  }

  private KerasClassifier scheduled(int epochs) {
    return classifier(epochs)
        .setLearningRateSchedule("reduce_on_plateau(monitor=loss, patience=1, factor=0.5)")
        .setLearningRate(0.3)
        .setEarlyStoppingPatience(4)
        .setValidationFraction(0.2);
  }

  @Test
  void otherRowsStartFromTheBeginningInAFolderOfTheirOwn() throws IOException {
    String checkpoints = folder.resolve("checkpoints").toString();
    fit(classifier(2).setCheckpointDir(checkpoints), 50);
    KerasClassificationModel other = fit(classifier(2).setCheckpointDir(checkpoints), 60);
    KerasClassificationModel alone = fit(classifier(2), 60);

    assertThat(other.getModel().weights()).isEqualTo(alone.getModel().weights());
    try (Stream<Path> folders = Files.list(Path.of(checkpoints))) {
      assertThat(folders).hasSize(2);
    }
  }

  @Test
  void eventFilesAreWrittenForTrainingAndValidation() throws IOException {
    fit(
        classifier(2)
            .setTensorBoardDir(folder.resolve("events").toString())
            .setValidationFraction(0.2),
        50);

    try (Stream<Path> files = Files.walk(folder.resolve("events"))) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getParent().getFileName()))
          .map(Path::toString)
          .containsExactlyInAnyOrder("train", "validation");
    }
  }

  private static List<?> metrics(KerasClassificationModel model) {
    return model.summary().epochs().stream().map(epoch -> epoch.metrics()).toList();
  }

  private static List<Double> rates(KerasClassificationModel model) {
    return model.summary().epochs().stream().map(epoch -> epoch.learningRate()).toList();
  }
}
