package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.tensorflow.runtime.NativeHandles;
import io.dlpipelines.tensorflow.runtime.SessionCache;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** The executors of a session, each a process of its own, to be killed and looked into. */
public final class ExecutorProcesses {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SparkSession spark;
  private final int count;
  private final Set<ProcessHandle> seen = new LinkedHashSet<>();

  private record OpenHandles(long tensors, long sessions, long graphs) implements Serializable {

    static OpenHandles now() {
      return new OpenHandles(
          NativeHandles.liveTensors(), NativeHandles.liveSessions(), NativeHandles.liveGraphs());
    }

    boolean covers(OpenHandles open) {
      return open.tensors <= tensors && open.sessions <= sessions && open.graphs <= graphs;
    }
  }

  public ExecutorProcesses(SparkSession spark, int count) {
    this.spark = spark;
    this.count = count;
  }

  /** The processes by executor, once all are up. */
  public Map<String, ProcessHandle> all() {
    Map<String, Long> pids = onEach(task -> ProcessHandle.current().pid());
    Map<String, ProcessHandle> processes =
        pids.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, each -> ProcessHandle.of(each.getValue()).orElseThrow()));
    seen.addAll(processes.values());
    return processes;
  }

  /** Ends a process with SIGKILL. */
  public static void kill(ProcessHandle process) {
    process.destroyForcibly();
    awaitEnd(process);
  }

  /** Fails if native memory stays open in an executor, models that are held by nobody aside. */
  public void assertNothingOpen() throws InterruptedException {
    assertNothingOpenBut(0);
  }

  /** The same, but for graphs of the library's own, which stay open: the decoder of images. */
  public void assertNothingOpenBut(long embeddedGraphs) throws InterruptedException {
    OpenHandles kept = new OpenHandles(0, embeddedGraphs, embeddedGraphs);
    Map<String, OpenHandles> open = openHandles();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!open.values().stream().allMatch(kept::covers) && System.nanoTime() < deadline) {
      Thread.sleep(100);
      open = openHandles();
    }
    assertThat(open.values()).as("open on %s", open).allMatch(kept::covers);
  }

  /** Fails if a process of an executor that was ever seen outlives the session. */
  public void assertAllEnded() {
    seen.forEach(ExecutorProcesses::awaitEnd);
  }

  private static void awaitEnd(ProcessHandle process) {
    assertThat(process.onExit())
        .as("end of process %d", process.pid())
        .succeedsWithin(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private Map<String, OpenHandles> openHandles() {
    return onEach(
        task -> {
          // Spark may interrupt a task's own thread, which would keep sessions open.
          CompletableFuture.runAsync(SessionCache::closeIdle).join();
          return OpenHandles.now();
        });
  }

  /** What a function gives on each executor, once there are enough of them. */
  private <T extends Serializable> Map<String, T> onEach(Probe<T> probe) {
    int tasks = 10 * count;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Map<String, T> results =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .parallelize(Collections.nCopies(tasks, 0), tasks)
              .mapToPair(probe)
              .collectAsMap();
      if (results.size() == count) {
        return Map.copyOf(results);
      }
      assertThat(System.nanoTime())
          .as("%d executors, and there are %s", count, results.keySet())
          .isLessThan(deadline);
    }
  }

  /** Runs in a task, long enough for every executor to get one. */
  private interface Probe<T> extends PairFunction<Integer, String, T> {
    T look(Integer task);

    @Override
    default Tuple2<String, T> call(Integer task) throws Exception {
      Thread.sleep(20);
      return new Tuple2<>(SparkEnv.get().executorId(), look(task));
    }
  }
}
