package io.dlpipelines.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Image graphs whose constant shapes state the number of images give what others give. */
class FixedBatchImagesTest extends SparkTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void imagesAreScoredInGroups(int images) {
    assertThat(negatives(reshaped(images)))
        .hasSize(6)
        .isEqualTo(negatives(TFImageTransformerTest.negative(6, 5)));
  }

  /** Negatives of a fixed number of images. */
  private static TFInputGraph reshaped(int images) {
    return TFInputGraph.build(
        tf -> {
          Placeholder<TFloat32> pixels =
              tf.withName("pixels")
                  .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 6, 5, 3)));
          tf.withName("negative")
              .math
              .sub(tf.constant(255f), tf.reshape(pixels, tf.constant(new int[] {images, 6, 5, 3})));
        });
  }

  private static List<Row> negatives(TFInputGraph graph) {
    return new TFImageTransformer()
        .setInputCol("content")
        .setOutputCol("negative")
        .setGraph(graph)
        .setImageHeight(6)
        .setImageWidth(5)
        .transform(Pictures.encoded(spark(), 6))
        .select("negative")
        .collectAsList();
  }
}
