package io.dlpipelines.tensorflow;

import io.dlpipelines.persist.StageReader;
import io.dlpipelines.tensor.TensorSpec;
import java.util.Map;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * Predicts numbers with a network that {@link KerasRegressor} fitted: {@code prediction} is a
 * double where the network has one unit, else a Vector.
 */
public final class KerasRegressionModel extends NetworkPredictionModel<KerasRegressionModel> {
  private static final String PREDICTION = "prediction";

  /** Makes a stage with a random uid. */
  public KerasRegressionModel() {
    this(Identifiable.randomUID("kerasRegressionModel"));
  }

  /**
   * Makes a stage.
   *
   * @param uid its unique name
   */
  public KerasRegressionModel(String uid) {
    super(uid);
  }

  @Override
  TFInputGraph scoring(TFInputGraph network) {
    TensorSpec output = network.outputs().get(0);
    long[] sizes = output.shape().toArray();
    boolean single = sizes.length == 2 && sizes[1] == 1;
    TFInputGraph numbers =
        TFInputGraph.build(
            tf -> {
              Operand<TFloat32> given =
                  tf.withName("numbers")
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(sizes)));
              Operand<TFloat64> wide =
                  tf.dtypes.cast(single ? tf.reshape(given, tf.array(-1)) : given, TFloat64.class);
              tf.withName(PREDICTION).identity(wide);
            });
    return network.then(output.name(), numbers.sliceAt(PREDICTION), "numbers");
  }

  @Override
  Map<String, String> columns() {
    return Map.of(PREDICTION, getPredictionCol());
  }

  /**
   * Reads saved stages.
   *
   * @return the reader
   */
  public static MLReader<KerasRegressionModel> read() {
    return new StageReader<>(KerasRegressionModel.class, NetworkModel::loaded);
  }

  /**
   * Reads a saved stage.
   *
   * @param path where it was saved
   * @return the stage
   */
  public static KerasRegressionModel load(String path) {
    return read().load(path);
  }
}
