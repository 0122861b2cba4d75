package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Classifiers beside Spark ML's own stages. */
class TrainingInPipelinesTest extends SparkTest {
  // As many as in no other test, so that rows which these encoded are not found again.
  private final Dataset<Row> points = Points.threeClasses(spark(), 66);

  private static KerasModel net(int hidden) {
    return KerasModel.sequential(
        input(2), dense(hidden).activation("tanh"), dense(3).activation("softmax"));
  }

  private static KerasClassifier stage() {
    return new KerasClassifier().setModel(net(8)).setBatchSize(8).setEpochs(10).setSeed(1);
  }

  @Test
  void crossValidationOverNetworksAndRates(@TempDir Path folder) throws IOException {
    KerasClassifier stage = stage();
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(stage.model(), CollectionConverters.asScala(List.of(net(1), net(8))))
            .addGrid(stage.learningRate(), new double[] {1e-7, 0.05})
            .build();
    CrossValidator search =
        new CrossValidator()
            .setEstimator(stage)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setSeed(3);
    TrainingJobs jobs = TrainingJobs.of(spark());
    CrossValidatorModel found;
    try (jobs) {
      found = search.fit(points);
    }
    assertThat(jobs.trainings()).isEqualTo(9);
    assertThat(jobs.encodings()).as("one for each fold, one for the last fit").isEqualTo(3);

    KerasClassificationModel best = (KerasClassificationModel) found.bestModel();
    assertThat(((KerasClassifier) best.parent()).getLearningRate()).isEqualTo(0.05);
    assertThat(FittedModels.accuracy(best, points)).isGreaterThanOrEqualTo(0.98);

    String path = folder.resolve("search").toString();
    found.save(path);
    CrossValidatorModel loaded = CrossValidatorModel.load(path);
    assertThat(loaded.avgMetrics()).isEqualTo(found.avgMetrics());
    assertThat(((KerasClassificationModel) loaded.bestModel()).getModel())
        .isEqualTo(best.getModel());
  }

  @Test
  void labelsThatAreNames(@TempDir Path folder) throws IOException {
    Dataset<Row> named =
        points.selectExpr("features", "element_at(array('a', 'b', 'c'), int(label) + 1) AS arm");
    StringIndexerModel indexer =
        new StringIndexer().setInputCol("arm").setOutputCol("label").fit(named);
    IndexToString names =
        new IndexToString()
            .setInputCol("prediction")
            .setOutputCol("predicted")
            .setLabels(indexer.labelsArray()[0]);
    PipelineModel fitted =
        new Pipeline()
            .setStages(new PipelineStage[] {indexer, stage().setLearningRate(0.05), names})
            .fit(named);
    String path = folder.resolve("pipeline").toString();
    fitted.save(path);
    assertThat(PipelineModel.load(path).transform(named).filter("predicted <> arm").count())
        .isLessThanOrEqualTo(1);
  }
}
