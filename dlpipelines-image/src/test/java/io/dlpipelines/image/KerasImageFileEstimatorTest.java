package io.dlpipelines.image;

import static io.dlpipelines.tensorflow.keras.KerasLayers.conv2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;

import io.dlpipelines.battery.StageBattery;
import io.dlpipelines.image.codec.ImageHandles;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

class KerasImageFileEstimatorTest extends StageBattery<KerasImageFileEstimator> {

  static KerasModel net(int filters) {
    return KerasModel.sequential(
        input(8, 6, 3),
        conv2D(filters, 3).activation("relu"),
        flatten(),
        dense(2).activation("softmax"));
  }

  /** Pictures whose green tells their class. */
  static Dataset<Row> pictures(Dataset<Row> encoded) {
    return encoded.withColumn("label", functions.expr("double(id >= 10)"));
  }

  @Override
  protected KerasImageFileEstimator stage() {
    return new KerasImageFileEstimator()
        .setModel(net(4))
        .setInputCol("content")
        .setPreprocessing("tf")
        .setLearningRate(0.01)
        .setBatchSize(5)
        .setEpochs(2)
        .setSeed(1);
  }

  @Override
  protected ParamMap[] grid(KerasImageFileEstimator stage) {
    return new ParamMap[] {
      new ParamMap().put(stage.model(), net(3)), new ParamMap().put(stage.model(), net(4))
    };
  }

  @Override
  protected Dataset<Row> data() {
    return pictures(Pictures.encoded(spark(), 20));
  }

  @Override
  protected List<String> trainingColumns() {
    return List.of("label");
  }

  @Override
  protected MLReader<KerasImageFileEstimator> reader() {
    return KerasImageFileEstimator.read();
  }

  @Override
  protected double tolerance() {
    return 1e-5;
  }

  @Override
  protected long liveNativeHandles() {
    return ImageHandles.liveAfterClosingIdle();
  }
}
