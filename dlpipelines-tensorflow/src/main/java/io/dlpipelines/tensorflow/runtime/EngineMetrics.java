package io.dlpipelines.tensorflow.runtime;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.bytedeco.javacpp.Pointer;

/** What is open in native memory, among the metrics that Spark reports of each executor. */
final class EngineMetrics implements Source {
  private static final String NAME = "dlpipelines";

  private final MetricRegistry registry = new MetricRegistry();

  private EngineMetrics() {
    registry.register("liveTensors", (Gauge<Long>) NativeHandles::liveTensors);
    registry.register("liveSessions", (Gauge<Long>) NativeHandles::liveSessions);
    registry.register("liveGraphs", (Gauge<Long>) NativeHandles::liveGraphs);
    registry.register("openModels", (Gauge<Integer>) SessionCache.EXECUTOR::size);
    registry.register("residentBytes", (Gauge<Long>) Pointer::physicalBytes);
  }

  /** Adds them to this JVM's metrics, unless they are there. */
  static synchronized void register() {
    SparkEnv environment = SparkEnv.get();
    if (environment != null && environment.metricsSystem().getSourcesByName(NAME).isEmpty()) {
      environment.metricsSystem().registerSource(new EngineMetrics());
    }
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
