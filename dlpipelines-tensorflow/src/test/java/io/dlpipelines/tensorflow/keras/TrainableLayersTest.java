package io.dlpipelines.tensorflow.keras;

import static io.dlpipelines.tensorflow.keras.KerasLayers.batchNormalization;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainableLayersTest {
  private static final KerasModel BASE =
      KerasModel.sequential(
              input(2, 2),
              flatten(),
              dense(3).name("block1_a"),
              dense(3).name("block1_b"),
              dense(3).name("block2_a"),
              batchNormalization().name("block2_norm"))
          .named("base");
  private static final KerasModel NET =
      KerasModel.sequential(BASE, dense(2).name("hidden"), dense(2).name("head"));

  private static Set<String> trained(KerasModel model) {
    return model.weighted().graph().weights().stream()
        .filter(model.network()::trains)
        .map(WeightSpec::owner)
        .map(owner -> String.join("/", owner))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "head; head",
        "h*; head hidden",
        "*; base/block1_a base/block1_b base/block2_a base/block2_norm hidden head",
        "base; base/block1_a base/block1_b base/block2_a base/block2_norm",
        "base/block2_*, head; base/block2_a base/block2_norm head",
        "*/*_a; base/block1_a base/block2_a",
        "base/flatten; ",
      })
  void trainsTheNamedAlone(String names, String layers) {
    KerasModel net = NET.withTrainableLayers(names.split(", "));
    Set<String> expected = layers == null ? Set.of() : Set.of(layers.split(" "));
    assertThat(trained(net)).isEqualTo(expected);
    assertThat(trained(KerasModel.fromFiles(net.toFiles()))).isEqualTo(expected);
    assertThat(net.weights()).isEqualTo(NET.weights());
  }

  @Test
  void thawsWhatWasFrozen() {
    KerasModel frozen = NET.withTrainableLayers();
    assertThat(trained(frozen)).isEmpty();
    assertThat(frozen.withTrainableLayers("*")).isEqualTo(NET);
  }

  @Test
  void leavesLayersWithoutWeights() {
    assertThat(NET.withTrainableLayers("head").toJson())
        .contains("\"name\":\"flatten\",\"trainable\":true")
        .contains("\"name\":\"base\",\"trainable\":false")
        .contains("\"name\":\"block1_a\",\"trainable\":false")
        .contains("\"name\":\"head\",\"trainable\":true");
  }

  @Test
  void refusesNamesOfNoLayer() {
    assertThatThrownBy(() -> NET.withTrainableLayers("head", "base/block3*"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Model [sequential] has no layer [base/block3*]; it has [base/block1_a,"
                + " base/block1_b, base/block2_a, ");
  }

  @Test
  void freezesWhatIsPartOfFrozenLayers() {
    KerasLayer wrapper = KerasLayer.of("TimeDistributed").with("layer", batchNormalization());
    KerasModel net = KerasModel.sequential(input(2, 3), wrapper, dense(1));
    assertThat(TrainingRun.updates(net)).hasSize(2);
    assertThat(TrainingRun.updates(net.withTrainableLayers("dense"))).isEmpty();
    assertThat(TrainingRun.updates(NET)).hasSize(2);
    assertThat(TrainingRun.updates(NET.withTrainableLayers("base/block2_norm"))).hasSize(2);
    assertThat(TrainingRun.updates(NET.withTrainableLayers("base/block1_a"))).isEmpty();
  }

  @Test
  void putsNewLayersBehindCutModels() {
    KerasModel net =
        KerasModel.sequential(BASE.upTo("block1_b"), dense(5).activation("softmax").name("head"));
    assertThat(net.layerNames()).containsExactly("input_layer", "base", "head");
    assertThat(net.inputs()).hasToString("[input_layer FLOAT32 [?, 2, 2]]");
    assertThat(net.weights().keySet())
        .containsExactly(
            "base/block1_a/kernel",
            "base/block1_a/bias",
            "base/block1_b/kernel",
            "base/block1_b/bias",
            "head/kernel",
            "head/bias");
    assertThat(net.weights().get("base/block1_b/kernel"))
        .isEqualTo(BASE.weights().get("block1_b/kernel"));
    assertThat(KerasModel.fromFiles(net.toFiles())).isEqualTo(net);
    Numbers x = Numbers.random(1, 3, 2, 2);
    KerasTensor images = input(2, 2).apply();
    KerasModel functional =
        KerasModel.functional(
            images,
            dense(5).activation("softmax").name("head").apply(BASE.upTo("block1_b").apply(images)));
    assertThat(NetworkRun.run(functional, List.of(x)).get("head").values())
        .containsExactly(NetworkRun.run(net, List.of(x)).get("head").values());
  }

  @Test
  void takesTheTypeOfAModelThatStandsFirst() {
    KerasModel ids =
        KerasModel.sequential(input(-1).with("dtype", "int32"), KerasLayers.embedding(9, 4));
    assertThat(KerasModel.sequential(ids.named("words"), dense(2)).inputs())
        .hasToString("[input_layer INT32 [?, ?]]");
  }

  @Test
  void refusesModelsOfMoreInputsInFrontOfAStack() {
    KerasTensor left = input(2).apply();
    KerasTensor right = input(2).apply();
    KerasModel two =
        KerasModel.functional(
            List.of(left, right), List.of(KerasLayer.of("Add").apply(left, right)));
    assertThatThrownBy(() -> KerasModel.sequential(two, dense(2)))
        .hasMessage(
            "Model [functional] has 2 inputs, and a sequential model has one. Use"
                + " KerasModel.functional.");
  }
}
