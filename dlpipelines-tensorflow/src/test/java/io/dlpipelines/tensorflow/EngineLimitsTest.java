package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.runtime.TestHandles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** What an executor uses, as Spark's metrics tell it, whatever the number of tasks and models. */
class EngineLimitsTest extends SparkTest {
  private static final int TASKS = 64;
  private static final int MODELS = 8;

  @Test
  void metricsTellWhatIsOpen() {
    TestHandles.liveAfterClosingIdle();
    score(3);
    assertThat(gauges())
        .containsEntry("openModels", 1L)
        .containsEntry("liveSessions", 1L)
        .containsEntry("liveGraphs", 1L)
        .containsEntry("liveTensors", 0L);
    assertThat(gauges().get("residentBytes")).isGreaterThan(100L << 20);
    assertThat(TestHandles.liveAfterClosingIdle()).isZero();
    assertThat(gauges()).containsEntry("openModels", 0L).containsEntry("liveSessions", 0L);
  }

  @Test
  void manyTasksAndModelsTakeFewThreads() {
    score(1);
    long before = threads();
    for (int model = 0; model < MODELS; model++) {
      score(2 + model);
    }
    assertThat(threads() - before)
        .as("threads more after %d tasks with %d models", MODELS * TASKS, MODELS)
        .isLessThan(MODELS);
  }

  private static void score(int width) {
    String cells =
        IntStream.range(0, width)
            .mapToObj(i -> "float(id)")
            .collect(Collectors.joining(", ", "array(", ") AS x"));
    Dataset<Row> rows = spark().range(0, 1_000, 1, TASKS).selectExpr(cells);
    new TFTransformer()
        .setGraph(Graphs.halfPlusTwo(width))
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "y"))
        .setOutputMode("array")
        .transform(rows)
        .selectExpr("sum(y[0])")
        .head();
  }

  private static Map<String, Long> gauges() {
    Source source =
        CollectionConverters.asJava(
                SparkEnv.get().metricsSystem().getSourcesByName("dlpipelines").toSeq())
            .get(0);
    Map<String, Long> values = new HashMap<>();
    source
        .metricRegistry()
        .getGauges()
        .forEach((name, gauge) -> values.put(name, ((Number) gauge.getValue()).longValue()));
    return values;
  }

  /** Those that TensorFlow starts have the names of those that called it; others are Spark's. */
  private static long threads() {
    return Stream.of(new File("/proc/self/task").listFiles())
        .filter(thread -> name(thread).matches("(?s)(dlpipelines|Executor task|java|tf_).*"))
        .count();
  }

  private static String name(File thread) {
    try {
      return Files.readString(thread.toPath().resolve("comm"));
    } catch (IOException endedMeanwhile) {
      return "";
    }
  }
}
