package io.dlpipelines.tensorflow;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.RDDInfo;
import scala.jdk.javaapi.CollectionConverters;

/** Counts the jobs of fits, until it is closed. */
final class TrainingJobs extends SparkListener implements AutoCloseable {
  private final SparkContext context;
  private final AtomicInteger encodings = new AtomicInteger();
  private final AtomicInteger trainings = new AtomicInteger();

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

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    List<String> rdds =
        CollectionConverters.asJava(job.stageInfos()).stream()
            .map(StageInfo::rddInfos)
            .flatMap(infos -> CollectionConverters.asJava(infos).stream())
            .map(RDDInfo::name)
            .toList();
    if (rdds.contains("SpoolRdd")) {
      trainings.incrementAndGet();
    } else if (rdds.contains("rows encoded for training")) {
      encodings.incrementAndGet();
    }
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
