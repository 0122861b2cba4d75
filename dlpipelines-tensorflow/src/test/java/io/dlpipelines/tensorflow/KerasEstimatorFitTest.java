package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.KerasEstimatorTest.estimator;
import static io.dlpipelines.tensorflow.KerasEstimatorTest.pairs;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.embedding;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.EpochResult;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KerasEstimatorFitTest extends SparkTest {
  private static final double ALMOST_NOTHING = 1e-12;

  @Test
  void learnsTwoOutputsOfTwoInputs() {
    KerasEstimatorModel fitted =
        estimator()
            .setEpochs(60)
            .setLearningRate(0.02)
            .setMetrics("accuracy", "mean_absolute_error")
            .setLabelMapping(Map.of("a_times_b", "product", "sides", "larger"))
            .setLosses(Map.of("larger", "categorical_crossentropy"))
            .setLoss("huber")
            .fit(sided(pairs(143)));
    Map<String, Double> last = last(fitted);
    assertThat(last.keySet())
        .containsExactly(
            "loss",
            "product_loss",
            "larger_loss",
            "product_accuracy",
            "product_mean_absolute_error",
            "larger_accuracy",
            "larger_mean_absolute_error");
    assertThat(last.get("larger_accuracy")).isGreaterThan(0.95);
    assertThat(last.get("product_mean_absolute_error")).isLessThan(0.1);
    List<Row> scored = fitted.transform(pairs(143)).collectAsList();
    assertThat(scored)
        .allSatisfy(
            row ->
                assertThat(row.<Vector>getAs("predicted").apply(0))
                    .isCloseTo(row.<Double>getAs("a_times_b"), within(0.3)));
    assertThat(scored)
        .filteredOn(
            row -> row.<Vector>getAs("probabilities").argmax() == row.<Integer>getAs("is_larger"))
        .hasSizeGreaterThan(135);
  }

  /** Labels as values: one of two is 1. */
  private static Dataset<Row> sided(Dataset<Row> pairs) {
    return pairs.selectExpr("*", "array(1f - is_larger, float(is_larger)) AS sides");
  }

  @Test
  void addsUpLossesAsTheyAreWeighted() {
    KerasEstimatorModel fitted =
        estimator()
            .setEpochs(1)
            .setLearningRate(ALMOST_NOTHING)
            .setWeightCol("a")
            .setLossWeights(Map.of("larger", 0.25))
            .setBatchSize(100)
            .fit(pairs(60));
    double squares = 0;
    double logarithms = 0;
    for (Row row : fitted.transform(pairs(60)).collectAsList()) {
      double weight = row.<Double>getAs("a");
      double error = row.<Vector>getAs("predicted").apply(0) - row.<Double>getAs("a_times_b");
      squares += weight * error * error;
      Vector probabilities = row.getAs("probabilities");
      logarithms -= weight * Math.log(probabilities.apply(row.<Integer>getAs("is_larger")));
    }
    Map<String, Double> last = last(fitted);
    assertThat(last.get("product_loss")).isCloseTo(squares / 60, within(1e-5));
    assertThat(last.get("larger_loss")).isCloseTo(logarithms / 60, within(1e-5));
    assertThat(last.get("loss")).isCloseTo(squares / 60 + 0.25 * logarithms / 60, within(1e-5));
  }

  @Test
  void trainsNothingForAnOutputThatDoesNotCount() {
    KerasModel net = KerasEstimatorTest.net(8);
    KerasModel trained =
        estimator().setModel(net).setLossWeights(Map.of("larger", 0.0)).fit(pairs(60)).getModel();
    assertThat(trained.weights().get("larger/kernel"))
        .isEqualTo(net.weights().get("larger/kernel"));
    assertThat(trained.weights().get("product/kernel"))
        .isNotEqualTo(net.weights().get("product/kernel"));
  }

  @Test
  void learnsClassesOfTimesteps() {
    KerasModel net =
        KerasModel.sequential(
            input(3).with("dtype", "int32").name("words"),
            embedding(4, 8),
            dense(2).activation("softmax").name("odd"));
    Dataset<Row> words =
        spark()
            .range(0, 64, 1, 2)
            .selectExpr("array(int(id % 4), int(id / 4 % 4), int(id / 16 % 4)) AS words")
            .selectExpr("words", "transform(words, word -> word % 2) AS odd");
    KerasEstimatorModel fitted =
        new KerasEstimator()
            .setModel(net)
            .setInputMapping(Map.of("words", "words"))
            .setLabelMapping(Map.of("odd", "odd"))
            .setOutputMapping(Map.of("odd", "probabilities"))
            .setLoss("sparse_categorical_crossentropy")
            .setMetrics("accuracy")
            .setLearningRate(0.1)
            .setEpochs(10)
            .fit(words);
    assertThat(last(fitted)).containsOnlyKeys("loss", "accuracy").containsEntry("accuracy", 1.0);
  }

  @Test
  void namesColumnsAfterOutputsByItself() {
    KerasEstimator cleared = estimator();
    cleared.clear(cleared.outputMapping());
    StructType scored = cleared.transformSchema(pairs(4).schema());
    assertThat(scored.fieldNames())
        .containsExactly("id", "a", "b", "a_times_b", "is_larger", "product", "larger");
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            stage -> stage.setInputMapping(Map.of("a", "left")),
            "input [right] is given no column; there is inputMapping {a=left}. Add a column for"
                + " it."),
        mistake(
            stage -> stage.setInputMapping(Map.of("a", "lift", "b", "right")),
            "the model has no input [lift]; there is [left, right]. Set inputMapping to these."),
        mistake(
            stage -> stage.setLabelMapping(Map.of("a_times_b", "product")),
            "output [larger] is given no column"),
        mistake(
            stage -> stage.setLabelMapping(Map.of("c", "product", "is_larger", "larger")),
            "there is no column [c]"),
        mistake(
            stage -> stage.setLosses(Map.of("produkt", "mse")),
            "the model has no output [produkt]; there is [product, larger]. Set losses to these."),
        mistake(
            stage -> stage.setLosses(Map.of("product", "mse")),
            "output [larger] has no loss; there is losses {product=mse}. Set loss for all outputs,"
                + " or add this one to losses."),
        mistake(stage -> stage.setLosses(Map.of("product", "mze", "larger", "mse")), "losses: "),
        mistake(
            stage -> stage.setLossWeights(Map.of("produkt", 2.0)),
            "the model has no output [produkt]"),
        mistake(
            stage -> stage.setOutputMapping(Map.of("produkt", "p")),
            "output tensor [produkt] is not in the graph"));
  }

  private static Arguments mistake(UnaryOperator<KerasEstimator> change, String message) {
    return Arguments.of(change, message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrong(UnaryOperator<KerasEstimator> change, String message) {
    KerasEstimator wrong = change.apply(estimator());
    assertThatThrownBy(() -> wrong.transformSchema(pairs(4).schema()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesTwoColumnsForAnInput() {
    KerasEstimator wrong = estimator().setInputMapping(Map.of("a", "left", "b", "left"));
    assertThatThrownBy(() -> wrong.transformSchema(pairs(4).schema()))
        .hasMessageContaining("input [left] is given columns [");
  }

  private static Map<String, Double> last(KerasEstimatorModel fitted) {
    List<EpochResult> epochs = fitted.summary().epochs();
    return epochs.get(epochs.size() - 1).metrics();
  }
}
