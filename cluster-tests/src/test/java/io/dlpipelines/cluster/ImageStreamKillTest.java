package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.cluster.ImageStreamDriver.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Executors and the driver of a stream are killed while images arrive. */
@Timeout(1200)
class ImageStreamKillTest extends SparkTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Folders folders = new Folders(Path.of("target", "image-stream").toAbsolutePath());

  @BeforeEach
  void startFromNothing() throws IOException {
    FileUtil.fullyDelete(folders.root().toFile());
    Files.createDirectories(folders.root());
  }

  @Test
  void eachOf20000FilesIsScoredOnce() throws Exception {
    ColouredImages.arrive(folders.images(), 0, 12_000);
    try (DriverProcess first = start(1000)) {
      awaitMiddleOfBatch(2, first);
      first.killExecutor(ImageStreamDriver.EXECUTORS);
      ColouredImages.arrive(folders.images(), 12_000, 14_000);
      awaitMiddleOfBatch(5, first);
      first.killExecutor(ImageStreamDriver.EXECUTORS);
      awaitMiddleOfBatch(8, first);
      first.kill();
      assertThat(first.log()).contains("Lost executor").contains("Lost task");
    }
    try (DriverProcess second = start(1000)) {
      for (int from = 14_000; from < 20_000; from += 1500) {
        long before = count("commits");
        Waiting.until(second::isAlive, () -> count("commits") > before, "another batch");
        ColouredImages.arrive(folders.images(), from, from + 1500);
      }
      Files.createFile(folders.stop());
      second.awaitSuccess(LIMIT);
    }
    assertScoredOnce(20_000);
  }

  @Test
  void aSavedPipelineGoesOnWhereAKilledDriverStopped() throws Exception {
    new Pipeline()
        .setStages(new PipelineStage[] {ColouredImages.scorer("content")})
        .fit(spark().sql("SELECT X'' AS content"))
        .write()
        .save(folders.model().toString());
    ColouredImages.arrive(folders.images(), 0, 3000);
    try (DriverProcess first = start(300)) {
      awaitMiddleOfBatch(3, first);
      first.kill();
    }
    try (DriverProcess second = start(300)) {
      awaitMiddleOfBatch(5, second);
      second.killExecutor(ImageStreamDriver.EXECUTORS);
      ColouredImages.arrive(folders.images(), 3000, 4000);
      Files.createFile(folders.stop());
      second.awaitSuccess(LIMIT);
    }
    assertScoredOnce(4000);
  }

  private DriverProcess start(int filesPerBatch) {
    return DriverProcess.start(ImageStreamDriver.class, folders.root(), filesPerBatch);
  }

  /** Waits until files of a batch, counted from 0, are being written. */
  private void awaitMiddleOfBatch(int batch, DriverProcess driver) throws IOException {
    Waiting.until(driver::isAlive, () -> count("offsets") > batch, "batch " + batch);
    long before = written();
    Waiting.until(driver::isAlive, () -> written() > before, "files of " + batch);
  }

  private long written() throws IOException {
    return files(folders.scored());
  }

  /** Batches of a folder of the checkpoint. */
  private long count(String folder) throws IOException {
    return files(folders.checkpoint().resolve(folder));
  }

  private static long files(Path path) throws IOException {
    if (!Files.exists(path)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
    }
  }

  private void assertScoredOnce(int count) {
    Map<String, Vector> expected =
        IntStream.range(0, count)
            .boxed()
            .collect(Collectors.toMap(ColouredImages::fileName, ColouredImages::colour));
    Map<String, Vector> found =
        spark().read().parquet(folders.scored().toString()).collectAsList().stream()
            .collect(Collectors.toMap(ImageStreamKillTest::name, row -> row.getAs("colour")));
    assertThat(found).isEqualTo(expected);
  }

  private static String name(Row row) {
    String path = row.getAs("path");
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
