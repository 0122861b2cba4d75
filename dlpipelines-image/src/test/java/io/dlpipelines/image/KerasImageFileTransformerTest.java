package io.dlpipelines.image;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;

import io.dlpipelines.battery.StageBattery;
import io.dlpipelines.image.codec.ImageHandles;
import io.dlpipelines.tensorflow.keras.KerasModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class KerasImageFileTransformerTest extends StageBattery<KerasImageFileTransformer> {

  /** The same for each pixel, since Dense works on the last axis. */
  static KerasModel mixing(int channels) {
    return KerasModel.sequential(
        input(6, 5, 3).name("pixels"),
        dense(channels).with("kernel_initializer", "Ones").name("mixed"));
  }

  @Override
  protected KerasImageFileTransformer stage() {
    return new KerasImageFileTransformer()
        .setInputCol("content")
        .setOutputCol("mixed")
        .setModel(mixing(2))
        .setPreprocessing("unit")
        .setBatchSize(4);
  }

  @Override
  protected ParamMap[] grid(KerasImageFileTransformer stage) {
    return new ParamMap[] {
      new ParamMap().put(stage.model(), mixing(1)), new ParamMap().put(stage.model(), mixing(3))
    };
  }

  @Override
  protected Dataset<Row> data() {
    return Pictures.encoded(spark(), 6);
  }

  @Override
  protected MLReader<KerasImageFileTransformer> reader() {
    return KerasImageFileTransformer.read();
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
