package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Models that others made, trained further. */
class SharedTrainingTest extends SparkTest {

  /** {@code y = 3 x - 1}. */
  private static Dataset<Row> line() {
    return spark()
        .range(0, 34, 1, 2)
        .selectExpr("float(id) / 34 AS x", "3 * float(id) / 34 - 1 AS y");
  }

  private static TFEstimator lineFit(TFInputGraph graph) {
    return new TFEstimator()
        .setGraph(graph)
        .setInputMapping(Map.of("x", "x"))
        .setLabelMapping(Map.of("y", "behind/label"))
        .setLossTensor("behind/loss")
        .setOptimizer("sgd");
  }

  private static List<Double> predictions(TFModel model, Dataset<Row> rows) {
    return model.transform(rows).select("predicted").collectAsList().stream()
        .map(row -> row.get(0))
        .map(
            value ->
                value instanceof Vector vector ? vector.apply(0) : ((Number) value).doubleValue())
        .toList();
  }

  private static void assertLearned(TFModel model) {
    List<Double> predicted = predictions(model, line());
    IntStream.range(0, predicted.size())
        .forEach(row -> assertThat(predicted.get(row)).isCloseTo(3 * row / 34.0 - 1, within(0.05)));
  }

  @Test
  void aCheckpointIsTrainedByItsOwnOperationAndByAnOptimizer() {
    TFInputGraph checkpoint =
        TFInputGraph.fromCheckpoint(
            SharedData.path("frozen-graphs/regression_checkpoint").toString());
    TFEstimator own =
        new TFEstimator()
            .setGraph(checkpoint)
            .setInputMapping(Map.of("x", "X"))
            .setLabelMapping(Map.of("y", "Y"))
            .setOutputMapping(Map.of("pred", "predicted"))
            .setLossTensor("truediv")
            .setTrainOp("GradientDescent")
            .setBatchSize(34)
            .setEpochs(5);
    TFModel byItself = own.fit(line());
    own.clear(own.trainOp());
    TFModel byOptimizer = own.setOptimizer("sgd").setLearningRate(0.02).fit(line());
    List<Double> expected = predictions(byItself, line());
    assertThat(predictions(byOptimizer, line()))
        .zipSatisfy(expected, (one, other) -> assertThat(one).isCloseTo(other, within(1e-5)));
    own.setLearningRate(0.5).setEpochs(200);
    assertLearned(own.fit(line()));
  }

  /** Squared errors of predictions. */
  private static void squaredErrors(Ops graph) {
    Ops tf = graph.withSubScope("behind");
    Operand<TFloat32> given =
        tf.withName("given").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1)));
    Operand<TFloat32> label =
        tf.withName("label").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    tf.withName("loss").math.squaredDifference(tf.reshape(given, tf.array(-1)), label);
  }

  @ParameterizedTest
  @ValueSource(strings = {"saved_model_half_plus_two_cpu", "saved_model_half_plus_two_tf2_cpu"})
  void aSavedModelLearnsWithALossBehindIt(String name) {
    TFInputGraph saved =
        TFInputGraph.fromSavedModel(
            SharedData.path("saved-models/" + name + "/00000123").toString());
    String prediction = saved.tensorName("y");
    TFInputGraph graph =
        saved.then("y", TFInputGraph.build(SharedTrainingTest::squaredErrors), "behind/given");
    // The one of TensorFlow 2 takes a single row.
    TFEstimator estimator = lineFit(graph).setBatchSize(1).setLearningRate(0.1).setEpochs(30);
    assertLearned(estimator.setOutputMapping(Map.of(prediction, "predicted")).fit(line()));
  }

  @Test
  void aConvolutionalNetworkLearnsClasses() {
    TFInputGraph saved =
        TFInputGraph.fromSavedModel(SharedData.path("saved-models/kws_ref_model").toString());
    String output = saved.outputs().get(0).name();
    String scores = saved.tensorName(output);
    String input = saved.inputs().get(0).name();
    TFInputGraph loss =
        TFInputGraph.build(
            graph -> {
              Ops tf = graph.withSubScope("behind");
              Operand<TFloat32> given =
                  tf.withName("given")
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 12)));
              Operand<TFloat32> label =
                  tf.withName("label")
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 12)));
              Operand<TFloat32> logarithms = tf.math.log(tf.math.add(given, tf.constant(1e-7f)));
              tf.withName("loss")
                  .math
                  .neg(tf.reduceSum(tf.math.mul(label, logarithms), tf.constant(1)));
            });
    Dataset<Row> sounds =
        spark()
            .range(0, 24, 1, 2)
            .selectExpr("id", "int(id % 3) AS word")
            .selectExpr(
                "transform(sequence(1, 490), i -> float(sin(i * (1 + word) / 20) + id / 100)) AS"
                    + " sound",
                "transform(sequence(0, 11), i -> if(i = word, 1F, 0F)) AS label");
    TFEstimator estimator =
        new TFEstimator()
            .setGraph(saved.then(output, loss, "behind/given"))
            .setInputMapping(Map.of("sound", input))
            .setLabelMapping(Map.of("label", "behind/label"))
            .setOutputMapping(Map.of(scores, "scores"))
            .setLossTensor("behind/loss")
            .setLearningRate(0.0005)
            .setBatchSize(8)
            .setEpochs(20);
    TFModel fitted = estimator.fit(sounds);
    List<Double> losses =
        fitted.summary().epochs().stream().map(epoch -> epoch.metrics().get("loss")).toList();
    assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0) / 10);
    assertThat(fitted.transform(sounds).collectAsList())
        .allSatisfy(
            row ->
                assertThat(row.<Vector>getAs("scores").argmax())
                    .isEqualTo(row.<Float>getList(row.fieldIndex("label")).indexOf(1f)));
  }
}
