package io.dlpipelines.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dlpipelines.battery.SparkTest;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.junit.jupiter.api.Test;

class RandomSearchTest extends SparkTest {
  private final LogisticRegression classifier = new LogisticRegression();

  private RandomSearch search(long seed) {
    return new RandomSearch(seed)
        .logUniform(classifier.regParam(), 1e-4, 1e-1)
        .uniform(classifier.elasticNetParam(), 0.25, 0.75)
        .integers(classifier.maxIter(), 3, 6)
        .oneOf(classifier.family(), "binomial", "multinomial")
        .baseOn(classifier.standardization().w(false));
  }

  @Test
  void drawsWithinBounds() {
    ParamMap[] settings = search(1).build(400);

    assertThat(settings).hasSize(400);
    assertThat(settings)
        .allSatisfy(
            setting -> {
              assertThat((Double) setting.apply(classifier.regParam())).isBetween(1e-4, 1e-1);
              assertThat((Double) setting.apply(classifier.elasticNetParam()))
                  .isBetween(0.25, 0.75);
              assertThat((Boolean) setting.apply(classifier.standardization())).isFalse();
            });
    assertThat(settings)
        .extracting(setting -> setting.apply(classifier.maxIter()))
        .contains(3, 4, 5, 6)
        .containsOnly(3, 4, 5, 6);
    assertThat(settings)
        .extracting(setting -> setting.apply(classifier.family()))
        .contains("binomial", "multinomial");
  }

  @Test
  void spreadsLogarithmsEvenly() {
    long below = count(new RandomSearch(2).logUniform(classifier.regParam(), 1e-4, 1e-1), 1e-3);
    long evenly = count(new RandomSearch(2).uniform(classifier.regParam(), 1e-4, 1e-1), 1e-3);

    assertThat(below).as("a third of the decades").isBetween(600L, 740L);
    assertThat(evenly).as("a hundredth of the range").isBetween(2L, 50L);
  }

  private long count(RandomSearch search, double below) {
    return Stream.of(search.build(2_000))
        .filter(setting -> (Double) setting.apply(classifier.regParam()) < below)
        .count();
  }

  @Test
  void sameSeedSameSettings() {
    assertThat(texts(search(3).build(5))).isEqualTo(texts(search(3).build(5)));
    assertThat(texts(search(3).build(5))).isNotEqualTo(texts(search(4).build(5)));
    assertThat(texts(search(3).build(9))).startsWith(texts(search(3).build(5)));
  }

  @Test
  void drawsFloats() {
    FloatParam param = new FloatParam(classifier.uid(), "rate", "a rate");
    ParamMap[] settings = new RandomSearch(1).logUniform(param, 0.5f, 2f).build(3);

    assertThat(settings)
        .allSatisfy(setting -> assertThat((Float) setting.apply(param)).isBetween(0.5f, 2f));
  }

  @Test
  void servesCrossValidator() {
    var rows =
        spark()
            .range(0, 40, 1, 2)
            .selectExpr("double(id % 2) as label", "double(id % 2) + id / 40 as x");
    var data =
        new org.apache.spark.ml.feature.VectorAssembler()
            .setInputCols(new String[] {"x"})
            .setOutputCol("features")
            .transform(rows);
    CrossValidatorModel model =
        new CrossValidator()
            .setEstimator(classifier)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setEstimatorParamMaps(search(1).build(3))
            .setNumFolds(2)
            .setSeed(1)
            .fit(data);

    assertThat(model.avgMetrics()).hasSize(3);
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    RandomSearch search = new RandomSearch(1);
    refused(() -> search.uniform(classifier.regParam(), 2, 1), "regParam cannot be drawn from 2.0");
    refused(() -> search.uniform(classifier.regParam(), Double.NaN, 1), "from NaN to 1.0");
    refused(
        () -> search.uniform(classifier.regParam(), 0, Double.POSITIVE_INFINITY), "to Infinity");
    refused(() -> search.logUniform(classifier.regParam(), 0, 1), "no logarithm");
    refused(() -> search.integers(classifier.maxIter(), 3, 2), "maxIter cannot be drawn");
    refused(() -> search.oneOf(classifier.family()), "family has no values");
    refused(() -> search.oneOf(classifier.regParam(), 0.5, 1), "type Double, and [1]");
    refused(() -> search.uniform(classifier.elasticNetParam(), 0, 1.5), "elasticNetParam");
    refused(() -> search.build(3), "no Param to draw");
    refused(() -> search(1).build(0), "0 settings");
  }

  private static void refused(Runnable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(message);
  }

  private static String[] texts(ParamMap[] settings) {
    return Arrays.stream(settings).map(ParamMap::toString).toArray(String[]::new);
  }
}
