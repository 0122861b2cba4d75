package io.dlpipelines.training;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Warns of a job that no executor begins. Spark warns of the first job of an application only, and
 * lets others wait without a word.
 */
final class GpuWait extends SparkListener {
  private static final Logger LOG = LoggerFactory.getLogger(GpuWait.class);
  private static final int LONGER_THAN_SPARK = 4;

  private final int rdd;
  private final double gpus;
  private final long patienceMillis;
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();
  private final CountDownLatch over = new CountDownLatch(1);

  private GpuWait(JavaRDD<?> job, double gpus) {
    rdd = job.id();
    this.gpus = gpus;
    patienceMillis =
        LONGER_THAN_SPARK * job.context().getConf().getTimeAsMs("spark.starvation.timeout", "15s");
  }

  /** Runs the job. */
  static <T> List<T> collect(JavaRDD<T> job, double gpus) {
    GpuWait wait = new GpuWait(job, gpus);
    job.context().addSparkListener(wait);
    Thread thread = new Thread(wait::warn, "dlpipelines-gpu-wait");
    thread.setDaemon(true);
    thread.start();
    try {
      return job.collect();
    } finally {
      wait.over.countDown();
      job.context().removeSparkListener(wait);
    }
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted stage) {
    if (CollectionConverters.asJava(stage.stageInfo().rddInfos()).stream()
        .anyMatch(info -> info.id() == rdd)) {
      stages.add(stage.stageInfo().stageId());
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    if (stages.contains(task.stageId())) {
      over.countDown();
    }
  }

  private void warn() {
    try {
      if (!over.await(patienceMillis, TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "A training has waited {} s for an executor that gives it {} GPUs (taskGpuAmount), and"
                + " goes on waiting. If no other task has them, the cluster has no room for an"
                + " executor with GPUs beside the application's others, which keep the rows to"
                + " train on: add machines, or lower spark.dynamicAllocation.maxExecutors,"
                + " spark.executor.cores, spark.executor.memory or taskGpuAmount.",
            TimeUnit.MILLISECONDS.toSeconds(patienceMillis),
            gpus);
      }
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
    }
  }
}
