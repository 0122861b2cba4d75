package io.dlpipelines.image.sql;

import static io.dlpipelines.tensorflow.ScoredPlans.metric;
import static io.dlpipelines.tensorflow.ScoredPlans.scoringNodes;
import static io.dlpipelines.tensorflow.sql.SqlSessions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.image.DeepImageFeaturizer;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.sql.SqlSessions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** {@code image_features} gives what {@link DeepImageFeaturizer} gives. */
class ImageFeaturesTest {
  private static final String SMALL =
      "image_features(content, 'WaveletScattering', imageHeight => 16, imageWidth => 16,"
          + " scales => 2, angles => 4, batchSize => 4)";

  @TempDir private static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void paintImages() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    for (int i = 0; i < 6; i++) {
      BufferedImage image = new BufferedImage(20 + i, 30, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(new Color(250, 120 - 5 * i, 10));
      graphics.fillOval(3, 5 + i, 12, 8);
      graphics.dispose();
      ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
    }
    spark = SqlSessions.extended();
    spark.read().format("binaryFile").load(images.toString()).createOrReplaceTempView("images");
  }

  private static DeepImageFeaturizer featurizer() {
    return new DeepImageFeaturizer()
        .setInputCol("content")
        .setOutputCol("features")
        .setModelName("WaveletScattering")
        .setImageHeight(16)
        .setImageWidth(16)
        .setScales(2)
        .setAngles(4)
        .setBatchSize(4);
  }

  @Test
  void featuresAreThoseOfTheStage() {
    Dataset<Row> sql =
        spark.sql(
            "SELECT path, %s AS features FROM images"
                .formatted(SMALL.replace(")", ", outputMode => 'vector')")));
    assertThat(scoringNodes(sql)).hasSize(1);
    assertThat(sql.orderBy("path").collectAsList())
        .isEqualTo(
            featurizer()
                .transform(spark.table("images"))
                .select("path", "features")
                .orderBy("path")
                .collectAsList());
    assertThat(sql.schema().apply("features").metadata().json())
        .as("how long the vectors are")
        .contains("num_attrs");
  }

  @Test
  void filesByTheirNames() {
    Dataset<Row> sql =
        spark.sql(
            "SELECT %s = %s AS same FROM images"
                .formatted(SMALL, SMALL.replace("content", "path")));
    assertThat(sql.filter("same").count()).isEqualTo(6);
    assertThat(
            spark
                .sql("SELECT %s FROM binaryFile.`%s`".formatted(SMALL, folder.resolve("images")))
                .count())
        .isEqualTo(6);
    Dataset<Row> filtered =
        spark.sql(
            "SELECT %1$s FROM images WHERE %1$s IS NOT NULL AND path LIKE '%%3.png'"
                .formatted(SMALL));
    assertThat(metric(filtered, "numOutputRows")).isLessThanOrEqualTo(1);
  }

  @Test
  void invalidImagesAreKept() {
    Dataset<Row> kept =
        spark.sql(
            "SELECT %s AS f FROM VALUES (X'00'), (null) AS t(content)"
                .formatted(SMALL.replace("batchSize => 4", "handleInvalid => 'keep'")));
    assertThat(kept.filter("f IS NULL").count()).isEqualTo(2);
  }

  @Test
  void networksInFiles() {
    String path = folder.resolve("mean.pb").toString();
    mean(1f).saveGraphDef(path);
    String query =
        "SELECT image_features(image => content, modelPath => '%s', pooling => 'none') FROM images"
            .formatted(path);
    double first = spark.sql(query).first().<Double>getList(0).get(0);
    assertThat(first).isPositive();
    assertThat(folder.resolve("mean.pb").toFile().delete()).isTrue();
    mean(3f).saveGraphDef(path);
    double second = spark.sql(query).first().<Double>getList(0).get(0);
    assertThat(second).as("the file has changed").isBetween(2.99 * first, 3.01 * first);
  }

  private static TFInputGraph mean(float factor) {
    return TFInputGraph.build(
        tf ->
            tf.withName("features")
                .math
                .mul(
                    tf.math.mean(
                        tf.withName("images")
                            .placeholder(
                                TFloat32.class,
                                org.tensorflow.op.core.Placeholder.shape(Shape.of(-1, 8, 8, 3))),
                        tf.array(1, 2)),
                    tf.constant(factor)));
  }

  @Test
  void errorsHaveAPlace() {
    assertRefused(spark, "SELECT\n image_features(content) FROM images")
        .hasMessageStartingWith("image_features: DeepImageFeaturizer")
        .hasMessageContaining("no network is set; there is modelName, modelPath, graph.")
        .hasMessageEndingWith("line 2 pos 1");
    assertRefused(spark, "SELECT image_features(content, 'ResNet5') FROM images")
        .hasMessageContaining("modelName is 'ResNet5', which DeepImageFeaturizer does not take");
    assertRefused(spark, "SELECT image_features(content, 'ResNet50', 3) FROM images")
        .hasMessageContaining(
            "3 arguments have no name, and there is room for 2: [image, modelName]. Name the"
                + " others.");
    assertRefused(spark, "SELECT image_features(content, 'ResNet50', polling => 'avg') FROM images")
        .hasMessageContaining("there is no argument [polling]; the model reads [image]")
        .hasMessageContaining("The nearest are [pooling");
    assertRefused(spark, "SELECT image_features(length(content), 'WaveletScattering') FROM images")
        .hasMessageContaining("image_features: DeepImageFeaturizer")
        .hasMessageContaining("column [image] of type int");
  }

  @Test
  void itIsDescribed() {
    assertThat(spark.sql("DESCRIBE FUNCTION image_features").collectAsList().toString())
        .contains(
            "image_features(image, modelName[, option => value, ...]) - The features of an image");
  }
}
