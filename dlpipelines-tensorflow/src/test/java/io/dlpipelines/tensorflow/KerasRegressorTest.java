package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;

import io.dlpipelines.battery.StageBattery;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.runtime.TestHandles;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class KerasRegressorTest extends StageBattery<KerasRegressor> {

  private static KerasModel net(int hidden) {
    return KerasModel.sequential(input(2), dense(hidden).activation("tanh"), dense(1));
  }

  @Override
  protected KerasRegressor stage() {
    return new KerasRegressor()
        .setModel(net(8))
        .setLearningRate(0.05)
        .setBatchSize(8)
        .setEpochs(4)
        .setSeed(1);
  }

  @Override
  protected Dataset<Row> data() {
    return Points.plane(spark(), 60);
  }

  @Override
  protected ParamMap[] grid(KerasRegressor stage) {
    return new ParamMap[] {
      new ParamMap().put(stage.model(), net(4)), new ParamMap().put(stage.model(), net(8))
    };
  }

  @Override
  protected MLReader<KerasRegressor> reader() {
    return KerasRegressor.read();
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
