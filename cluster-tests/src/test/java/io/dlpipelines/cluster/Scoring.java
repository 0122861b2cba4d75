package io.dlpipelines.cluster;

import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TFTransformer;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** What scores while something is killed. */
final class Scoring {

  private Scoring() {}

  /** A GraphDef: {@code y = factor x}, with so many numbers besides that do not count. */
  static byte[] times(float factor, int ballast) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      Operand<TFloat32> none = tf.math.mean(tf.constant(new float[ballast + 1]), tf.constant(0));
      tf.withName("y").math.mul(x, tf.math.add(tf.constant(factor), none));
      return graph.toGraphDef().toByteArray();
    }
  }

  static TFTransformer scorer(byte[] graph) {
    return scorer(TFInputGraph.fromGraphDef(graph));
  }

  static TFTransformer scorer(TFInputGraph graph) {
    return new TFTransformer()
        .setGraph(graph)
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "y"))
        .setBatchSize(1);
  }

  /** Rows {@code id}, {@code x}: the same number, as a double. */
  static Dataset<Row> rows(SparkSession spark, int count, int partitions) {
    return spark.range(0, count, 1, partitions).selectExpr("id", "double(id) AS x");
  }
}
