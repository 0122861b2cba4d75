package io.dlpipelines.tensorflow.keras.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments that a model file gives to the call of a layer. */
class CallArgumentsTest {
  private static final String X = "{config: {keras_history: ['x', 0, 0]}}";
  private static final String S = "{config: {keras_history: ['s', 0, 0]}}";
  private static final String MASKED = "{config: {keras_history: ['masked', 0, 0]}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Dense | units: 2 | [X] | mask: X | is given the argument [mask], which is not supported; it takes [inputs]
          Conv1D | filters: 2, kernel_size: 2 | [X] | gain: 2 | is given the argument [gain], which is not supported; it takes [inputs]
          LSTM | units: 2 | [X] | constants: [X] | is given the argument [constants], which is not supported; it takes [sequences, initial_state, mask, training]
          Dropout | rate: 0.5 | [X, X] |  | takes the arguments [inputs], and is given 2 by position
          GRU | units: 2 | [X, S] | initial_state: S | is given the argument [initial_state] by position and by name
          GRU | units: 2 | [X] | mask: 'some' | argument [mask] is "some", which is no tensor
          GRU | units: 2 | [X] | mask: [[true], [true, false]] | argument [mask] is no array: its lists are of different sizes
          GRU | units: 2 | [X] | mask: [true] | mask must be [batch, time], and is of shape [1]
          Attention |  | [[X, X]] | use_causal_mask: 'yes' | argument [use_causal_mask] is "yes"; it must be true or false
          Attention |  | [[X, X]] | mask: [null, null, [[true]]] | argument [mask] has 3 masks; it must have one for each of the 2 inputs
          Softmax |  | [X] | mask: [[true, false]] | mask of shape [1, 2] does not fit its input of shape [-1, 4, 3]
          TimeDistributed | layer: {class_name: 'Dense', config: {name: 'd', units: 2}} | [X] | mask: [true] | mask must be [batch, time, ...], and is [1]
          """)
  void whatIsNotUnderstoodIsRefused(
      String layer, String settings, String positional, String named, String problem) {
    Network network = network(layer, settings, positional, named);
    assertThatThrownBy(() -> NetworkGraph.of(network))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Layer [y] of class " + layer)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      textBlock =
          """
          mask: null, training: true, initial_state: [null]
          training: false
          mask: [[true, true, true, true]]
          mask: {class_name: '__tensor__', config: {dtype: 'bool', value: [[true, true, true, true]]}}
          initial_state: [[0.0, 0.0]]
          initial_state: {class_name: '__numpy__', config: {dtype: 'float32', value: [[0.0, 0.0]]}}
          """)
  void nullsAndConstantsThatChangeNothing(String named) {
    assertThat(gru("[X]", named)).isEqualTo(gru("[X]", ""));
  }

  @Test
  void constantStateIsUsedForEveryRow() {
    assertThat(gru("[X, [[0.5, -0.5]]]", ""))
        .isEqualTo(gru("[X]", "initial_state: [[[0.5, -0.5]]]"))
        .isNotEqualTo(gru("[X]", ""));
  }

  @Test
  void implicitMasksAreNotUsedWithStates() {
    assertThat(gru("[MASKED]", "initial_state: [[0.0, 0.0]]"))
        .isEqualTo(gru("[X]", ""))
        .isNotEqualTo(gru("[MASKED]", ""));
    assertThat(gru("[X]", "mask: [[true, false, true, true]]")).isNotEqualTo(gru("[X]", ""));
  }

  private static String gru(String positional, String named) {
    Numbers x = Numbers.random(3, 2, 4, 3);
    for (int feature = 3; feature < 6; feature++) {
      x.values()[feature] = 0;
    }
    NetworkGraph graph = NetworkGraph.of(network("GRU", "units: 2", positional, named));
    List<Numbers> weights = new ArrayList<>();
    for (WeightSpec weight : graph.weights()) {
      long[] shape = weight.shape().stream().mapToLong(Long::longValue).toArray();
      weights.add(Numbers.random(weights.size(), shape));
    }
    return NetworkRun.run(
            network("GRU", "units: 2", positional, named),
            List.of(x, Numbers.of(new long[] {2, 2}, 0, 0, 0, 0)),
            weights.toArray(Numbers[]::new))
        .get("y")
        .toString();
  }

  private static Network network(String layer, String settings, String positional, String named) {
    String call = "{args: %s, kwargs: {%s}}".formatted(positional, named == null ? "" : named);
    return NetworkRun.network(
        """
        {class_name: 'Functional', config: {name: 'net', layers: [
          {class_name: 'InputLayer', config: {name: 'x', batch_shape: [null, 4, 3]}, inbound_nodes: []},
          {class_name: 'InputLayer', config: {name: 's', batch_shape: [null, 2]}, inbound_nodes: []},
          {class_name: 'Masking', config: {name: 'masked'}, inbound_nodes: [{args: [X]}]},
          {class_name: '%s', config: {name: 'y', trainable: true%s}, inbound_nodes: [%s]}],
          input_layers: [['x', 0, 0], ['s', 0, 0]], output_layers: [['y', 0, 0]]}}
        """
            .formatted(layer, settings == null ? "" : ", " + settings, call)
            .replaceAll("\\bMASKED\\b", MASKED)
            .replaceAll("\\bX\\b", X)
            .replaceAll("\\bS\\b", S));
  }
}
