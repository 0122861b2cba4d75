package io.dlpipelines.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.util.CollectionAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple4;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What trainings tell while they run, for the log of the driver: it comes with the heartbeats of
 * the executors, so a few seconds late.
 */
final class TrainingProgress extends SparkListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingProgress.class);

  /** What Spark calls the process of the driver, where it is an executor too. */
  private static final String DRIVER = "driver";

  private final SparkContext context;
  private final CollectionAccumulator<String> lines;
  private final Map<Object, Integer> toldByTask = new HashMap<>();
  private final List<String> told = new ArrayList<>();
  private boolean closed;

  private TrainingProgress(SparkContext context) {
    this.context = context;
    lines = context.collectionAccumulator();
  }

  /** On the driver: listens until it is closed. */
  static TrainingProgress of(SparkContext context) {
    TrainingProgress progress = new TrainingProgress(context);
    context.addSparkListener(progress);
    return progress;
  }

  /** Travels to the tasks. */
  CollectionAccumulator<String> lines() {
    return lines;
  }

  /** In a task: where its lines go, to the log of its process and to that of the driver. */
  static Consumer<String> to(CollectionAccumulator<String> lines) {
    boolean onDriver = SparkEnv.get().executorId().equals(DRIVER);
    return onDriver
        ? LOG::info
        : line -> {
          LOG.info(line);
          lines.add(line);
        };
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    if (closed) {
      return;
    }
    for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task :
        CollectionConverters.asJava(update.accumUpdates())) {
      for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
        if (info.id() == lines.id() && info.update().get() instanceof List<?> all) {
          int before = toldByTask.getOrDefault(task._1(), 0);
          all.subList(before, all.size()).forEach(line -> tell((String) line));
          toldByTask.put(task._1(), all.size());
        }
      }
    }
  }

  private void tell(String line) {
    LOG.info(line);
    told.add(line);
  }

  /** Tells the lines that came with the results. */
  @Override
  public synchronized void close() {
    closed = true;
    context.removeSparkListener(this);
    List<String> rest = new ArrayList<>(lines.value());
    told.forEach(rest::remove);
    rest.forEach(LOG::info);
  }
}
