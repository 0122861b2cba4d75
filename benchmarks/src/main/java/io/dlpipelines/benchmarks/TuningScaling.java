package io.dlpipelines.benchmarks;

import static io.dlpipelines.tensorflow.keras.KerasLayers.conv2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.keras.KerasLayers.maxPooling2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.reshape;

import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A {@code CrossValidator} of three folds over 12 small nets on two executors of one core, one fit
 * at a time and two at a time. Since the last fit is alone, the limit is 37 / 19 = 1.95.
 */
public final class TuningScaling {
  private static final int FOLDS = 3;
  private static final int NETS = 12;
  private static final int MEGABYTES = 2048;
  private static final AtomicInteger SEED = new AtomicInteger();

  private TuningScaling() {}

  /**
   * Runs both and prints their times.
   *
   * @param arguments rows, 6,000 where not given; epochs, 10 where not given
   * @throws IOException if Spark cannot be closed
   */
  public static void main(String[] arguments) throws IOException {
    int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 6_000;
    int epochs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
    try (SparkSession spark = Executors.start(MEGABYTES)) {
      seconds(spark, rows / 4, 1, 2);
      double one = seconds(spark, rows, epochs, 1);
      double two = seconds(spark, rows, epochs, 2);
      System.out.printf(
          "%d nets, %d folds, %d rows of %d floats, %d epochs, two executors of one core%n",
          NETS, FOLDS, rows, Executors.PIXELS, epochs);
      System.out.printf("parallelism 1 %8.1f s%n", one);
      System.out.printf("parallelism 2 %8.1f s%n", two);
      System.out.printf("times as fast %8.2f%n", one / two);
    }
  }

  /** Rows are others each time, so that no run finds those that another has encoded. */
  private static double seconds(SparkSession spark, int count, int epochs, int parallelism) {
    Dataset<Row> rows = Executors.rows(spark, count, SEED.getAndIncrement()).cache();
    rows.count();
    KerasClassifier classifier =
        new KerasClassifier()
            .setModel(net())
            .setMetrics()
            .setBatchSize(128)
            .setEpochs(epochs)
            .setIntraOpParallelism(1);
    CrossValidator search =
        new CrossValidator()
            .setEstimator(classifier)
            .setEstimatorParamMaps(rates(classifier))
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setNumFolds(FOLDS)
            .setParallelism(parallelism);
    long start = System.nanoTime();
    search.fit(rows);
    double seconds = (System.nanoTime() - start) / 1e9;
    rows.unpersist();
    return seconds;
  }

  private static ParamMap[] rates(KerasClassifier classifier) {
    return IntStream.range(0, NETS)
        .mapToObj(net -> 1e-3 / (1 + net))
        .map(rate -> new ParamMap().put(classifier.learningRate(), (Object) rate))
        .toArray(ParamMap[]::new);
  }

  private static KerasModel net() {
    return KerasModel.sequential(
        input(Executors.PIXELS),
        reshape(28, 28, 1),
        conv2D(16, 3).activation("relu"),
        maxPooling2D(2),
        conv2D(32, 3).activation("relu"),
        maxPooling2D(2),
        flatten(),
        dense(Executors.CLASSES).activation("softmax"));
  }
}
