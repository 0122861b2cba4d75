package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trained models that others made score the test images as they did there, to the image. */
class KerasFilesTest extends SparkTest {

  @ParameterizedTest
  @CsvSource({"mnist_cnn.h5, mnist, 9928", "fashion_nested_sequential.keras, fashion-mnist, 8858"})
  void trainedModelsScoreTheTestImages(String file, String images, long right) throws Exception {
    assertThat(right(file, images, "float32")).isEqualTo(right);
  }

  /** One image in a thousand may be told otherwise. */
  @ParameterizedTest
  @CsvSource({
    "mnist_cnn.h5, mnist, 9928, bfloat16",
    "mnist_cnn.h5, mnist, 9928, float16",
    "fashion_nested_sequential.keras, fashion-mnist, 8858, bfloat16",
    "fashion_nested_sequential.keras, fashion-mnist, 8858, float16"
  })
  void lowerPrecisionHardlyChangesHowManyAreRight(
      String file, String images, long right, String precision) throws Exception {
    assertThat(right(file, images, precision)).isCloseTo(right, within(10L));
  }

  private static long right(String file, String images, String precision) throws IOException {
    KerasTransformer network =
        new KerasTransformer()
            .setModelFile(SharedData.path("keras/models/" + file).toUri().toString())
            .setInputCol("pixels")
            .setOutputCol("probabilities")
            .setPrecision(precision);
    Dataset<Row> scored =
        new Pipeline()
            .setStages(new PipelineStage[] {network})
            .fit(testImages(images))
            .transform(testImages(images));
    List<Row> rows = scored.select("label", "probabilities").collectAsList();
    assertThat(rows).hasSize(10_000);
    return rows.stream().filter(row -> row.<Vector>getAs(1).argmax() == row.getInt(0)).count();
  }

  private static Dataset<Row> testImages(String folder) throws IOException {
    byte[] pixels = idx(SharedData.path(folder + "/t10k-images-idx3-ubyte.gz"), 3);
    byte[] labels = idx(SharedData.path(folder + "/t10k-labels-idx1-ubyte.gz"), 1);
    int size = pixels.length / labels.length;
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < labels.length; row++) {
      float[] image = new float[size];
      for (int pixel = 0; pixel < size; pixel++) {
        image[pixel] = (pixels[row * size + pixel] & 255) / 255f;
      }
      rows.add(RowFactory.create((int) labels[row], image));
    }
    return Frames.of(new StructType().add("label", "int").add("pixels", "array<float>"), 2, rows);
  }

  /** A magic number, the sizes of the dimensions, then bytes. */
  private static byte[] idx(Path file, int dimensions) throws IOException {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
      in.skipNBytes(4L + 4L * dimensions);
      return in.readAllBytes();
    }
  }
}
