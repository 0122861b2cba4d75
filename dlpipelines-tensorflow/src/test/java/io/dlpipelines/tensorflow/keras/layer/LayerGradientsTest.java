package io.dlpipelines.tensorflow.keras.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.keras.NetworkGradients;
import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.runtime.NoGradientException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of every layer, by its weights and by what it is given. */
class LayerGradientsTest {
  /** Layers without gradients of their own, and why. */
  private static final Map<String, String> NOT_APPLIED =
      Map.ofEntries(
          Map.entry("AutoContrast", "stretches each image by its own extremes"),
          Map.entry(
              "ContrastLimitedAdaptiveHistogramEqualization", "maps levels, which are integers"),
          Map.entry("InputLayer", "stands for what is given"),
          Map.entry("GRUCell", "is a part of RNN, which is tried"),
          Map.entry("LSTMCell", "is a part of RNN, which is tried"),
          Map.entry("SimpleRNNCell", "is a part of RNN, which is tried"),
          Map.entry("StackedRNNCells", "is a part of RNN, which is tried"),
          Map.entry("ops.core.StopGradient", "is there to differ from differences"),
          Map.entry("HashedCrossing", "takes integers or strings"),
          Map.entry("Hashing", "takes integers or strings"),
          Map.entry("IntegerLookup", "takes integers or strings"),
          Map.entry("SpectralNormalization", "wraps a layer, which is tried"),
          Map.entry("STFTSpectrogram", "has fixed weights"),
          Map.entry("StringLookup", "takes integers or strings"),
          Map.entry("TextVectorization", "takes integers or strings"));

  static Stream<GradientCase> cases() throws IOException {
    return table("gradients.txt");
  }

  static Stream<GradientCase> flat() throws IOException {
    return table("flat.txt");
  }

  static Stream<GradientCase> refused() throws IOException {
    return table("refused.txt");
  }

  private static Stream<GradientCase> table(String file) throws IOException {
    try (InputStream table = LayerGradientsTest.class.getResourceAsStream(file)) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(GradientCase::parse);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreThoseOfDifferences(GradientCase tried) {
    NetworkGradients.check(tried.network(), tried.given());
  }

  /** What is flat does not keep what is beside it from being derived. */
  @ParameterizedTest
  @MethodSource("flat")
  void whatIsFlatAddsNothing(GradientCase tried) {
    NetworkGradients.check(tried.sums(), tried.given());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatHasNoGradientIsRefused(GradientCase tried) {
    assertThatThrownBy(() -> NetworkGradients.check(tried.network(), tried.given()))
        .isInstanceOf(NoGradientException.class)
        .hasMessageStartingWith("TensorFlow has no gradient of operation [keras_layers/")
        .hasMessageContaining("of type %s, ".formatted(tried.missing()));
  }

  @Test
  void layersThatAreAppliedTwiceAreDerivedAtBothPlaces() {
    Network network =
        NetworkRun.network(
            """
            {class_name: 'Functional', config: {name: 'net', layers: [
              {class_name: 'InputLayer', config: {name: 'a', batch_shape: [null, 3, 2]}},
              {class_name: 'InputLayer', config: {name: 'b', batch_shape: [null, 3, 2]}},
              {class_name: 'GRU', config: {name: 'both', units: 2},
                inbound_nodes: [[['a', 0, 0, {}]], [['b', 0, 0, {}]]]},
              {class_name: 'Subtract', config: {name: 'apart'},
                inbound_nodes: [[['both', 0, 0, {}], ['both', 1, 0, {}]]]},
              {class_name: 'Dense', config: {name: 'y', units: 2, activation: 'tanh'},
                inbound_nodes: [[['apart', 0, 0, {}]], [['both', 0, 0, {}]]]}],
              input_layers: [['a', 0, 0], ['b', 0, 0]],
              output_layers: [['y', 0, 0], ['y', 1, 0]]}}
            """);
    NetworkGradients.check(
        network,
        List.of(
            NetworkGradients.Input.of(Numbers.random(1, 2, 3, 2)),
            NetworkGradients.Input.of(Numbers.random(2, 2, 3, 2))));
  }

  /**
   * All layers are in a table, but augmentations that only score, which are refused. Operations are
   * there for those of TensorFlow that they are made of.
   */
  @Test
  void everyLayerIsTried() throws IOException {
    Set<String> tried =
        Stream.of(cases(), flat(), refused())
            .flatMap(table -> table)
            .map(GradientCase::className)
            .collect(Collectors.toSet());
    assertThat(LayerRegistry.classNames())
        .filteredOn(name -> !name.startsWith(LayerConfig.OPERATIONS))
        .filteredOn(name -> !tried.contains(name) && !NOT_APPLIED.containsKey(name))
        .map(name -> GradientCase.parse(name + " | {} | 2 3 4 2"))
        .allSatisfy(
            each ->
                assertThatThrownBy(() -> NetworkGradients.check(each.network(), each.given()))
                    .hasMessageContaining("this augmentation is not supported in training"));
  }
}
