package io.dlpipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.battery.CapturedLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFolderTest {
  private static final Configuration HADOOP = new Configuration();
  private static final TrainingFingerprint ADAM =
      new TrainingFingerprint(Map.of("optimizer", "adam", "seed", "1"));
  private static final TrainingFingerprint SGD =
      new TrainingFingerprint(Map.of("optimizer", "sgd", "seed", "1"));

  @TempDir private Path temporary;

  @Test
  void nothingIsReadFromAFolderThatIsNotThere() throws IOException {
    assertThat(folder(ADAM, 2).findNewest()).isEmpty();
    assertThat(here()).doesNotExist();
  }

  @Test
  void newestIsReadAsItWasWritten() throws IOException {
    CheckpointFolder folder = folder(ADAM, 3);
    folder.write(checkpoint(1));
    folder.write(checkpoint(2));
    Checkpoint read = folder.findNewest().orElseThrow();
    assertSame(read, checkpoint(2));
    assertThat(read.arrays().keySet()).containsExactly("weights", "empty", "moments/ü 1");
    assertThat(read.arrayOrThrow("empty")).isEmpty();
    assertThatThrownBy(() -> read.arrayOrThrow("bias"))
        .hasMessage(
            "The checkpoint after epoch 2 holds no [bias]; it holds [weights, empty, moments/ü"
                + " 1].");
  }

  @Test
  void checkpointWithoutArraysIsOneToo() throws IOException {
    ObjectNode state = new ObjectMapper().createObjectNode().put("nan", Double.NaN);
    folder(ADAM, 1).write(new Checkpoint(7, 0, state, Map.of()));
    Checkpoint read = folder(ADAM, 1).findNewest().orElseThrow();
    assertThat(read.arrays()).isEmpty();
    assertThat(read.state().path("nan").asText()).isEqualTo("NaN");
  }

  @Test
  void lastOnesAreKeptAndNothingElse() throws IOException {
    CheckpointFolder folder = folder(ADAM, 2);
    for (int epoch : new int[] {1, 2, 3, 10, 1_000_000}) {
      folder.write(checkpoint(epoch));
    }
    assertThat(names()).containsExactlyInAnyOrder("epoch-000010", "epoch-1000000");
    assertThat(folder.findNewest().orElseThrow().epoch()).isEqualTo(1_000_000);
    try (Stream<Path> all = Files.list(here())) {
      assertThat(all).as("with checksums of Hadoop").hasSize(4);
    }
  }

  @Test
  void stepsOfAnEpochComeBetweenEpochs() throws IOException {
    CheckpointFolder folder = folder(ADAM, 9);
    folder.write(checkpoint(0, 300));
    folder.write(checkpoint(1));
    folder.write(checkpoint(1, 40));
    folder.write(checkpoint(1, 1_000_000_000));
    assertThat(names())
        .containsExactlyInAnyOrder(
            "epoch-000000-step-000000300",
            "epoch-000001",
            "epoch-000001-step-000000040",
            "epoch-000001-step-1000000000");
    assertSame(folder.findNewest().orElseThrow(), checkpoint(1, 1_000_000_000));
    assertSame(folder.findNewest(1).orElseThrow(), checkpoint(1));
    assertThat(folder.findNewest(0)).isEmpty();

    CheckpointFolder two = folder(ADAM, 2);
    two.write(checkpoint(2));
    assertThat(names()).containsExactlyInAnyOrder("epoch-000002", "epoch-000001-step-1000000000");
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    Files.createDirectories(here().resolve("epoch-000099"));
    Files.writeString(here().resolve("notes.txt"), "mine");
    Files.writeString(here().resolve("epoch-12"), "mine");
    CheckpointFolder folder = folder(ADAM, 1);
    folder.write(checkpoint(1));
    folder.write(checkpoint(2));
    assertThat(names())
        .containsExactlyInAnyOrder("epoch-000002", "epoch-000099", "epoch-12", "notes.txt");
    assertThat(folder.findNewest().orElseThrow().epoch()).isEqualTo(2);
  }

  @Test
  void unfinishedOnesAreNotReadAndDeletedOnlyWhenOld() throws IOException {
    CheckpointFolder folder = folder(ADAM, 1);
    folder.write(checkpoint(1));
    byte[] half = Arrays.copyOf(Files.readAllBytes(here().resolve("epoch-000001")), 100);
    Path old = Files.write(here().resolve("_epoch-000008-a.tmp"), half);
    Files.write(here().resolve("_epoch-000009-b.tmp"), half);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    assertThat(folder.findNewest().orElseThrow().epoch()).isEqualTo(1);
    folder.write(checkpoint(2));
    assertThat(names()).containsExactlyInAnyOrder("_epoch-000009-b.tmp", "epoch-000002");
  }

  @Test
  void failedWriteLeavesNothingBehind() throws IOException {
    CheckpointFolder folder = folder(ADAM, 1);
    Files.createDirectories(here().resolve("epoch-000003/in the way"));
    assertThatThrownBy(() -> folder.write(checkpoint(3))).isInstanceOf(IOException.class);
    assertThat(names()).containsExactly("epoch-000003");
  }

  @Test
  void damagedOneIsReplacedWhenItsEpochComesAgain() throws IOException {
    CheckpointFolder folder = folder(ADAM, 1);
    folder.write(checkpoint(1));
    CheckpointFolder two = folder(ADAM, 2);
    two.write(checkpoint(2));
    two.write(checkpoint(3));
    damage("epoch-000003", bytes -> Arrays.copyOf(bytes, 60));
    assertThat(folder.findNewest().orElseThrow().epoch()).isEqualTo(2);
    folder.write(checkpoint(2));
    assertThat(names()).containsExactlyInAnyOrder("epoch-000002", "epoch-000003");
    folder.write(checkpoint(3));
    assertThat(names()).containsExactly("epoch-000003");
    assertSame(folder.findNewest().orElseThrow(), checkpoint(3));
  }

  @Test
  void damagedOneIsPassedOverWithAWarning() throws IOException {
    CheckpointFolder folder = folder(ADAM, 3);
    for (int epoch = 1; epoch <= 3; epoch++) {
      folder.write(checkpoint(epoch));
    }
    damage("epoch-000003", bytes -> flip(bytes, bytes.length - 1, 0));
    damage("epoch-000002", bytes -> new byte[0]);
    try (CapturedLog warnings = CapturedLog.warnings(CheckpointFolder.class)) {
      assertSame(folder.findNewest().orElseThrow(), checkpoint(1));
      assertThat(warnings.messages()).hasSize(2);
      assertThat(warnings.messages().get(0))
          .contains("epoch-000003 cannot be used and is passed over: [moments/ü 1] was changed");
      assertThat(warnings.messages().get(1)).contains("epoch-000002").endsWith("it was cut off");
    }
    damage("epoch-000001", bytes -> new byte[0]);
    try (CapturedLog warnings = CapturedLog.warnings(CheckpointFolder.class)) {
      assertThat(folder.findNewest()).isEmpty();
      assertThat(warnings.messages()).hasSize(3);
    }
  }

  /** With Hadoop's own checksums beside the file, and without them as on other file systems. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noDamageIsEverAccepted(boolean hadoopChecksums) throws IOException {
    CheckpointFolder folder = folder(ADAM, 2);
    folder.write(checkpoint(1));
    folder.write(checkpoint(2));
    byte[] whole = Files.readAllBytes(here().resolve("epoch-000002"));
    if (!hadoopChecksums) {
      Files.delete(here().resolve(".epoch-000002.crc"));
    }
    Random random = new Random(17);
    try (CapturedLog warnings = CapturedLog.warnings(CheckpointFolder.class)) {
      for (int trial = 0; trial < 1500; trial++) {
        byte[] damaged = damaged(whole, random);
        Files.write(here().resolve("epoch-000002"), damaged);
        Optional<Checkpoint> read = folder.findNewest();
        assertThat(read).as("trial %d", trial).isPresent();
        assertThat(read.get().epoch()).as("trial %d", trial).isEqualTo(1);
        assertThat(warnings.messages()).hasSize(trial + 1);
      }
      assertSame(folder.findNewest().orElseThrow(), checkpoint(1));
    }
    Files.write(here().resolve("epoch-000002"), whole);
    assertSame(folder.findNewest().orElseThrow(), checkpoint(2));
  }

  @Test
  void everyBitCounts() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ObjectNode state = new ObjectMapper().createObjectNode().put("step", 12);
    Checkpoint checkpoint = new Checkpoint(1, 0, state, Map.of("w", new byte[] {1, 2, 3}));
    CheckpointFormat.write(checkpoint, ADAM, new DataOutputStream(bytes));
    byte[] whole = bytes.toByteArray();
    assertSame(read(whole), checkpoint);
    for (int i = 0; i < whole.length; i++) {
      byte[] cut = Arrays.copyOf(whole, i);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(DamagedCheckpointException.class);
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = flip(whole, i, bit);
        assertThatThrownBy(() -> read(flipped)).isInstanceOf(DamagedCheckpointException.class);
      }
    }
  }

  @Test
  void anotherTrainingIsRefused() throws IOException {
    folder(ADAM, 2).write(checkpoint(1));
    CheckpointFolder other = folder(SGD, 2);
    assertThatThrownBy(other::findNewest)
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "epoch-000001 cannot be used: it is of another training: optimizer was [adam] and is"
                + " [sgd]. Choose another folder for checkpoints, or delete those that lie there.");
    assertThatThrownBy(() -> other.write(checkpoint(2)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another training");
    assertThat(names()).containsExactly("epoch-000001");
  }

  @Test
  void newerFormatIsRefused() {
    assertThatThrownBy(() -> CheckpointHeader.fromBytes("{\"formatVersion\": 2}".getBytes()))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(DamagedCheckpointException.class)
        .hasMessageStartingWith("it has format version 2, and this library reads 1.");
  }

  @Test
  void foldersBelowAreTheTrainingsOwn() throws IOException {
    CheckpointFolder adam = CheckpointFolder.below(here().toString(), ADAM, 1, HADOOP);
    CheckpointFolder sgd = CheckpointFolder.below(here().toString(), SGD, 1, HADOOP);
    adam.write(checkpoint(5));
    sgd.write(checkpoint(3));
    assertThat(adam.path()).isEqualTo(here() + "/training-" + ADAM.id());
    assertThat(adam.findNewest().orElseThrow().epoch()).isEqualTo(5);
    assertThat(sgd.findNewest().orElseThrow().epoch()).isEqualTo(3);
  }

  @Test
  void trainingsOfACrossValidationDoNotMeet() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Optional<Checkpoint>>> fits =
          IntStream.range(0, 8).<Callable<Optional<Checkpoint>>>mapToObj(this::fit).toList();
      List<Future<Optional<Checkpoint>>> results = threads.invokeAll(fits);
      for (int fit = 0; fit < 8; fit++) {
        assertSame(results.get(fit).get().orElseThrow(), checkpoint(10 + fit));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<Optional<Checkpoint>> fit(int number) {
    return () -> {
      TrainingFingerprint fingerprint =
          new TrainingFingerprint(Map.of("fold", Integer.toString(number)));
      CheckpointFolder folder = CheckpointFolder.below(here().toString(), fingerprint, 2, HADOOP);
      for (int epoch = 1; epoch <= 10 + number; epoch++) {
        folder.write(checkpoint(epoch));
      }
      return folder.findNewest();
    };
  }

  @Test
  void folderTravelsToExecutors() throws Exception {
    CheckpointFolder sent = JavaSerialization.copy(folder(ADAM, 1));
    sent.write(checkpoint(4));
    assertSame(folder(ADAM, 1).findNewest().orElseThrow(), checkpoint(4));
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> folder(ADAM, 0))
        .hasMessage("0 checkpoints are to be kept, and it must be 1 or more.");
    assertThatThrownBy(() -> checkpoint(0))
        .hasMessage("There is no checkpoint after 0 epochs and 0 steps.");
  }

  private Path here() {
    return temporary.resolve("some where");
  }

  private CheckpointFolder folder(TrainingFingerprint fingerprint, int keep) {
    return new CheckpointFolder(here().toString(), fingerprint, keep, HADOOP);
  }

  private static Checkpoint checkpoint(int epoch) {
    return checkpoint(epoch, 0);
  }

  private static Checkpoint checkpoint(int epoch, long step) {
    ObjectNode state = new ObjectMapper().createObjectNode();
    state.put("step", 100L * epoch).put("rate", 1e-3 / 3).put("text", "ü\n\"");
    byte[] weights = new byte[5000];
    new Random(epoch).nextBytes(weights);
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("weights", weights);
    arrays.put("empty", new byte[0]);
    arrays.put("moments/ü 1", Arrays.copyOf(weights, 700));
    return new Checkpoint(epoch, step, state, arrays);
  }

  private static void assertSame(Checkpoint one, Checkpoint other) {
    assertThat(one.step()).isEqualTo(other.step());
    assertThat(one.epoch()).isEqualTo(other.epoch());
    assertThat(one.state().toString()).isEqualTo(other.state().toString());
    assertThat(one.arrays()).containsOnlyKeys(other.arrays().keySet());
    one.arrays().forEach((name, array) -> assertThat(array).isEqualTo(other.arrays().get(name)));
  }

  private static Checkpoint read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    return CheckpointFormat.readArrays(CheckpointFormat.readHeader(in), in);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(here())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .toList();
    }
  }

  private interface Damage {
    byte[] to(byte[] bytes);
  }

  private void damage(String name, Damage damage) throws IOException {
    Path file = here().resolve(name);
    Files.write(file, damage.to(Files.readAllBytes(file)));
    Files.deleteIfExists(here().resolve("." + name + ".crc"));
  }

  private static byte[] flip(byte[] bytes, int at, int bit) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << bit);
    return flipped;
  }

  /** Half of the damage is near the beginning, where lengths and names are. */
  private static byte[] damaged(byte[] whole, Random random) {
    int at = random.nextBoolean() ? random.nextInt(500) : random.nextInt(whole.length);
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(whole, at);
      case 1 -> flip(whole, at, random.nextInt(8));
      case 2 -> Arrays.copyOf(whole, whole.length + 1 + random.nextInt(600));
      case 3 -> {
        byte[] zeroed = whole.clone();
        Arrays.fill(zeroed, at, Math.min(whole.length, at + 64), (byte) 0);
        yield zeroed;
      }
      default -> {
        byte[] shifted = new byte[whole.length - 1];
        System.arraycopy(whole, 0, shifted, 0, at);
        System.arraycopy(whole, at + 1, shifted, at, whole.length - at - 1);
        yield shifted;
      }
    };
  }
}
