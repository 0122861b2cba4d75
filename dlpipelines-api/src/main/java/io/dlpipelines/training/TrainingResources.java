package io.dlpipelines.training;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.ResourceProfileManager;
import org.apache.spark.resource.TaskResourceRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * What the tasks of a training ask Spark for, so that only they take GPUs. Where Spark starts
 * executors as they are needed, it starts some with GPUs; else those that are there must have them.
 *
 * @param gpus of a task; below 1 tasks share one, 0 asks for nothing
 */
public record TrainingResources(double gpus) {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingResources.class);
  private static final String GPU = "gpu";

  /** Beside Spark's own settings for it, which would give every executor GPUs. */
  private static final String OURS = "spark.dlpipelines.gpu.";

  private static final String SPARKS = "spark.executor.resource.gpu.";
  private static final String AMOUNT = "amount";
  private static final String DYNAMIC = "spark.dynamicAllocation.enabled";

  /** The most that one of them asks for. */
  static TrainingResources of(List<? extends TrainingTask<?>> tasks) {
    return new TrainingResources(tasks.stream().mapToDouble(TrainingTask::gpus).max().orElse(0));
  }

  /**
   * Why there is no sense in asking, as far as settings of Spark tell.
   *
   * @param context what is asked
   * @return empty if Spark may give them
   */
  public Optional<DataProblem> findProblem(SparkContext context) {
    long ofExecutor = context.getConf().getLong(SPARKS + AMOUNT, 0);
    boolean dynamic = context.getConf().getBoolean(DYNAMIC, false);
    return gpus <= ofExecutor || context.isLocal() || dynamic
        ? Optional.empty()
        : Optional.of(
            new DataProblem(
                "taskGpuAmount is %s, and executors have fewer GPUs".formatted(gpus),
                "%s=%d".formatted(SPARKS + AMOUNT, ofExecutor),
                ("Give executors as many, and a discoveryScript; or let Spark start some for the"
                        + " training, with %s; or lower taskGpuAmount.")
                    .formatted(DYNAMIC)));
  }

  /** Runs a job whose tasks ask for them. */
  <T> List<T> collect(JavaRDD<T> rdd) {
    if (gpus == 0) {
      return rdd.collect();
    }
    if (rdd.context().isLocal()) {
      LOG.warn("taskGpuAmount is {}, which Spark's local mode takes no notice of.", gpus);
      return rdd.collect();
    }
    ResourceProfile profile = known(profile(rdd.context().getConf()), rdd.context());
    return GpuWait.collect(rdd.withResources(profile), gpus);
  }

  /** Spark starts executors for each profile, and gives those of another no tasks. */
  private static synchronized ResourceProfile known(ResourceProfile profile, SparkContext context) {
    ResourceProfileManager all = context.resourceProfileManager();
    Option<ResourceProfile> equal = all.getEquivalentProfile(profile);
    if (equal.isDefined()) {
      return equal.get();
    }
    all.addResourceProfile(profile);
    return profile;
  }

  private ResourceProfile profile(SparkConf conf) {
    ResourceProfileBuilder profile = new ResourceProfileBuilder();
    profile.require(
        new TaskResourceRequests().cpus(conf.getInt("spark.task.cpus", 1)).resource(GPU, gpus));
    if (conf.getBoolean(DYNAMIC, false)) {
      profile.require(executors(conf));
    }
    return profile.build();
  }

  /** Like the application's own, with GPUs. */
  private ExecutorResourceRequests executors(SparkConf conf) {
    ExecutorResourceRequests requests =
        new ExecutorResourceRequests()
            .cores(conf.getInt("spark.executor.cores", 1))
            .memory(conf.get("spark.executor.memory", "1g"))
            .resource(
                GPU,
                Math.max(conf.getLong(SPARKS + AMOUNT, 1), (long) Math.ceil(gpus)),
                setting(conf, "discoveryScript"),
                setting(conf, "vendor"));
    String overhead = conf.get("spark.executor.memoryOverhead", "");
    return overhead.isEmpty()
        ? requests
        : requests.memoryOverhead(JavaUtils.byteStringAsMb(overhead) + "m");
  }

  private static String setting(SparkConf conf, String name) {
    return conf.get(OURS + name, conf.get(SPARKS + name, ""));
  }
}
