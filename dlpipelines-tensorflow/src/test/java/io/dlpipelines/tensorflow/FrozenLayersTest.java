package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.batchNormalization;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FrozenLayersTest extends SparkTest {
  private static final KerasModel BASE =
      KerasModel.sequential(
              input(2),
              dense(8).activation("tanh").name("wide"),
              batchNormalization().name("norm"),
              dense(4).activation("tanh").name("features"),
              dense(9).name("old"))
          .named("base");
  private static final KerasModel NET =
      KerasModel.sequential(BASE.upTo("features"), dense(3).activation("softmax").name("head"));

  private static KerasClassifier classifier() {
    return new KerasClassifier()
        .setModel(NET)
        .setOptimizer("adamw(weight_decay=0.1)")
        .setLearningRate(0.05)
        .setBatchSize(8)
        .setEpochs(2);
  }

  private static Set<String> changed(KerasModel trained) {
    Map<String, WeightValue> before = NET.weights();
    return trained.weights().entrySet().stream()
        .filter(weight -> !weight.getValue().equals(before.get(weight.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Test
  void trainsTheHeadAlone() {
    KerasClassificationModel fitted =
        classifier().setTrainableLayers("head").fit(Points.threeClasses(spark(), 60));
    assertThat(changed(fitted.getModel())).containsExactlyInAnyOrder("head/kernel", "head/bias");
    assertThat(fitted.getModel().toJson()).isEqualTo(NET.withTrainableLayers("head").toJson());
  }

  @Test
  void trainsLayersOfNestedModels() {
    KerasModel fitted =
        classifier()
            .setTrainableLayers("base/norm", "head")
            .fit(Points.threeClasses(spark(), 60))
            .getModel();
    assertThat(changed(fitted))
        .containsExactlyInAnyOrder(
            "base/norm/gamma",
            "base/norm/beta",
            "base/norm/moving_mean",
            "base/norm/moving_variance",
            "head/kernel",
            "head/bias");
  }

  @Test
  void trainsAllWhereNothingIsSaid() {
    KerasModel fitted = classifier().fit(Points.threeClasses(spark(), 60)).getModel();
    assertThat(changed(fitted)).isEqualTo(NET.weights().keySet());
  }

  @Test
  void namesTheParamOfAWrongName() {
    assertThatThrownBy(
            () ->
                classifier()
                    .setTrainableLayers("haed")
                    .transformSchema(Points.threeClasses(spark(), 6).schema()))
        .hasMessageMatching(
            "KerasClassifier \\w+: trainableLayers: Model \\[sequential] has no layer \\[haed]; it"
                + " has \\[head, base, .*");
  }

  @Test
  void refusesToTrainNothing() {
    assertThatThrownBy(
            () ->
                classifier()
                    .setTrainableLayers()
                    .transformSchema(Points.threeClasses(spark(), 6).schema()))
        .hasMessageContaining("Model [sequential] has no weight to train: all its layers are");
  }
}
