package io.dlpipelines.tensorflow;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPUs that {@code bin/gpu-discovery} reports reach the tasks. */
class GpuResourcesClusterTest {
  private static final int TASKS = 4;

  /** In the executor: tasks that are there at once have a share each. */
  private static final CountDownLatch ALL_RUN = new CountDownLatch(TASKS);

  @TempDir private Path folder;

  @Test
  void tasksThatShareGpusAreToldWhich() throws Exception {
    Path script = folder.resolve("two-gpus");
    Path discovery = Path.of("..", "bin", "gpu-discovery").toAbsolutePath().normalize();
    Files.writeString(
        script, "#!/bin/sh\nDLPIPELINES_VIRTUAL_GPUS=2 exec '%s'\n".formatted(discovery));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, String> settings =
        Map.of(
            "spark.master", "local-cluster[1,%d,1024]".formatted(TASKS),
            "spark.worker.resource.gpu.amount", "2",
            "spark.worker.resource.gpu.discoveryScript", script.toString(),
            "spark.executor.resource.gpu.amount", "2",
            "spark.task.resource.gpu.amount", "0.5");
    try (SparkSession spark = LocalCluster.start(1, settings)) {
      JavaRDD<Integer> numbers =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .parallelize(List.of(1, 2, 3, 4), TASKS);
      List<String> addresses = numbers.map(number -> address()).collect();
      assertThat(addresses.stream().collect(groupingBy(each -> each, counting())))
          .isEqualTo(Map.of("[0]", 2L, "[1]", 2L));
    }
  }

  private static String address() throws InterruptedException {
    ALL_RUN.countDown();
    if (!ALL_RUN.await(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("The tasks do not run at once.");
    }
    return List.of(TaskContext.get().resourcesJMap().get("gpu").addresses()).toString();
  }
}
