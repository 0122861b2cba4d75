package io.dlpipelines.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tuning.report.TuningReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningReportTest extends SparkTest {
  private final Descent descent = new Descent("descent");

  private static Dataset<Row> rows() {
    return Descent.rows(spark(), 40);
  }

  @Test
  void halvingSearchIsShownWithItsRungs(@TempDir Path folder) throws IOException {
    HalvingSearchModel model =
        new HalvingSearch("search")
            .setEstimator(descent)
            .setEstimatorParamMaps(Descent.rates(descent, 0, 0.001, 0.5, 1, 1.5))
            .setEvaluator(Descent.evaluator())
            .setResourceParam("steps")
            .setMaxResource(9)
            .setSeed(1)
            .fit(rows());
    Path file = folder.resolve("report.html");
    TuningReport.of(model).write(file.toString());
    String html = Files.readString(file);

    assertThat(html)
        .contains("Successive halving", "Tuning of Descent", "5 settings, the least rmse is best")
        .contains("1 failed", "<h2>Rungs</h2>", "<h2>Learning curves</h2>", "loss by epoch")
        .contains("rmse against rate", "steps 1", "steps 3")
        .contains("a rate of &lt;0&gt; leads nowhere")
        .doesNotContain("<0>", "http:", "https:", "src=", "NaN,", ",NaN");
    assertThat(count(html, "<tr class=\"chosen\">")).isEqualTo(1);
    assertThat(count(html, "<tr class=\"")).as("rows").isEqualTo(5 + 2);
  }

  @Test
  void crossValidationIsShownWithALineForEachSecondValue() {
    LinearRegression regression = new LinearRegression("lr");
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler().setInputCols(new String[] {"x"}).setOutputCol("features"),
                  regression
                });
    String html =
        TuningReport.of(
                new CrossValidator()
                    .setEstimator(pipeline)
                    .setEstimatorParamMaps(
                        new ParamGridBuilder()
                            .addGrid(regression.regParam(), new double[] {0.001, 0.01, 0.1})
                            .addGrid(regression.elasticNetParam(), new double[] {0, 1})
                            .baseOn(regression.maxIter().w(7))
                            .build())
                    .setEvaluator(Descent.evaluator())
                    .setNumFolds(2)
                    .setSeed(1)
                    .fit(rows()))
            .toHtml();

    assertThat(html)
        .contains("Cross-validation with 2 folds", "Pipeline of VectorAssembler, LinearRegression")
        .contains("elasticNetParam 0", "elasticNetParam 1", "regParam 0.001")
        .contains("rmse against regParam")
        .doesNotContain("against maxIter", "Rungs", "Learning curves");
    assertThat(count(html, "<polyline")).as("two lines, and three").isEqualTo(5);
  }

  @Test
  void linesOfThreeParamsAreOfTheBestInTheThird() {
    LinearRegression regression = new LinearRegression("lr");
    String html =
        TuningReport.of(
                new TrainValidationSplit()
                    .setEstimator(
                        new Pipeline()
                            .setStages(
                                new PipelineStage[] {
                                  new VectorAssembler()
                                      .setInputCols(new String[] {"x"})
                                      .setOutputCol("features"),
                                  regression
                                }))
                    .setEstimatorParamMaps(
                        new ParamGridBuilder()
                            .addGrid(regression.regParam(), new double[] {0.001, 0.01, 0.1})
                            .addGrid(regression.elasticNetParam(), new double[] {0, 0.5, 1})
                            .addGrid(regression.maxIter(), new int[] {1, 5})
                            .build())
                    .setEvaluator(Descent.evaluator())
                    .setSeed(1)
                    .fit(rows()))
            .toHtml();

    assertThat(html)
        .contains("rmse against regParam", "rmse against elasticNetParam", "rmse against maxIter")
        .contains("Of settings that differ in a third, the best.");
    assertThat(count(html, "<polyline")).as("three lines in each chart").isEqualTo(9);
  }

  @Test
  void splitIsShownWithTheCurvesOfItsModels() {
    String html =
        TuningReport.of(
                new TrainValidationSplit()
                    .setEstimator(descent)
                    .setEstimatorParamMaps(
                        new ParamMap[] {
                          new ParamMap().put(descent.rate(), (Object) 0.1),
                          new ParamMap().put(descent.rate(), (Object) 0.5)
                        })
                    .setEvaluator(Descent.evaluator())
                    .setTrainRatio(0.75)
                    .setCollectSubModels(true)
                    .setSeed(1)
                    .fit(rows()))
            .toHtml();

    assertThat(html)
        .contains("Validation on 0.25 of the rows", "setting 1", "setting 2", "final fit")
        .contains("2.0 s");
  }

  private static long count(String html, String text) {
    return Pattern.compile(text, Pattern.LITERAL).matcher(html).results().count();
  }
}
