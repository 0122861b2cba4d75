package io.dlpipelines.tensorflow;

import io.dlpipelines.battery.StageBattery;
import io.dlpipelines.tensorflow.runtime.TestHandles;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class TFEstimatorTest extends StageBattery<TFEstimator> {

  @Override
  protected TFEstimator stage() {
    return TrainableGraphs.estimator();
  }

  @Override
  protected Dataset<Row> data() {
    return Points.plane(spark(), 60);
  }

  @Override
  protected List<String> inputColumns() {
    return List.of("features");
  }

  @Override
  protected List<String> trainingColumns() {
    return List.of("label");
  }

  @Override
  protected ParamMap[] grid(TFEstimator stage) {
    return new ParamMap[] {
      new ParamMap().put(stage.learningRate(), 0.01),
      new ParamMap().put(stage.graph(), TFInputGraph.build(TrainableGraphs::oldLinear))
    };
  }

  @Override
  protected MLReader<TFEstimator> reader() {
    return TFEstimator.read();
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
