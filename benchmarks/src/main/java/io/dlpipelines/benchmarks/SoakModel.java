package io.dlpipelines.benchmarks;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.keras.KerasLayers.lstm;
import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.dlpipelines.image.DeepImageFeaturizer;
import io.dlpipelines.tensorflow.KerasTransformer;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;

/** A model with rows to score, and what comes out where nothing disturbs it. */
final class SoakModel {
  private static final int PARTITIONS = 16;
  private static final int IMAGE_SIDE = 48;
  private static final int BROKEN_EVERY = 20;

  private final Dataset<Row> scored;
  private final Row expected;

  private SoakModel(Dataset<Row> rows, Transformer stage) {
    Dataset<Row> outputs = stage.transform(rows);
    Column cells =
        outputs.schema().apply("y").dataType() instanceof ArrayType
            ? col("y")
            : when(col("y").isNotNull(), vector_to_array(col("y"), "float64"));
    scored =
        outputs
            .select(col("y").isNull().as("invalid"), cells.as("y"))
            .selectExpr("invalid", "aggregate(y, 0D, (sum, cell) -> sum + cell) AS y")
            .selectExpr("count_if(invalid)", "count(y)", "sum(cast(y * 1000 AS BIGINT))");
    expected = scored.head();
  }

  /** Three models of different kinds; one has rows among its own that cannot be scored. */
  static List<SoakModel> all(SparkSession spark) {
    return List.of(numbers(spark), sequences(spark), images(spark));
  }

  private static SoakModel numbers(SparkSession spark) {
    KerasModel net =
        KerasModel.sequential(
            input(64), dense(128).activation("relu"), dense(10).activation("softmax"));
    return new SoakModel(
        rows(spark, 100_000, "transform(sequence(1, 64), i -> float((id * i) % 101) / 101)"),
        keras(net));
  }

  /** A query that fails after a while: one row is null. */
  static Dataset<Row> failing(SparkSession spark) {
    KerasModel net = KerasModel.sequential(input(2), dense(1));
    return keras(net)
        .transform(rows(spark, 100_000, "if(id = 70000, null, array(float(id), 1F))"))
        .selectExpr("sum(y[0])");
  }

  private static SoakModel sequences(SparkSession spark) {
    KerasModel net = KerasModel.sequential(input(10, 4), lstm(16), dense(3));
    return new SoakModel(
        rows(
            spark,
            20_000,
            "transform(sequence(1, 10), i -> transform(sequence(1, 4), j -> float((id * i + j) %"
                + " 31) / 31))"),
        keras(net));
  }

  private static SoakModel images(SparkSession spark) {
    return new SoakModel(
        spark.createDataset(files(600), Encoders.BINARY()).toDF("x").repartition(PARTITIONS),
        new DeepImageFeaturizer()
            .setModelName("WaveletScattering")
            .setInputCol("x")
            .setOutputCol("y")
            .setHandleInvalid("keep"));
  }

  private static Dataset<Row> rows(SparkSession spark, long count, String cells) {
    return spark.range(0, count, 1, PARTITIONS).selectExpr(cells + " AS x");
  }

  private static KerasTransformer keras(KerasModel net) {
    return new KerasTransformer()
        .setModel(net.withSeed(1))
        .setInputCol("x")
        .setOutputCol("y")
        .setOutputMode("array");
  }

  private static List<byte[]> files(int count) {
    Random random = new Random(1);
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] file = png(random);
      files.add(i % BROKEN_EVERY == 0 ? Arrays.copyOf(file, file.length / 2) : file);
    }
    return files;
  }

  private static byte[] png(Random random) {
    BufferedImage image = new BufferedImage(IMAGE_SIDE, IMAGE_SIDE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < IMAGE_SIDE; y++) {
      for (int x = 0; x < IMAGE_SIDE; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "png", bytes);
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Scores all rows; an error if anything is lost, twice, or different. */
  void score() {
    Row found = scored.head();
    if (!found.equals(expected)) {
      throw new IllegalStateException(found + " instead of " + expected);
    }
  }
}
