package io.dlpipelines.tensorflow;

import io.dlpipelines.tensorflow.keras.KerasModel;
import java.nio.FloatBuffer;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What can be told of models that were fitted. */
final class FittedModels {

  private FittedModels() {}

  /** The share of rows whose class is predicted. */
  static double accuracy(KerasClassificationModel model, Dataset<Row> data) {
    return (double) model.transform(data).filter("prediction = label").count() / data.count();
  }

  /** The mean of the crossentropies of rows, by the probabilities that the model tells. */
  static double crossentropy(KerasClassificationModel model, Dataset<Row> data) {
    List<Row> rows = model.transform(data).select("label", "probability").collectAsList();
    return rows.stream()
        .mapToDouble(row -> -Math.log(row.<Vector>getAs(1).apply((int) row.getDouble(0))))
        .average()
        .orElseThrow();
  }

  /** The values of a weight, row by row. */
  static float[] weight(KerasModel model, String name) {
    FloatBuffer values = model.weights().get(name).floats();
    float[] copy = new float[values.remaining()];
    values.get(copy);
    return copy;
  }

  /** Whether no weight is infinite or NaN. */
  static boolean isFinite(KerasModel model) {
    for (String name : model.weights().keySet()) {
      for (float value : weight(model, name)) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }
}
