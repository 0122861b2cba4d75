package io.dlpipelines.persist;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Test;

class LocalDiskTest extends SparkTest {

  @Test
  void sparkSaysWhereThereIsRoom() {
    assertThat(spark().sparkContext().isStopped()).isFalse();
    LocalDisk disk = LocalDisk.roomiest();
    assertThat(SparkEnv.get().blockManager().diskBlockManager().localDirs())
        .contains(disk.path().toFile());
    assertThat(disk.setting()).isEqualTo("spark.local.dir");
  }

  @Test
  void whatDoesNotFitIsTold() {
    IOException cause = new IOException("No space left on device");
    assertThat(
            new LocalDisk(Path.of("/scratch"), "java.io.tmpdir")
                .cannotHold("The model's files", cause.getMessage(), cause))
        .hasMessage(
            "The model's files cannot be written to /scratch: No space left on device. Make room"
                + " there, or set java.io.tmpdir to a larger disk.")
        .hasCause(cause);
  }
}
