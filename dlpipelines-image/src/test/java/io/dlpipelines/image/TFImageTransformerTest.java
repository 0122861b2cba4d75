package io.dlpipelines.image;

import io.dlpipelines.battery.StageBattery;
import io.dlpipelines.image.codec.ImageHandles;
import io.dlpipelines.tensorflow.TFInputGraph;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class TFImageTransformerTest extends StageBattery<TFImageTransformer> {

  /** Negatives: {@code 255 - x}. */
  static TFInputGraph negative(long height, long width) {
    return TFInputGraph.build(
        tf -> {
          Placeholder<TFloat32> images =
              tf.withName("pixels")
                  .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, height, width, 3)));
          tf.withName("negative").math.sub(tf.constant(255f), images);
        });
  }

  @Override
  protected TFImageTransformer stage() {
    return new TFImageTransformer()
        .setInputCol("content")
        .setOutputCol("negative")
        .setGraph(negative(-1, -1))
        .setImageHeight(6)
        .setImageWidth(5)
        .setBatchSize(4);
  }

  @Override
  protected Dataset<Row> data() {
    return Pictures.encoded(spark(), 6);
  }

  @Override
  protected MLReader<TFImageTransformer> reader() {
    return TFImageTransformer.read();
  }

  @Override
  protected long liveNativeHandles() {
    return ImageHandles.liveAfterClosingIdle();
  }
}
