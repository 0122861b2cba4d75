package io.dlpipelines.benchmarks;

import io.dlpipelines.tensorflow.runtime.NativeHandles;
import io.dlpipelines.tensorflow.runtime.SessionCache;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * An executor's process and what it holds, with no model in use.
 *
 * @param id Spark's number of the executor: lower ones are older
 * @param pid of its process
 * @param liveTensors open tensors
 * @param liveSessions open sessions; those of image decoders stay
 */
record ExecutorState(int id, long pid, long liveTensors, long liveSessions)
    implements Serializable {

  /** Asks all executors, the oldest first. */
  static List<ExecutorState> all(SparkSession spark) {
    return new JavaSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, 16).boxed().toList(), 16)
            .map(task -> here())
            .collect()
            .stream()
            .distinct()
            .sorted(Comparator.comparing(ExecutorState::id))
            .toList();
  }

  private static ExecutorState here() throws InterruptedException {
    // So long that each executor gets some of the tasks.
    Thread.sleep(200);
    Thread closing = new Thread(SessionCache::closeIdle);
    closing.start();
    closing.join();
    return new ExecutorState(
        Integer.parseInt(SparkEnv.get().executorId()),
        ProcessHandle.current().pid(),
        NativeHandles.liveTensors(),
        NativeHandles.liveSessions());
  }

  void kill() {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  double residentMegabytes() throws IOException {
    return residentMegabytes(pid);
  }

  static double residentMegabytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .sum();
  }
}
