package io.dlpipelines.tensorflow.training;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.training.EpochResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;

class TensorBoardLogTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path folder;

  @Test
  void checksumOfTheReaderIsCastagnolis() {
    assertThat(EventFileReader.crc32c("123456789".getBytes(US_ASCII))).isEqualTo(0xe3069283L);
  }

  @Test
  void epochsAreReadBackAsKerasWritesThem() throws IOException {
    try (TensorBoardLog log = log()) {
      log.epochEnded(epoch(1, "loss", 0.9, "accuracy", 0.5, "val_loss", 1.0));
      log.epochEnded(epoch(2, "loss", 0.4, "accuracy", 0.75, "val_loss", 0.6));
    }
    List<Event> train = EventFileReader.read(onlyFile("train"));
    assertThat(train).hasSize(3);
    assertThat(train.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(train.get(1).getStep()).isZero();
    assertThat(scalars(train.get(1)))
        .isEqualTo(
            Map.of("epoch_loss", 0.9f, "epoch_accuracy", 0.5f, "epoch_learning_rate", 1e-3f));
    assertThat(train.get(2).getStep()).isEqualTo(1);
    assertThat(scalars(train.get(2)))
        .isEqualTo(
            Map.of("epoch_loss", 0.4f, "epoch_accuracy", 0.75f, "epoch_learning_rate", 1e-3f));
    List<Event> validation = EventFileReader.read(onlyFile("validation"));
    assertThat(validation).hasSize(3);
    assertThat(scalars(validation.get(1))).isEqualTo(Map.of("epoch_loss", 1.0f));
    assertThat(scalars(validation.get(2))).isEqualTo(Map.of("epoch_loss", 0.6f));
    assertThat(train)
        .allSatisfy(
            event ->
                assertThat(event.getWallTime())
                    .isCloseTo(System.currentTimeMillis() / 1e3, within(60.0)));
  }

  @Test
  void filesHaveTensorBoardsNamesAndNothingLiesBesideThem() throws IOException {
    try (TensorBoardLog log = log()) {
      log.epochEnded(epoch(1, "loss", 0.9));
    }
    assertThat(onlyFile("train").getFileName().toString())
        .matches("events\\.out\\.tfevents\\.\\d{10}\\.[A-Za-z0-9.-]+\\.[0-9a-f]{8}");
    assertThat(here().resolve("validation")).doesNotExist();
  }

  @Test
  void epochsAreSeenBeforeTheLogIsClosed() throws IOException {
    try (TensorBoardLog log = log()) {
      assertThat(here()).doesNotExist();
      log.epochEnded(epoch(1, "loss", 0.9));
      assertThat(EventFileReader.read(onlyFile("train"))).hasSize(2);
      log.epochEnded(epoch(2, "loss", 0.8));
      assertThat(EventFileReader.read(onlyFile("train"))).hasSize(3);
    }
  }

  @Test
  void anyNameAndValueIsWritten() throws IOException {
    try (TensorBoardLog log = log()) {
      log.epochEnded(
          epoch(1, "lüß/像 \n", Double.NaN, "x".repeat(100_000), Double.NEGATIVE_INFINITY));
    }
    assertThat(scalars(EventFileReader.read(onlyFile("train")).get(1)))
        .containsEntry("epoch_lüß/像 \n", Float.NaN)
        .containsEntry("epoch_" + "x".repeat(100_000), Float.NEGATIVE_INFINITY);
  }

  @Test
  void logsThatStartAtOnceDoNotMeet() throws IOException {
    try (TensorBoardLog one = log();
        TensorBoardLog other = log()) {
      one.epochEnded(epoch(1, "loss", 0.9));
      other.epochEnded(epoch(1, "loss", 0.8));
    }
    try (Stream<Path> files = Files.list(here().resolve("train"))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void closedLogCanBeClosedAgainAndGoOn() throws IOException {
    TensorBoardLog log = log();
    log.epochEnded(epoch(1, "loss", 0.9));
    log.close();
    log.close();
    log.epochEnded(epoch(2, "loss", 0.8));
    log.close();
    try (Stream<Path> files = Files.list(here().resolve("train"))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void folderThatCannotBeMadeIsAnError() throws IOException {
    Files.writeString(here(), "a file");
    try (TensorBoardLog log = log()) {
      assertThatThrownBy(() -> log.epochEnded(epoch(1, "loss", 0.9)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("my logs");
    }
  }

  private Path here() {
    return folder.resolve("my logs");
  }

  private TensorBoardLog log() {
    return new TensorBoardLog(here().toString(), HADOOP);
  }

  private Path onlyFile(String run) throws IOException {
    try (Stream<Path> files = Files.list(here().resolve(run))) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  private static Map<String, Float> scalars(Event event) {
    Map<String, Float> scalars = new LinkedHashMap<>();
    event
        .getSummary()
        .getValueList()
        .forEach(value -> scalars.put(value.getTag(), value.getSimpleValue()));
    return scalars;
  }

  private static EpochResult epoch(int epoch, Object... metrics) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < metrics.length; i += 2) {
      values.put((String) metrics[i], (Double) metrics[i + 1]);
    }
    return new EpochResult(epoch, values, 1e-3, 2, 1000);
  }
}
