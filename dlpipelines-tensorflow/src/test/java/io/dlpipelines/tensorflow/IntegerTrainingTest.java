package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Graphs with integer placeholders of every size are trained: y = w x, one step of w = 0. */
class IntegerTrainingTest extends SparkTest {

  @ParameterizedTest
  @CsvSource({
    "INT8, tinyint, -3",
    "INT16, smallint, -300",
    "INT32, int, -3",
    "UINT8, smallint, 200",
    "UINT16, int, 40000",
    "UINT32, bigint, 3000000000",
    "UINT64, bigint, 3000000000"
  })
  void placeholdersAreFed(String dtype, String column, long x) {
    double rate = 0.25 / ((double) x * x);
    Dataset<Row> rows =
        spark()
            .sql(
                "SELECT CAST(%d AS %s) AS x, CAST(2.0 * %d AS float) AS label"
                    .formatted(x, column, x));
    TFModel model =
        new TFEstimator()
            .setGraph(TFInputGraph.build(tf -> product(tf, DataType.valueOf("DT_" + dtype))))
            .setInputMapping(Map.of("x", "x"))
            .setLabelMapping(Map.of("label", "y"))
            .setOutputMapping(Map.of("prediction", "predicted"))
            .setLossTensor("errors")
            .setOptimizer("sgd")
            .setLearningRate(rate)
            .setEpochs(1)
            .fit(rows);
    double predicted = model.transform(rows).first().<Number>getAs("predicted").doubleValue();
    assertThat(predicted / x).isCloseTo(1, within(1e-5));
  }

  private static void product(Ops tf, DataType type) {
    Operand<? extends TType> w = TrainableGraphs.variable(tf, "w", Shape.scalar(), tf.constant(0f));
    Operand<TType> x =
        tf.scope()
            .env()
            .opBuilder("Placeholder", "x", tf.scope())
            .setAttr("dtype", type)
            .setAttr("shape", Shape.of(-1))
            .build()
            .<TType>output(0);
    Operand<TFloat32> prediction =
        tf.withName("prediction")
            .math
            .mul(tf.dtypes.cast(x, TFloat32.class), tf.readVariableOp(w, TFloat32.class));
    Operand<TFloat32> y =
        tf.withName("y").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    tf.withName("errors").math.squaredDifference(prediction, y);
  }
}
