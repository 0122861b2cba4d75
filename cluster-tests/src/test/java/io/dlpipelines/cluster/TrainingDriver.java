package io.dlpipelines.cluster;

import io.dlpipelines.tensorflow.LocalCluster;
import org.apache.spark.sql.SparkSession;

/**
 * Trains with checkpoints and saves what it trained, in a process that can be killed. Arguments:
 * epochs, the folder for checkpoints, and the one for the result.
 */
final class TrainingDriver {
  static final int ROWS = 300;

  private TrainingDriver() {}

  public static void main(String[] arguments) throws Exception {
    try (SparkSession spark = LocalCluster.start(1)) {
      spark.sparkContext().setLogLevel("INFO");
      Training.classifier(Integer.parseInt(arguments[0]))
          .setCheckpointDir(arguments[1])
          .fit(Training.rows(spark, ROWS, 2))
          .write()
          .save(arguments[2]);
    }
  }
}
