package io.dlpipelines.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HalvingRunTest extends SparkTest {
  private final Descent descent = new Descent("descent");

  private HalvingSearch search(double... rates) {
    return new HalvingSearch("search")
        .setEstimator(descent)
        .setEstimatorParamMaps(Descent.rates(descent, rates))
        .setEvaluator(Descent.evaluator())
        .setResourceParam("steps")
        .setMaxResource(9)
        .setSeed(1);
  }

  private static Dataset<Row> rows() {
    return Descent.rows(spark(), 40);
  }

  @Test
  void eachRungTakesTheBestThirdFurther() {
    int before = Descent.STEPS.get();
    HalvingSearchModel model =
        search(0.001, 0.01, 0.1, 0.5, 1, 1.5, 0.2, 0.02, 0.002).setParallelism(2).fit(rows());

    assertThat(model.results().stream().map(HalvingTrial::rung).toList())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1);
    assertThat(model.results().stream().filter(trial -> trial.rung() == 1))
        .extracting(HalvingTrial::setting)
        .containsExactly(5, 4, 3);
    assertThat(model.bestResult().params()).containsEntry("rate", "1.5");
    assertThat(((DescentModel) model.bestModel()).getSteps()).isEqualTo(9);
    assertThat(Descent.STEPS.get() - before)
        .as("nine times one, three times three, nine of the final fit")
        .isEqualTo(9 + 3 * 3 + 9);
  }

  @Test
  void greatestResourceEndsTheSearch() {
    HalvingSearchModel model =
        search(0.1, 0.5, 1, 1.5).setMinResource(5).setMaxResource(5).fit(rows());

    assertThat(model.results()).hasSize(4).allMatch(trial -> trial.resource() == 5);
    assertThat(model.results()).allMatch(trial -> trial.history().epochs().size() == 5);
  }

  @Test
  void failingSettingsAreDroppedAndTold() {
    HalvingSearchModel model = search(0, 0.5, 11, 1).fit(rows());

    assertThat(model.results().get(0).failure()).isEqualTo("a rate of <0> leads nowhere");
    assertThat(model.results().get(2).failure()).isEqualTo("the metric is NaN");
    assertThat(model.results().get(0).metric()).isNaN();
    assertThat(model.bestResult().setting()).isEqualTo(3);
  }

  @Test
  void allFailingIsAnErrorWithTheReason() {
    assertThatThrownBy(() -> search(0, 11).fit(rows()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "all 2 settings of rung 0 failed; the first was {rate=0.0}: a rate of <0>");
  }

  @Test
  void indicatorColumnHoldsRowsOut() {
    Dataset<Row> marked = rows().selectExpr("*", "if(id < 20, null, id % 4 = 0) AS held");
    HalvingSearch search = search(0.5, 1).setValidationIndicatorCol("held");

    assertThat(search.fit(marked).results()).hasSize(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> search.fit(marked.withColumn("held", marked.col("id").lt(0))))
        .withMessageContaining("no rows to measure with");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> search.copy(new ParamMap().put(search.trainRatio(), (Object) 0.5)).fit(marked))
        .withMessageContaining("chosen twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> search.fit(rows()))
        .withMessageContaining("no boolean column [held]");
  }

  @Test
  void resourceIsFoundInAPipeline(@TempDir Path folder) throws IOException {
    LogisticRegression classifier = new LogisticRegression("lr");
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new SQLTransformer().setStatement("SELECT id, x, id % 2 AS label FROM __THIS__"),
                  new VectorAssembler().setInputCols(new String[] {"x"}).setOutputCol("features"),
                  classifier
                });
    HalvingSearch search =
        new HalvingSearch()
            .setEstimator(pipeline)
            .setEstimatorParamMaps(
                new ParamGridBuilder()
                    .addGrid(classifier.regParam(), new double[] {0.01, 0.1})
                    .build())
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setResourceParam("maxIter")
            .setMaxResource(4);
    HalvingSearchModel model = search.fit(rows());
    model.save(folder.resolve("model").toString());
    HalvingSearchModel loaded = HalvingSearchModel.load(folder.resolve("model").toString());

    assertThat(model.results()).extracting(HalvingTrial::resource).containsExactly(1, 1);
    assertThat(((PipelineModel) loaded.bestModel()).stages()).hasSize(3);
    assertThat(loaded.results()).isEqualTo(model.results());
    assertThat(SettingText.of(loaded.getEstimatorParamMaps()))
        .isEqualTo(SettingText.of(search.getEstimatorParamMaps()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> search.setResourceParam("epochs").fit(rows()))
        .withMessageContaining("named [epochs]; there is")
        .withMessageContaining("maxIter");
  }

  @Test
  void severalStagesWithTheResourceAreToldApart() {
    LogisticRegression first = new LogisticRegression("first");
    LogisticRegression second = new LogisticRegression("second");
    Pipeline pipeline = new Pipeline("p").setStages(new PipelineStage[] {first, second});

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResourceParam.of(pipeline, "maxIter"))
        .withMessageContaining("first__maxIter, second__maxIter");
    assertThat(ResourceParam.of(pipeline, "second__maxIter").value()).isEqualTo(100);
  }

  @Test
  void refusesWhatCannotBeSearched() {
    refused(search(), "no settings to try");
    refused(new HalvingSearch("h").setEstimator(descent), "Param evaluator is not set");
    refused(search(1).setMinResource(10), "maxResource is less than minResource");
    refused(
        search(1).setEstimatorParamMaps(new ParamMap().put(descent.steps(), (Object) 2)),
        "the settings set [steps], which is the resource");
  }

  private static void refused(HalvingSearch search, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> search.fit(rows()))
        .withMessageContaining(message);
  }

  @Test
  void settingsOfOtherStagesCannotBeSaved(@TempDir Path folder) {
    HalvingSearch search = search().setEstimatorParamMaps(Descent.rates(new Descent("other"), 1));

    assertThatThrownBy(() -> search.save(folder.resolve("search").toString()))
        .hasMessageContaining(
            "The settings set rate of other, and the estimator consists of [descent]");
    assertThat(folder.resolve("search")).doesNotExist();
  }

  @Test
  void fitsRunUnderThePropertiesOfTheCaller() {
    spark().sparkContext().setJobGroup("halving", "a search", false);
    try {
      search(0.5, 1).setParallelism(2).fit(rows());
    } finally {
      spark().sparkContext().clearJobGroup();
    }
    assertThat(spark().sparkContext().statusTracker().getJobIdsForGroup("halving"))
        .hasSizeGreaterThan(4);
  }
}
