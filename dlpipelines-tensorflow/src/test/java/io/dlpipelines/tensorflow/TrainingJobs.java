package io.dlpipelines.tensorflow;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** Counts the jobs of fits and what is shuffled, until it is closed. */
final class TrainingJobs extends SparkListener implements AutoCloseable {
  private final SparkContext context;
  private final AtomicInteger encodings = new AtomicInteger();
  private final AtomicInteger trainings = new AtomicInteger();
  private final AtomicLong shuffledRecords = new AtomicLong();
  private final Set<Integer> trainingStages = ConcurrentHashMap.newKeySet();
  private final Set<String> trainers = ConcurrentHashMap.newKeySet();

  private TrainingJobs(SparkContext context) {
    this.context = context;
  }

  static TrainingJobs of(SparkSession spark) {
    TrainingJobs jobs = new TrainingJobs(spark.sparkContext());
    jobs.context.addSparkListener(jobs);
    return jobs;
  }

  /** Jobs that read the rows of a Dataset. */
  int encodings() {
    return encodings.get();
  }

  /** Jobs that train on rows that were read. */
  int trainings() {
    return trainings.get();
  }

  /** The executors that train or have trained. */
  Set<String> trainers() {
    return Set.copyOf(trainers);
  }

  /** What all tasks have written for shuffles. */
  long shuffledRecords() {
    return shuffledRecords.get();
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart task) {
    if (trainingStages.contains(task.stageId())) {
      trainers.add(task.taskInfo().executorId());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd task) {
    TaskMetrics unlessItsExecutorDied = task.taskMetrics();
    if (unlessItsExecutorDied != null) {
      shuffledRecords.addAndGet(unlessItsExecutorDied.shuffleWriteMetrics().recordsWritten());
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    List<Integer> training = stagesWith("SpoolRdd", job);
    if (!training.isEmpty()) {
      trainingStages.addAll(training);
      trainings.incrementAndGet();
    } else if (!stagesWith("rows encoded for training", job).isEmpty()) {
      encodings.incrementAndGet();
    }
  }

  private static List<Integer> stagesWith(String rdd, SparkListenerJobStart job) {
    return CollectionConverters.asJava(job.stageInfos()).stream()
        .filter(
            stage ->
                CollectionConverters.asJava(stage.rddInfos()).stream()
                    .anyMatch(info -> info.name().equals(rdd)))
        .map(StageInfo::stageId)
        .toList();
  }

  @Override
  public void close() {
    try {
      context.listenerBus().waitUntilEmpty();
    } catch (Exception late) {
      throw new IllegalStateException("Spark still tells of jobs.", late);
    }
    context.removeSparkListener(this);
  }
}
