package io.dlpipelines.image;

import io.dlpipelines.battery.StageBattery;
import io.dlpipelines.image.codec.ImageHandles;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class DeepImagePredictorTest extends StageBattery<DeepImagePredictor> {

  /** Tells red, green and blue images apart by the means of their channels. */
  static TFInputGraph colours() {
    return TFInputGraph.build(
        tf -> {
          Placeholder<TFloat32> images =
              tf.withName("pixels")
                  .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4, 4, 3)));
          tf.withName("colours").nn.softmax(tf.math.mean(images, tf.constant(new int[] {1, 2})));
        });
  }

  static String labels(String name) {
    try {
      return Path.of(DeepImagePredictorTest.class.getResource("/labels/" + name).toURI())
          .toString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  protected DeepImagePredictor stage() {
    return new DeepImagePredictor()
        .setInputCol("content")
        .setOutputCol("predicted")
        .setGraph(colours())
        .setPreprocessing("unit")
        .setDecodePredictions(true)
        .setTopK(2)
        .setLabelsPath(labels("colours.txt"))
        .setBatchSize(4);
  }

  @Override
  protected Dataset<Row> data() {
    return Pictures.encoded(spark(), 6);
  }

  @Override
  protected MLReader<DeepImagePredictor> reader() {
    return DeepImagePredictor.read();
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
