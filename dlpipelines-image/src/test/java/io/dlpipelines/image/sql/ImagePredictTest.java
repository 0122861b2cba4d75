package io.dlpipelines.image.sql;

import static io.dlpipelines.tensorflow.ScoredPlans.scoringNodes;
import static io.dlpipelines.tensorflow.sql.SqlSessions.assertRefused;
import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.image.DeepImagePredictor;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.sql.SqlSessions;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** {@code image_predict} gives what {@link DeepImagePredictor} gives; the classes are colors. */
class ImagePredictTest {
  @TempDir private static Path folder;
  private static SparkSession spark;
  private static String model;
  private static String labels;

  @BeforeAll
  static void paintImages() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    for (Color color : List.of(Color.RED, Color.GREEN, Color.BLUE)) {
      BufferedImage image = new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(color);
      graphics.fillRect(0, 0, 20, 30);
      graphics.dispose();
      ImageIO.write(image, "png", images.resolve(color.getRGB() + ".png").toFile());
    }
    model = folder.resolve("colors.pb").toString();
    TFInputGraph.build(
            tf ->
                tf.withName("probabilities")
                    .nn
                    .softmax(
                        tf.math.mean(
                            tf.withName("images")
                                .placeholder(
                                    TFloat32.class, Placeholder.shape(Shape.of(-1, 8, 8, 3))),
                            tf.array(1, 2))))
        .saveGraphDef(model);
    labels = Files.writeString(folder.resolve("labels.txt"), "red\ngreen\nblue\n").toString();
    spark = SqlSessions.extended();
    spark
        .read()
        .format("binaryFile")
        .load(images.toString())
        .createOrReplaceTempView("colored_images");
  }

  private static DeepImagePredictor predictor() {
    return new DeepImagePredictor()
        .setInputCol("content")
        .setOutputCol("predictions")
        .setModelPath(model);
  }

  @Test
  void probabilitiesAreThoseOfTheStage() {
    Dataset<Row> sql =
        spark.sql(
            "SELECT path, image_predict(content, modelPath => '%s') AS p FROM colored_images ORDER"
                    .formatted(model)
                + " BY path");
    assertThat(scoringNodes(sql)).hasSize(1);
    assertThat(sql.schema().apply("p").dataType().simpleString()).isEqualTo("array<double>");
    assertThat(sql.collectAsList())
        .isEqualTo(
            predictor()
                .transform(spark.table("colored_images"))
                .orderBy("path")
                .select(col("path"), vector_to_array(col("predictions"), "float64"))
                .collectAsList());
    assertThat(
            spark
                .sql(
                    "SELECT image_predict(content, modelPath => '%s', outputMode => 'vector') AS p FROM colored_images"
                        .formatted(model))
                .schema()
                .simpleString())
        .isEqualTo("struct<p:vector>");
  }

  @Test
  void classesHaveTheirLabels() {
    Dataset<Row> sql =
        spark.sql(
            ("SELECT p[0].description, p[0].probability FROM (SELECT image_predict(path, modelPath"
                    + " => '%s', labelsPath => '%s', decodePredictions => true, topK => 2) AS p FROM"
                    + " colored_images)")
                .formatted(model, labels));
    assertThat(sql.collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder("red", "green", "blue");
    assertThat(sql.collectAsList())
        .allSatisfy(row -> assertThat(((Number) row.get(1)).doubleValue()).isGreaterThan(0.4));
  }

  @Test
  void encodedImagesAreNotFedToNetworksAsTheyAre() {
    for (String column : List.of("content", "path")) {
      assertRefused(
              spark, "SELECT tf_predict('%s', %s) FROM colored_images".formatted(model, column))
          .hasMessageContaining("column [images] of type ")
          .hasMessageContaining(
              "Encoded images and their paths are decoded by DeepImagePredictor,"
                  + " DeepImageFeaturizer, KerasImageFileTransformer and TFImageTransformer; in SQL"
                  + " call image_predict(images, modelPath => '...') or image_features(images,"
                  + " modelPath => '...').");
    }
  }

  @Test
  void itIsDescribed() {
    assertThat(spark.sql("DESCRIBE FUNCTION image_predict").collectAsList().toString())
        .contains("image_predict(image, modelName[, option => value, ...]) - The probabilities");
  }
}
