package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dropout;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

/** Many models of one call of {@code fit}. */
class JointFitsTest extends SparkTest {
  private final KerasClassifier stage =
      new KerasClassifier()
          .setModel(net(8))
          .setBatchSize(8)
          .setEpochs(3)
          .setSeed(1)
          .setIntraOpParallelism(1);

  private static KerasModel net(int hidden) {
    return KerasModel.sequential(
            input(2),
            dense(hidden).activation("tanh"),
            dropout(0.2),
            dense(3).activation("softmax"))
        .withSeed(hidden);
  }

  /** Rows that no other test has encoded. */
  private static Dataset<Row> points(int rows) {
    return Points.threeClasses(spark(), rows);
  }

  private List<KerasClassificationModel> fit(Dataset<Row> rows, ParamMap... settings) {
    return CollectionConverters.asJava(
        stage.fit(rows, CollectionConverters.asScala(List.of(settings)).toSeq()));
  }

  private ParamMap rate(double value) {
    return new ParamMap().put(stage.learningRate(), (Object) value);
  }

  private ParamMap[] fourSettings() {
    return new ParamMap[] {
      rate(0.1).put(stage.model(), net(4)),
      rate(1e38).put(stage.optimizer(), "sgd").put(stage.weightDecay(), (Object) 1.0),
      rate(0.01),
      new ParamMap().put(stage.epochs(), (Object) 5).put(stage.batchSize(), (Object) 16)
    };
  }

  @Test
  void oneJobTrainsThemAllAsFitsOnTheirOwnDo() {
    Dataset<Row> rows = points(51);
    ParamMap[] settings = fourSettings();
    TrainingJobs jobs = TrainingJobs.of(spark());
    List<KerasClassificationModel> models;
    try (jobs) {
      models = fit(rows, settings);
    }
    assertThat(jobs.encodings()).isEqualTo(1);
    assertThat(jobs.trainings()).isEqualTo(1);
    assertThat(models).hasSize(4);
    for (int setting = 0; setting < settings.length; setting++) {
      KerasClassificationModel alone = stage.fit(rows, settings[setting]);
      assertThat(models.get(setting).getModel().weights()).isEqualTo(alone.getModel().weights());
      assertThat(metrics(models.get(setting))).isEqualTo(metrics(alone));
    }
    assertThat(models.get(1).summary().stoppedEarly())
        .as("it diverged, the others did not")
        .isTrue();
    assertThat(models)
        .extracting(model -> ((KerasClassifier) model.parent()).getLearningRate())
        .containsExactly(0.1, 1e38, 0.01, 0.001);
  }

  @Test
  void settingsThatReadRowsInAnotherWayHaveAJobOfTheirOwn() {
    ParamMap split = new ParamMap().put(stage.validationFraction(), (Object) 0.3);
    TrainingJobs jobs = TrainingJobs.of(spark());
    List<KerasClassificationModel> models;
    try (jobs) {
      models = fit(points(53), rate(0.1), split, rate(0.01), split);
    }
    assertThat(jobs.encodings()).isEqualTo(2);
    assertThat(jobs.trainings()).isEqualTo(2);
    assertThat(models)
        .extracting(model -> model.summary().metricNames().contains("val_loss"))
        .containsExactly(false, true, false, true);
  }

  @Test
  void aWrongSettingFailsBeforeAJob() {
    TrainingJobs jobs = TrainingJobs.of(spark());
    try (jobs) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> fit(points(57), rate(0.1), new ParamMap().put(stage.optimizer(), "adamant")))
          .withMessageContaining("optimizer: ");
    }
    assertThat(jobs.encodings()).isZero();
    assertThat(jobs.trainings()).isZero();
  }

  @Test
  void noSettingsAreNoModels() {
    assertThat(fit(points(59))).isEmpty();
  }

  private static List<?> metrics(KerasClassificationModel model) {
    return model.summary().epochs().stream().map(epoch -> epoch.metrics()).toList();
  }
}
