package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.KerasClassificationModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The driver is killed while an executor trains. */
@Timeout(1200)
class TrainingDriverKillTest extends SparkTest {
  private static final int EPOCHS = 100;

  @TempDir private Path folder;

  @Test
  void anotherDriverGoesOnFromTheCheckpoint() throws Exception {
    try (DriverProcess first = start()) {
      Waiting.until(first::isAlive, () -> newestCheckpoint() >= 20, "checkpoints");
      first.kill();
    }
    int kept = newestCheckpoint();
    assertThat(folder.resolve("model")).doesNotExist();
    try (DriverProcess second = start()) {
      assertThat(second.awaitSuccess(Duration.ofMinutes(10)))
          .doesNotContain(": epoch %d of %d: ".formatted(kept, EPOCHS))
          .contains(": epoch %d of %d: ".formatted(kept + 1, EPOCHS));
    }
    KerasClassificationModel undisturbed =
        Training.classifier(EPOCHS).fit(Training.rows(spark(), TrainingDriver.ROWS, 2));
    KerasClassificationModel resumed =
        KerasClassificationModel.load(folder.resolve("model").toString());
    assertThat(Training.weights(resumed)).isEqualTo(Training.weights(undisturbed));
    assertThat(Training.metrics(resumed)).isEqualTo(Training.metrics(undisturbed)).hasSize(EPOCHS);
  }

  private DriverProcess start() {
    return DriverProcess.start(
        TrainingDriver.class, EPOCHS, folder.resolve("checkpoints"), folder.resolve("model"));
  }

  /** The number of epochs that the newest checkpoint has. */
  private int newestCheckpoint() throws IOException {
    if (!Files.exists(folder.resolve("checkpoints"))) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder.resolve("checkpoints"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("epoch-\\d+"))
          .mapToInt(name -> Integer.parseInt(name.substring("epoch-".length())))
          .max()
          .orElse(0);
    } catch (UncheckedIOException deletedMeanwhile) {
      return newestCheckpoint();
    }
  }
}
