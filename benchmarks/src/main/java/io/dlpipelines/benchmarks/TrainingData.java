package io.dlpipelines.benchmarks;

import static io.dlpipelines.tensorflow.keras.KerasLayers.conv2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.keras.KerasLayers.maxPooling2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.reshape;

import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows as large as MNIST's, in memory, and a network for them. */
record TrainingData(float[][] features, int[] labels) {
  static final int PIXELS = 28 * 28;
  private static final int CLASSES = 10;

  static TrainingData random(int rows) {
    Random random = new Random(1);
    float[][] features = new float[rows][PIXELS];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        features[row][pixel] = random.nextFloat();
      }
      labels[row] = random.nextInt(CLASSES);
    }
    return new TrainingData(features, labels);
  }

  static KerasModel convolutional() {
    return KerasModel.sequential(
        input(PIXELS),
        reshape(28, 28, 1),
        conv2D(32, 3).activation("relu"),
        maxPooling2D(2),
        conv2D(64, 3).activation("relu"),
        maxPooling2D(2),
        flatten(),
        dense(128).activation("relu"),
        dense(CLASSES).activation("softmax"));
  }

  Dataset<Row> rows(SparkSession spark) {
    List<Row> table = new ArrayList<>();
    for (int row = 0; row < features.length; row++) {
      table.add(RowFactory.create(features[row], (double) labels[row]));
    }
    return spark
        .createDataFrame(
            table,
            new StructType()
                .add("features", DataTypes.createArrayType(DataTypes.FloatType))
                .add("label", DataTypes.DoubleType))
        .repartition(spark.sparkContext().defaultParallelism());
  }
}
