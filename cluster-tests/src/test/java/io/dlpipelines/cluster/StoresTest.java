package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.WrittenModels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Models, saved pipelines, images and checkpoints in HDFS and in S3, read by executors. */
class StoresTest {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String SECRET = "a-secret-that-nobody-may-read";
  private static final Map<String, Color> IMAGES =
      Map.of(
          "red.png", new Color(200, 0, 0),
          "green.png", new Color(0, 100, 3),
          "sky blue.png", new Color(10, 20, 250));

  private static StandaloneCluster cluster;
  private static Path local;

  @TempDir private Path folder;

  @BeforeAll
  static void start(@TempDir Path shared) throws IOException {
    local = shared;
    Path models = Files.createDirectories(local.resolve("models"));
    WrittenModels.checkpoint(models);
    Files.write(models.resolve("frozen.pb"), halfPlusTwo());
    Path images = Files.createDirectories(local.resolve("images"));
    for (Map.Entry<String, Color> image : IMAGES.entrySet()) {
      ImageIO.write(plain(image.getValue()), "png", images.resolve(image.getKey()).toFile());
    }
    cluster = StandaloneCluster.start(2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void keepsEverythingInHdfs() throws IOException {
    try (HdfsServer hdfs = HdfsServer.start(folder.resolve("hdfs"))) {
      SparkSubmit submit =
          SparkSubmit.to(cluster)
              .jars(Jars.LIBRARY.paths())
              .conf("spark.hadoop.dfs.replication", "1");

      run(submit, hdfs.url() + "/models/deep", hdfs.url() + "/events/deep");
    }
    assertAnswers("hdfs://127.0.0.1:");
  }

  @Test
  void keepsEverythingInS3WithCredentialsThatReachExecutorsAndNobodyElse() throws IOException {
    Path bucket = Files.createDirectories(folder.resolve("s3"));
    try (S3Server s3 = S3Server.start(bucket)) {
      SparkSubmit submit =
          SparkSubmit.to(cluster)
              .jars(
                  Stream.of(Jars.LIBRARY, Jars.S3).flatMap(jars -> jars.paths().stream()).toList())
              .conf("spark.hadoop.fs.s3a.endpoint", s3.endpoint())
              .conf("spark.hadoop.fs.s3a.endpoint.region", "us-east-1")
              .conf("spark.hadoop.fs.s3a.path.style.access", "true")
              .conf("spark.hadoop.fs.s3a.access.key", "reader")
              .conf("spark.hadoop.fs.s3a.secret.key", SECRET);

      String log = run(submit, "s3a://models/deep", "s3a://events/deep");

      assertThat(log).doesNotContain(SECRET);
      assertThat(cluster.workers())
          .allSatisfy(worker -> assertThat(worker.output()).doesNotContain(SECRET));
      assertThat(contents(StandaloneCluster.WORK, "stderr"))
          .isNotEmpty()
          .noneMatch(content -> content.contains(SECRET));
      assertThat(contents(bucket, "")).isNotEmpty().noneMatch(content -> content.contains(SECRET));
    }
    assertAnswers("s3a://");
  }

  private String run(SparkSubmit submit, String store, String events) {
    try (Program driver =
        submit.start(
            StoreApplication.class,
            local.toString(),
            store,
            events,
            folder.resolve("answers").toString())) {
      return driver.awaitSuccess(LIMIT);
    }
  }

  private void assertAnswers(String store) {
    assertScores("SavedModel", 3, 0);
    assertScores("checkpoint", 3, 0);
    assertScores("any", 3, 0);
    assertScores("frozen", 0.5, 2);
    assertThat(answer("keras")).hasSize(10).isEqualTo(answer("built"));
    assertColours("content");
    assertColours("uris");
    assertThat(lines("begun")).hasSize(2);
    assertThat(lines("resumed")).hasSize(4).startsWith(lines("begun").toArray(String[]::new));
    assertThat(lines("files"))
        .allMatch(file -> file.startsWith(store))
        .anyMatch(file -> file.contains("/checkpoints/training-") && file.contains("epoch-000004"))
        .anyMatch(file -> file.contains("/events/deep/training-") && file.contains("/train/"))
        .anyMatch(file -> file.contains("/pipelines/SavedModel/stages/"));
  }

  private void assertScores(String name, double factor, double offset) {
    assertThat(answer(name))
        .hasSize(10)
        .allSatisfy(
            row -> {
              double expected = factor * row.get("id").asDouble() + offset;
              assertThat(row.get("y")).hasSize(2);
              assertThat(row.get("y").get(0).asDouble()).isEqualTo(expected);
              assertThat(row.get("y").get(1).asDouble()).isEqualTo(expected);
            });
  }

  private void assertColours(String name) {
    Map<String, List<Double>> seen = new TreeMap<>();
    for (JsonNode row : answer(name)) {
      JsonNode colour = row.get("colour");
      seen.put(
          row.get("name").asText(),
          List.of(colour.get(0).asDouble(), colour.get(1).asDouble(), colour.get(2).asDouble()));
    }
    Map<String, List<Double>> expected = new TreeMap<>();
    IMAGES.forEach(
        (file, colour) ->
            expected.put(
                file,
                List.of(
                    (double) colour.getRed(),
                    (double) colour.getGreen(),
                    (double) colour.getBlue())));
    assertThat(seen).isEqualTo(expected);
  }

  private List<JsonNode> answer(String name) {
    return Written.json(folder.resolve("answers").resolve(name));
  }

  private List<String> lines(String name) {
    return Written.lines(folder.resolve("answers").resolve(name));
  }

  private static List<String> contents(Path folder, String ending) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.walk(folder)) {
      found = files.filter(Files::isRegularFile).toList();
    }
    List<String> contents = new ArrayList<>();
    for (Path file : found) {
      if (file.toString().endsWith(ending)) {
        contents.add(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }

  private static BufferedImage plain(Color colour) {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, 16, 16);
    graphics.dispose();
    return image;
  }

  private static byte[] halfPlusTwo() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
      tf.withName("y").math.add(tf.math.mul(x, tf.constant(0.5f)), tf.constant(2f));
      return graph.toGraphDef().toByteArray();
    }
  }
}
