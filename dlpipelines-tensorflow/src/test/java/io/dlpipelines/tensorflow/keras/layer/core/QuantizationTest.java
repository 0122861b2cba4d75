package io.dlpipelines.tensorflow.keras.layer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.file.ArchitectureWriter;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class QuantizationTest {
  private static final Offset<Float> CLOSE = within(1e-5f);
  private static final String INT8 =
      "dtype: {class_name: 'QuantizedDTypePolicy', config: {mode: 'int8', source_name: 'float32'}}";

  @Test
  void inputsOfInt8AreRoundedByTheirLargestValue() {
    // 127 / 2 for the scale of the inputs: 1 becomes 63.5, which is rounded to 64.
    Numbers y =
        NetworkRun.apply(
            "Dense",
            "{units: 1, %s}".formatted(INT8),
            Numbers.of(new long[] {1, 2}, 1, -2),
            Numbers.of(new long[] {2, 1}, 100, -50),
            Numbers.of(new long[] {1}, 0.25f),
            Numbers.of(new long[] {1}, 10));
    float scale = 127f / (2 + 1e-7f);
    assertThat(y.values()[0]).isCloseTo((64 * 100 - 127 * -50) / (10 * scale) + 0.25f, CLOSE);
  }

  @Test
  void weightsAloneMayBeRounded() {
    Numbers y =
        NetworkRun.apply(
            "Dense",
            "{units: 1, use_bias: false, %s, quantization_config: {class_name: 'Int8QuantizationConfig', config: {activation_quantizer: null}}}"
                .formatted(INT8),
            Numbers.of(new long[] {1, 2}, 1, -2),
            Numbers.of(new long[] {2, 1}, 100, -50),
            Numbers.of(new long[] {1}, 10));
    assertThat(y.values()[0]).isCloseTo(20, CLOSE);
  }

  @Test
  void int4IsUnpackedAndHasScalesByBlock() {
    // Keras packs [[-3, 7, 2], [-8, 1, 0]] along the last axis into [[125, 2], [24, 0]].
    Numbers kernel = Numbers.of(new long[] {2, 2}, 125, 2, 24, 0);
    Numbers x = Numbers.of(new long[] {1, 2}, 1, 10);
    assertThat(
            NetworkRun.apply(
                    "Dense",
                    "{units: 3, use_bias: false, dtype: 'int4_from_float32'}",
                    x,
                    kernel,
                    Numbers.of(new long[] {3}, 1, 2, 4))
                .values())
        .containsExactly(-83, 8.5f, 0.5f);
    assertThat(
            NetworkRun.apply(
                    "Dense",
                    "{units: 3, use_bias: false, dtype: {class_name: 'Int4DTypePolicy', config:"
                        + " {mode: 'int4/1', source_name: 'float32'}}}",
                    x,
                    kernel,
                    Numbers.of(new long[] {2, 3}, 1, 1, 1, 2, 2, 2),
                    Numbers.of(new long[] {2, 3}, 0, 0, 0, 1, 1, 1),
                    Numbers.of(new long[] {2}, 0, 1))
                .values())
        .containsExactly(-183, 7, -18);
  }

  @Test
  void scalesOfEinsumDenseHaveTheAxesOfItsOutput() {
    Numbers y =
        NetworkRun.apply(
            "EinsumDense",
            "{equation: 'ab,bcd->acd', output_shape: [1, 2], %s, quantization_config: {config: {}}}"
                .formatted(INT8),
            Numbers.of(new long[] {1, 2}, 3, 4),
            Numbers.of(new long[] {2, 1, 2}, 10, 20, 30, 40),
            Numbers.of(new long[] {1, 1, 2}, 10, 100));
    assertThat(y.values()).containsExactly(15, 2.2f);
  }

  @Test
  void float8HasThreeBitsOfMantissa() {
    Numbers one = Numbers.of(new long[0], 1);
    Numbers history = Numbers.of(new long[] {2}, 0, 0);
    Numbers y =
        NetworkRun.apply(
            "Dense",
            "{units: 1, dtype: {class_name: 'QuantizedFloat8DTypePolicy', config: {mode: 'float8',"
                + " source_name: 'float32', amax_history_length: 2}}}",
            Numbers.of(new long[] {1, 2}, 1.06f, 1000),
            Numbers.of(new long[] {2, 1}, 1.1f, 1),
            Numbers.of(new long[] {1}, 1.001f),
            one,
            history,
            one,
            history,
            one,
            history);
    assertThat(y.values()).containsExactly(1 * 1.125f + 448 + 1);
  }

  @Test
  void embeddingsHaveAScaleForEachRow() {
    Numbers y =
        NetworkRun.apply(
            "Embedding",
            "{input_dim: 3, output_dim: 2, %s}".formatted(INT8),
            Numbers.of(new long[] {1, 2}, 2, 0),
            Numbers.of(new long[] {3, 2}, 1, 2, 3, 4, 50, 60),
            Numbers.of(new long[] {3}, 1, 1, 10));
    assertThat(y.values()).containsExactly(5, 6, 1, 2);
  }

  @Test
  void policiesMayBeAMapOfPathsAndStayInWhatIsWritten() {
    Network network =
        NetworkRun.layer(
            "Dense",
            "{units: 1, dtype: {class_name: 'DTypePolicyMap', config: {default_policy: 'float32',"
                + " policy_map: {'net/y': {class_name: 'QuantizedDTypePolicy', config: {mode:"
                + " 'int8', source_name: 'bfloat16'}}}}}}",
            -1,
            2);
    NetworkGraph graph = NetworkGraph.of(network);
    assertThat(graph.weights())
        .extracting(WeightSpec::name)
        .containsExactly("kernel", "bias", "kernel_scale");
    assertThat(ArchitectureWriter.write(new WeightedNetwork(network, graph, Map.of())).toString())
        .contains("\"dtype\":\"int8_from_float32\"");
  }

  @Test
  void whatKerasComputesOtherwiseIsRefused() {
    assertThatThrownBy(
            () ->
                NetworkRun.layer(
                    "TimeDistributed",
                    "{layer: {class_name: 'Dense', config: {name: 'd', units: 1, %s}}}"
                        .formatted(INT8),
                    -1,
                    2,
                    2))
        .hasMessageContaining("the layer [d] in it is quantized")
        .hasMessageContaining("save the model without quantization");
    assertThatThrownBy(
            () ->
                NetworkRun.layer(
                    "Embedding",
                    "{input_dim: 3, output_dim: 2, dtype: 'awq/4/4_from_float32'}",
                    -1))
        .hasMessageContaining("it is quantized to awq, which is not supported for this class");
  }
}
