package io.dlpipelines.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlpipelines.persist.LocalDisk;
import io.dlpipelines.tensor.ColumnCells;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import io.dlpipelines.tensor.TensorShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFilesTest {

  private static final RowLayout LAYOUT =
      new RowLayout(
          List.of(
              new Feed(
                  "x",
                  "x:0",
                  Dtype.UINT8,
                  TensorShape.of(3),
                  true,
                  false,
                  ColumnCells.find(DataTypes.BinaryType, Dtype.UINT8).orElseThrow().source())));

  @TempDir Path folder;

  @Test
  void rowsAreReadAcrossSegments() throws Exception {
    Random random = new Random(4);
    for (int trial = 0; trial < 50; trial++) {
      int rowBytes = 1 + random.nextInt(50);
      int rows = random.nextInt(2000);
      byte[] data = new byte[rows * rowBytes];
      random.nextBytes(data);
      try (FileChannel file =
              FileChannel.open(
                  Files.createTempFile(folder, "rows", ""),
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DELETE_ON_CLOSE);
          MappedRows mapped = mapped(file, data, rowBytes, rowBytes + random.nextInt(9000))) {
        assertThat(mapped.count()).isEqualTo(rows);
        gatherAndCompare(mapped, data, rowBytes, random);
      }
    }
  }

  private static MappedRows mapped(FileChannel file, byte[] data, int rowBytes, int segmentBytes)
      throws IOException {
    file.write(ByteBuffer.wrap(data));
    return MappedRows.map(file, data.length, rowBytes, segmentBytes);
  }

  private static void gatherAndCompare(
      MappedRows mapped, byte[] data, int rowBytes, Random random) {
    int rows = data.length / rowBytes;
    int offset = random.nextInt(rowBytes);
    int length = 1 + random.nextInt(rowBytes - offset);
    long[] wanted = random.longs(rows == 0 ? 0 : 300, 0, Math.max(1, rows)).toArray();
    int from = wanted.length / 3;
    int count = wanted.length - from;
    byte[] target = new byte[count * length];
    mapped.gather(wanted, from, count, offset, length, target);
    for (int i = 0; i < count; i++) {
      int start = (int) wanted[from + i] * rowBytes + offset;
      assertThat(Arrays.copyOfRange(target, i * length, (i + 1) * length))
          .isEqualTo(Arrays.copyOfRange(data, start, start + length));
    }
    assertThatThrownBy(() -> mapped.gather(new long[] {rows}, 0, 1, offset, length, target))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> mapped.gather(new long[] {-1}, 0, 1, offset, length, target))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theFilesHaveNoName() throws Exception {
    SpoolFiles files =
        SpoolFiles.write(source(3), disk(), blocks(), () -> assertThat(names()).isEmpty());
    assertThat(names()).isEmpty();
    byte[] cells = new byte[6];
    files.training().gather(new long[] {1, 0}, 0, 2, 0, 3, cells);
    assertThat(cells).containsExactly(4, 5, 6, 1, 2, 3);
    files.validation().gather(new long[] {0}, 0, 1, 0, 3, cells);
    assertThat(cells).containsExactly(7, 8, 9, 1, 2, 3);
    files.close();
  }

  @Test
  void aKilledTaskLeavesNothing() {
    assertThatThrownBy(
            () ->
                SpoolFiles.write(
                    source(3),
                    disk(),
                    blocks(),
                    () -> {
                      throw new TaskKilledException("cancelled");
                    }))
        .isInstanceOf(TaskKilledException.class);
    assertThat(names()).isEmpty();
  }

  @Test
  void tooManyRowsForTheDiskAreRefused() {
    assertThatThrownBy(() -> SpoolFiles.write(source(1L << 60), disk(), blocks(), () -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "The rows to train on cannot be written to %s: they take %d bytes, and "
                .formatted(folder, 3L << 60))
        .hasMessageEndingWith("Make room there, or set spark.local.dir to a larger disk.");
    assertThat(names()).isEmpty();
  }

  @Test
  void aFullDiskIsNamed() throws Exception {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    try (RowFile file = new RowFile(disk(), FileChannel.open(full, StandardOpenOption.WRITE))) {
      assertThatThrownBy(() -> file.append(new byte[10], 10))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot be written to " + folder + ": after 0 bytes, No space left")
          .hasMessageEndingWith("Make room there, or set spark.local.dir to a larger disk.");
    }
  }

  private List<Path> names() {
    try (var paths = Files.list(folder)) {
      return paths.toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void rowsThatBecameFewerAreRefused() {
    SpoolSource before = new SpoolSource("id", LAYOUT, 7);
    assertThatThrownBy(() -> SpoolFiles.write(before, disk(), blocks(), () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The rows to train on changed when they were computed again for an executor that was"
                + " lost: there were 7, and now there are 3. Train on rows that stay the same:"
                + " write them to a file or a table first.");
    assertThat(names()).isEmpty();
  }

  private LocalDisk disk() {
    return new LocalDisk(folder, "spark.local.dir");
  }

  private static SpoolSource source(long rows) {
    return new SpoolSource("id", LAYOUT, rows);
  }

  private static Iterator<byte[]> blocks() {
    byte training = (byte) RowBlock.Kind.TRAINING.ordinal();
    byte validation = (byte) RowBlock.Kind.VALIDATION.ordinal();
    return List.of(
            new byte[] {1, 2, 3, training},
            new byte[] {7, 8, 9, validation},
            RowBlock.of(EncodingSummary.none(LAYOUT)),
            new byte[] {4, 5, 6, training})
        .iterator();
  }
}
