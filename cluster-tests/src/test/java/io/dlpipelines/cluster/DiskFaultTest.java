package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlpipelines.tensorflow.ExecutorProcesses;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The disk of an executor fills: here, no file of its process can grow beyond a limit. */
@Timeout(600)
class DiskFaultTest {
  private static final long SMALL = 200_000;
  private static final int BALLAST = 1_000_000;

  private static ScratchFolders scratch;
  private static SparkSession spark;
  private static ExecutorProcesses executors;
  private static ProcessHandle executor;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "this system has no prlimit");
    scratch = ScratchFolders.make("disk");
    spark = LocalCluster.start(1, scratch.with(Map.of()));
    executors = new ExecutorProcesses(spark, 1);
    executor = executors.all().get("0");
    unpackNativeLibraries();
  }

  private static void unpackNativeLibraries() {
    Training.classifier(1).fit(Training.rows(spark, 10, 2).repartition(2));
  }

  @AfterEach
  void theSameExecutorGoesOnWithNothingLeft() throws Exception {
    limitFiles("unlimited");
    assertThat(executors.all()).containsExactly(Map.entry("0", executor));
    executors.assertNothingOpen();
    scratch.assertNothingOfOursIsLeft();
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
      executors.assertAllEnded();
    }
  }

  /** Sets the limit that a process may change itself, and that can be lifted again. */
  private static void limitFiles(Object bytes) throws Exception {
    String pid = String.valueOf(executor.pid());
    Process limited =
        new ProcessBuilder("prlimit", "--pid", pid, "--fsize=" + bytes + ":").inheritIO().start();
    assertThat(limited.waitFor()).isZero();
  }

  @Test
  void aModelThatDoesNotFitIsNamedAndLoadedOnceThereIsRoom() throws Exception {
    Dataset<Row> scored =
        Scoring.scorer(Scoring.times(3, BALLAST)).transform(Scoring.rows(spark, 10, 1));
    limitFiles(SMALL);
    assertThatThrownBy(scored::collectAsList)
        .hasMessageMatching(
            "(?s).*The model's files cannot be written to .*/scratch-disk/spark/.*: "
                + "File too large\\. "
                + "Make room there, or set spark\\.local\\.dir to a larger disk\\..*");
    scratch.assertNothingOfOursIsLeft();

    limitFiles("unlimited");
    assertThat(scored.collectAsList())
        .extracting(row -> row.<Float>getAs("y"))
        .startsWith(0f, 3f, 6f)
        .hasSize(10);
  }

  @Test
  void rowsThatDoNotFitAreNamedAndTrainedOnOnceThereIsRoom() throws Exception {
    Dataset<Row> rows = Training.rows(spark, 40_000, 8);
    KerasClassifier classifier = Training.classifier(1).setBatchSize(512);
    limitFiles(SMALL);
    assertThatThrownBy(() -> classifier.fit(rows))
        .hasMessageMatching(
            "(?s).*The rows to train on cannot be written to .*/scratch-disk/spark/.*: "
                + "after \\d+ bytes, File too large\\. "
                + "Make room there, or set spark\\.local\\.dir to a larger disk\\..*");
    scratch.assertNothingOfOursIsLeft();

    limitFiles("unlimited");
    assertThat(classifier.fit(rows).summary().epochs()).hasSize(1);
  }

  /** What Spark keeps of a partition is one file, smaller than that of all rows. */
  @Test
  void aPartitionThatDoesNotFitIsNamedAndEncodedOnceThereIsRoom() throws Exception {
    Dataset<Row> rows = Training.rows(spark, 50_000, 1);
    KerasClassifier classifier = Training.classifier(1).setBatchSize(512);
    limitFiles(SMALL);
    assertThatThrownBy(() -> classifier.fit(rows))
        .hasMessageMatching(
            "The rows to train on cannot be kept on the local disks of the executors: "
                + "File too large\\. "
                + "Make room there, or set spark\\.local\\.dir to larger disks\\.");

    limitFiles("unlimited");
    assertThat(classifier.fit(rows).summary().epochs()).hasSize(1);
  }
}
