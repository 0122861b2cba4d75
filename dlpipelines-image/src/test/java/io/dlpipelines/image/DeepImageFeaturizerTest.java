package io.dlpipelines.image;

import io.dlpipelines.battery.StageBattery;
import io.dlpipelines.image.codec.ImageHandles;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class DeepImageFeaturizerTest extends StageBattery<DeepImageFeaturizer> {

  @Override
  protected DeepImageFeaturizer stage() {
    return new DeepImageFeaturizer()
        .setInputCol("content")
        .setOutputCol("features")
        .setModelName("WaveletScattering")
        .setImageHeight(16)
        .setImageWidth(16)
        .setScales(2)
        .setAngles(4)
        .setBatchSize(4);
  }

  @Override
  protected Dataset<Row> data() {
    return Pictures.encoded(spark(), 6);
  }

  @Override
  protected MLReader<DeepImageFeaturizer> reader() {
    return DeepImageFeaturizer.read();
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
