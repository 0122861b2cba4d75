package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tuning.HalvingSearch;
import io.dlpipelines.tuning.HalvingSearchModel;
import io.dlpipelines.tuning.HalvingTrial;
import io.dlpipelines.tuning.RandomSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasTuningTest extends SparkTest {

  private static KerasModel net(int hidden) {
    return KerasModel.sequential(
        input(2), dense(hidden).activation("tanh"), dense(3).activation("softmax"));
  }

  @Test
  void halvingSearchTunesNetworksAndSavesThem(@TempDir Path folder) throws IOException {
    KerasClassifier classifier = new KerasClassifier().setBatchSize(8).setSeed(1);
    ParamMap[] settings =
        new RandomSearch(5)
            .logUniform(classifier.learningRate(), 1e-3, 0.3)
            .oneOf(classifier.model(), net(2), net(8))
            .build(6);
    HalvingSearch search =
        new HalvingSearch()
            .setEstimator(classifier)
            .setEstimatorParamMaps(settings)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setMaxResource(9)
            .setParallelism(2)
            .setSeed(1);
    Dataset<Row> data = Points.threeClasses(spark(), 90);
    HalvingSearchModel model = search.fit(data);

    assertThat(model.results())
        .extracting(HalvingTrial::rung)
        .containsExactly(0, 0, 0, 0, 0, 0, 1, 1);
    assertThat(model.results())
        .allSatisfy(
            trial -> assertThat(trial.history().epochs()).as("epochs").hasSize(trial.resource()));
    assertThat(((KerasClassificationModel) model.bestModel()).summary().epochs()).hasSize(9);
    assertThat(model.bestResult().metric()).isGreaterThan(0.8);

    String path = folder.resolve("search").toString();
    search.save(path);
    HalvingSearchModel refitted = HalvingSearch.load(path).fit(data);
    assertThat(refitted.results())
        .extracting(HalvingTrial::metric)
        .isEqualTo(model.results().stream().map(HalvingTrial::metric).toList());
  }

  @Test
  void networksWithCheckpointsGoOnFromRungToRung(@TempDir Path folder) {
    KerasClassifier classifier =
        new KerasClassifier().setModel(net(8)).setBatchSize(8).setSeed(1).setIntraOpParallelism(1);
    HalvingSearch search =
        new HalvingSearch()
            .setEstimator(classifier)
            .setEstimatorParamMaps(
                new RandomSearch(5).logUniform(classifier.learningRate(), 1e-3, 0.3).build(4))
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setMaxResource(6)
            .setReductionFactor(2)
            .setSeed(1);
    Dataset<Row> data = Points.threeClasses(spark(), 93);
    List<HalvingTrial> fromTheStart = search.fit(data).results();
    classifier.setCheckpointDir(folder.toString());
    List<HalvingTrial> goingOn = search.fit(data).results();

    assertThat(goingOn).extracting(HalvingTrial::resource).containsExactly(1, 1, 1, 1, 2, 2);
    assertThat(goingOn)
        .extracting(HalvingTrial::metric)
        .isEqualTo(fromTheStart.stream().map(HalvingTrial::metric).toList());
    for (HalvingTrial further : goingOn.subList(4, 6)) {
      HalvingTrial before = goingOn.get(further.setting());
      assertThat(further.history().epochs().subList(0, before.resource()))
          .as("epochs of the rung before, with their times")
          .isEqualTo(before.history().epochs());
    }
  }
}
