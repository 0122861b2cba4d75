package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.conv2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.keras.KerasLayers.maxPooling2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.rescaling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small convolutional network learns to read from 2,000 digits of MNIST. */
class LearnedDigitsTest extends SparkTest {
  private static final int PIXELS = 28 * 28;

  @Test
  void nineOfTenDigitsAreRead() throws IOException {
    Dataset<Row> test = digits("t10k", 500);
    KerasModel net =
        KerasModel.sequential(
            input(28, 28, 1),
            rescaling(1 / 255.0, 0),
            conv2D(8, 3).activation("relu"),
            maxPooling2D(2),
            conv2D(16, 3).activation("relu"),
            maxPooling2D(2),
            flatten(),
            dense(10).activation("softmax"));
    KerasClassificationModel model =
        new KerasClassifier()
            .setModel(net)
            .setLearningRate(0.003)
            .setEpochs(4)
            .setSeed(1)
            .fit(digits("train", 2000));
    assertThat(FittedModels.accuracy(model, test)).isGreaterThanOrEqualTo(0.9);
  }

  /** Without convolutions, which processors without instructions for float16 are slow with. */
  @ParameterizedTest
  @ValueSource(strings = {"bfloat16", "float16"})
  void lowerPrecisionLearnsAsWell(String precision) throws IOException {
    Dataset<Row> test = digits("t10k", 1000);
    KerasClassifier classifier =
        new KerasClassifier()
            .setModel(
                KerasModel.sequential(
                        input(28 * 28),
                        rescaling(1 / 255.0, 0),
                        dense(64).activation("relu"),
                        dense(10).activation("softmax"))
                    .withSeed(1))
            .setEpochs(4)
            .setSeed(1);
    KerasClassificationModel exact = classifier.fit(digits("train", 2000));
    KerasClassificationModel model = classifier.setPrecision(precision).fit(digits("train", 2000));
    assertThat(model.getModel().weights()).isNotEqualTo(exact.getModel().weights());
    assertThat(FittedModels.accuracy(model, test))
        .isGreaterThan(0.8)
        .isCloseTo(FittedModels.accuracy(exact, test), within(0.01));
  }

  /** The first digits of one of MNIST's files, as flat vectors. */
  private static Dataset<Row> digits(String part, int count) throws IOException {
    Path images = SharedData.path("mnist/%s-images-idx3-ubyte.gz".formatted(part));
    Path labels = SharedData.path("mnist/%s-labels-idx1-ubyte.gz".formatted(part));
    List<Row> rows = new ArrayList<>();
    try (DataInputStream pixels = open(images, 16);
        DataInputStream classes = open(labels, 8)) {
      while (rows.size() < count) {
        double[] image = new double[PIXELS];
        for (int pixel = 0; pixel < PIXELS; pixel++) {
          image[pixel] = pixels.readUnsignedByte();
        }
        rows.add(RowFactory.create((double) classes.readUnsignedByte(), Vectors.dense(image)));
      }
    }
    StructType schema =
        new StructType().add("label", "double").add("features", SQLDataTypes.VectorType());
    return Frames.of(schema, 2, rows);
  }

  private static DataInputStream open(Path file, int header) throws IOException {
    DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
    in.readFully(new byte[header]);
    return in;
  }
}
