package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;

import io.dlpipelines.battery.StageBattery;
import io.dlpipelines.tensorflow.keras.KerasLayer;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.keras.KerasTensor;
import io.dlpipelines.tensorflow.runtime.TestHandles;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class KerasEstimatorTest extends StageBattery<KerasEstimator> {

  /** Tells the product of two numbers, and which is the larger one. */
  static KerasModel net(int hidden) {
    KerasTensor left = input(1).name("left").apply();
    KerasTensor right = input(1).name("right").apply();
    KerasTensor both =
        dense(hidden).activation("tanh").apply(KerasLayer.of("Concatenate").apply(left, right));
    return KerasModel.functional(
        List.of(left, right),
        List.of(
            dense(1).name("product").apply(both),
            dense(2).activation("softmax").name("larger").apply(both)));
  }

  static KerasEstimator estimator() {
    return new KerasEstimator()
        .setModel(net(8))
        .setInputMapping(Map.of("b", "right", "a", "left"))
        .setLabelMapping(Map.of("is_larger", "larger", "a_times_b", "product"))
        .setOutputMapping(Map.of("product", "predicted", "larger", "probabilities"))
        .setLosses(
            Map.of("product", "mean_squared_error", "larger", "sparse_categorical_crossentropy"))
        .setLearningRate(0.05)
        .setBatchSize(8)
        .setEpochs(4)
        .setSeed(1);
  }

  static Dataset<Row> pairs(int rows) {
    return spark()
        .range(0, rows, 1, 2)
        .selectExpr("id", "(id * 7 % 11) / 11 AS a", "(id * 5 % 13) / 13 AS b")
        .selectExpr("id", "a", "b", "a * b AS a_times_b", "int(a > b) AS is_larger");
  }

  @Override
  protected KerasEstimator stage() {
    return estimator();
  }

  @Override
  protected Dataset<Row> data() {
    return pairs(60);
  }

  @Override
  protected List<String> inputColumns() {
    return List.of("a", "b");
  }

  @Override
  protected List<String> trainingColumns() {
    return List.of("a_times_b", "is_larger");
  }

  @Override
  protected ParamMap[] grid(KerasEstimator stage) {
    return new ParamMap[] {
      new ParamMap().put(stage.model(), net(4)), new ParamMap().put(stage.model(), net(8))
    };
  }

  @Override
  protected MLReader<KerasEstimator> reader() {
    return KerasEstimator.read();
  }

  @Override
  protected double tolerance() {
    return 1e-6;
  }

  @Override
  protected long liveNativeHandles() {
    return TestHandles.liveAfterClosingIdle();
  }
}
