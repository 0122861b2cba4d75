package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.WrittenModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs sent to a standalone cluster as a user sends them. */
class SparkSubmitTest {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static StandaloneCluster cluster;
  private static Path model;

  @TempDir private Path folder;

  @BeforeAll
  static void start(@TempDir Path models) {
    model = WrittenModels.savedModel(models);
    cluster = StandaloneCluster.start(2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void scoresASavedModelWithTheLibraryAndTensorFlowAmongTheJars() {
    run(SparkSubmit.to(cluster).jars(Jars.LIBRARY.paths()));

    assertScored();
  }

  @Test
  void scoresASavedModelWithTheUberJar() {
    run(SparkSubmit.to(cluster).jars(List.of(Jars.uber())));

    assertScored();
  }

  @Test
  void scoresASavedModelWithPackagesFromARepository() throws IOException {
    run(
        SparkSubmit.to(cluster)
            .conf("spark.jars.ivy", folder.resolve("ivy").toString())
            .conf("spark.jars.ivySettings", ivySettings().toString())
            .option("--packages", "io.dlpipelines:dlpipelines-image:" + Jars.version())
            .option("--exclude-packages", "com.google.protobuf:protobuf-java"));

    assertScored();
  }

  /** What this build has deployed, and what Maven has loaded for it: no network. */
  private Path ivySettings() throws IOException {
    Path loaded = Path.of(System.getProperty("user.home"), ".m2", "repository");
    return Files.writeString(
        folder.resolve("ivysettings.xml"),
        """
        <ivysettings>
          <settings defaultResolver="all"/>
          <resolvers>
            <chain name="all" returnFirst="true">
              <ibiblio name="built" m2compatible="true" root="%s"/>
              <ibiblio name="loaded" m2compatible="true" root="%s"/>
            </chain>
          </resolvers>
        </ivysettings>
        """
            .formatted(
                Path.of("../target/repository").toRealPath().toUri(),
                Path.of(System.getProperty("localRepository", loaded.toString())).toUri()));
  }

  private void run(SparkSubmit submit) {
    try (Program driver =
        submit.start(SavedModelApplication.class, model.toString(), folder.toString())) {
      driver.awaitSuccess(LIMIT);
    }
  }

  private void assertScored() {
    List<JsonNode> scores = Written.json(folder.resolve("scores"));
    assertThat(scores).hasSize(1000);
    assertThat(scores)
        .allSatisfy(
            score -> {
              double id = score.get("id").asDouble();
              assertThat(score.get("y").get(0).asDouble()).isEqualTo(3 * id);
              assertThat(score.get("y").get(1).asDouble()).isEqualTo(3 * id + 3);
            });
    assertThat(Written.lines(folder.resolve("executors"))).isSubsetOf("0", "1").isNotEmpty();
    assertThat(Written.lines(folder.resolve("driver")))
        .singleElement()
        .asString()
        .doesNotContain("dlpipelines-tensorflow", "tensorflow-core", "-uber.jar");
  }
}
