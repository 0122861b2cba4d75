package io.dlpipelines.benchmarks;

import static io.dlpipelines.tensorflow.keras.KerasLayers.conv2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.keras.KerasLayers.maxPooling2D;

import io.dlpipelines.tensorflow.KerasClassificationModel;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.KerasTransformer;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.EpochResult;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** How many of MNIST's digits are read right, scored and trained in each precision. */
public final class PrecisionAccuracy {
  private static final int SIDE = 28;
  private static final List<String> PRECISIONS = List.of("float32", "bfloat16", "float16");

  private PrecisionAccuracy() {}

  /**
   * Scores and trains, and prints a table of each.
   *
   * @param arguments the folder that holds {@code mnist/} and {@code keras/models/mnist_cnn.h5},
   *     then how many digits to train with, and how many to score
   * @throws IOException if it cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments[0]);
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.log.level", "ERROR")
            .getOrCreate();
    Dataset<Row> train = digits(spark, data, "train", Integer.parseInt(arguments[1]));
    Dataset<Row> test = digits(spark, data, "t10k", Integer.parseInt(arguments[2]));
    System.out.println("scored: precision, accuracy, as float32, largest difference, s");
    List<float[]> exact = List.of();
    for (String precision : PRECISIONS) {
      exact = score(data, test, precision, exact);
    }
    System.out.println("trained: precision, seed, loss, accuracy on other digits, s");
    for (String precision : PRECISIONS) {
      for (long seed = 1; seed <= 3; seed++) {
        train(train, test, precision, seed);
      }
    }
    spark.stop();
  }

  private static List<float[]> score(
      Path data, Dataset<Row> test, String precision, List<float[]> exact) {
    KerasTransformer stage =
        new KerasTransformer()
            .setModelFile(data.resolve("keras/models/mnist_cnn.h5").toString())
            .setInputCol("features")
            .setOutputCol("probabilities")
            .setOutputMode("array")
            .setPrecision(precision);
    long start = System.nanoTime();
    List<Row> rows = stage.transform(test).select("label", "probabilities").collectAsList();
    double seconds = (System.nanoTime() - start) / 1e9;
    List<float[]> all = new ArrayList<>();
    int right = 0;
    int same = 0;
    double most = 0;
    for (Row row : rows) {
      List<Float> list = row.getList(1);
      float[] probabilities = new float[list.size()];
      for (int at = 0; at < probabilities.length; at++) {
        probabilities[at] = list.get(at);
      }
      float[] before = exact.isEmpty() ? probabilities : exact.get(all.size());
      for (int at = 0; at < before.length; at++) {
        most = Math.max(most, Math.abs(before[at] - probabilities[at]));
      }
      right += largest(probabilities) == (int) row.getDouble(0) ? 1 : 0;
      same += largest(probabilities) == largest(before) ? 1 : 0;
      all.add(probabilities);
    }
    System.out.printf(
        "%s, %.2f %%, %d of %d, %.4f, %.1f%n",
        precision, 100.0 * right / rows.size(), same, rows.size(), most, seconds);
    return exact.isEmpty() ? all : exact;
  }

  private static int largest(float[] values) {
    int largest = 0;
    for (int at = 1; at < values.length; at++) {
      largest = values[at] > values[largest] ? at : largest;
    }
    return largest;
  }

  private static void train(Dataset<Row> train, Dataset<Row> test, String precision, long seed) {
    KerasModel network =
        KerasModel.sequential(
                input(SIDE, SIDE, 1),
                conv2D(16, 3).activation("relu"),
                maxPooling2D(2),
                conv2D(32, 3).activation("relu"),
                maxPooling2D(2),
                flatten(),
                dense(64).activation("relu"),
                dense(10).activation("softmax"))
            .withSeed(seed);
    KerasClassificationModel model =
        new KerasClassifier()
            .setModel(network)
            .setBatchSize(64)
            .setEpochs(3)
            .setSeed(seed)
            .setPrecision(precision)
            .fit(train);
    List<EpochResult> epochs = model.summary().epochs();
    double accuracy =
        (double) model.transform(test).filter("prediction = label").count() / test.count();
    System.out.printf(
        "%s, %d, %.4f, %.2f %%, %.1f%n",
        precision,
        seed,
        epochs.get(epochs.size() - 1).metricOrThrow("loss"),
        100 * accuracy,
        model.summary().seconds());
  }

  private static Dataset<Row> digits(SparkSession spark, Path data, String part, int count)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    try (DataInputStream pixels = open(data, part + "-images-idx3-ubyte.gz", 16);
        DataInputStream classes = open(data, part + "-labels-idx1-ubyte.gz", 8)) {
      while (rows.size() < count) {
        float[] image = new float[SIDE * SIDE];
        for (int pixel = 0; pixel < image.length; pixel++) {
          image[pixel] = pixels.readUnsignedByte() / 255f;
        }
        rows.add(RowFactory.create((double) classes.readUnsignedByte(), image));
      }
    }
    Dataset<Row> digits =
        spark
            .createDataFrame(
                rows,
                new StructType()
                    .add("label", DataTypes.DoubleType)
                    .add("features", DataTypes.createArrayType(DataTypes.FloatType)))
            .cache();
    digits.count();
    return digits;
  }

  private static DataInputStream open(Path data, String file, int header) throws IOException {
    DataInputStream in =
        new DataInputStream(
            new GZIPInputStream(Files.newInputStream(data.resolve("mnist").resolve(file))));
    in.readFully(new byte[header]);
    return in;
  }
}
