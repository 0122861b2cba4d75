package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.tensorflow.WrittenModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream that scores from one topic to another, and goes on where another driver ended. */
class KafkaTest {

  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir private Path folder;

  @Test
  void scoresEachRecordOnceThoughAnotherDriverGoesOn() throws Exception {
    String model = WrittenModels.savedModel(folder).toString();
    try (KafkaServer kafka = KafkaServer.start(folder);
        StandaloneCluster cluster = StandaloneCluster.start(2)) {
      run(cluster, kafka, model, "first", 0, 500);
      run(cluster, kafka, model, "second", 500, 800);
    }
    assertThat(Written.lines(folder.resolve("first/rows"))).containsExactly("500");
    assertThat(Written.lines(folder.resolve("second/rows"))).containsExactly("300");
    assertThat(scores("first")).isEqualTo(expected(500));
    assertThat(scores("second")).isEqualTo(expected(800));
  }

  private void run(
      StandaloneCluster cluster, KafkaServer kafka, String model, String name, long from, long to) {
    SparkSubmit submit =
        SparkSubmit.to(cluster)
            .jars(
                Stream.of(Jars.LIBRARY, Jars.KAFKA)
                    .flatMap(jars -> jars.paths().stream())
                    .toList());
    try (Program driver =
        submit.start(
            KafkaApplication.class,
            kafka.address(),
            model,
            folder.resolve("checkpoint").toString(),
            folder.resolve(name).toString(),
            Long.toString(from),
            Long.toString(to))) {
      driver.awaitSuccess(LIMIT);
    }
  }

  /** A key that came twice would fail to be collected. */
  private Map<String, Double> scores(String name) {
    return Written.json(folder.resolve(name).resolve("scores")).stream()
        .collect(
            Collectors.toMap(row -> row.get("key").asText(), row -> row.get("value").asDouble()));
  }

  private static Map<String, Double> expected(long count) {
    return LongStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(String::valueOf, id -> 3.0 * (id + 1)));
  }
}
