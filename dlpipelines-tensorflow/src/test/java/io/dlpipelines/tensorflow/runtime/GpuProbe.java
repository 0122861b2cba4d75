package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensorflow.device.DeviceChoice;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** What a task was given by Spark, and where it then computed by TensorFlow's own account. */
public record GpuProbe(String address, String device) implements Serializable {

  /** In the executor: tasks that are there at once have a share of a GPU each. */
  private static final CyclicBarrier FOUR_AT_ONCE = new CyclicBarrier(4);

  /**
   * Of many tasks, each of which computes something with {@code device = gpu}, and waits for three
   * others.
   */
  public static List<GpuProbe> ofTasks(SparkSession spark, int tasks) {
    return new JavaSparkContext(spark.sparkContext())
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .map(task -> ofThisTask())
        .collect();
  }

  /** Sessions that are open in each executor. */
  public static List<Long> liveSessions(SparkSession spark) {
    return new JavaSparkContext(spark.sparkContext())
        .parallelize(List.of(0), 1)
        .map(task -> NativeHandles.liveSessions())
        .collect();
  }

  private static GpuProbe ofThisTask() throws Exception {
    FOUR_AT_ONCE.await(1, TimeUnit.MINUTES);
    SessionSetup setup = new SessionOptions(DeviceChoice.GPU, 1).ofTask();
    Map<String, String> devices =
        SessionCache.onOwnThread(
            () -> {
              try (GraphSession session = ModelLoader.importGraph(doubling(), setup)) {
                return TracedRun.devices(session.session().runner().fetch("y"));
              }
            });
    return new GpuProbe(
        String.join(" ", TaskContext.get().resources().apply("gpu").addresses()),
        devices.entrySet().stream()
            .filter(node -> node.getKey().equals("y"))
            .map(Map.Entry::getValue)
            .collect(Collectors.joining()));
  }

  private static GraphDef doubling() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      // Random, so that TensorFlow cannot compute it beforehand.
      tf.withName("y")
          .math
          .mul(
              tf.random.randomUniform(tf.constant(new long[] {4}), TFloat32.class),
              tf.constant(2f));
      return graph.toGraphDef();
    }
  }
}
