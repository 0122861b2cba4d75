package io.dlpipelines.tensorflow.keras.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.OperationModel;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On x = [[1, -2, 3], [4, 5, -6]] and z = [[0.5, 2, -1], [3, 1, 2]]. */
class TensorFlowFunctionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "math.multiply     | ['x', 0, 0, {y: 2.0, name: null}]         | 2 -4 6 8 10 -12",
        "math.top_k        | ['x', 0, 0, {k: 2, sorted: true}]         | 3 1 5 4",
        "sort              | ['x', 0, 0, {axis: 1}]                    | -2 1 3 -6 4 5",
        "argsort           | ['x', 0, 0, {}]                           | 1 0 2 2 0 1",
        "tensordot         | ['x', 0, 0, {b: ['z', 0, 0], axes: [[1], [1]]}] | -6.5 7 18 5",
        "slice             | ['x', 0, 0, {begin: [0, 1], size: [-1, 2]}] | -2 3 5 -6",
        "math.unsorted_segment_sum | ['x', 0, 0, {segment_ids: [1, 1], num_segments: 2}] | 0 0 0 5"
            + " 3 -3",
        "math.segment_max  | ['x', 0, 0, {segment_ids: [0, 0]}]        | 4 5 3",
        "tensor_scatter_nd_add | ['x', 0, 0, {indices: [[0, 1]], updates: [5.0]}] | 1 3 3 4 5 -6",
        "nn.sigmoid_cross_entropy_with_logits | ['_CONSTANT_VALUE', -1, [[1.0, 0.0, 1.0]], {logits:"
            + " ['x', 0, 0]}] | 0.31326169 0.126928 0.048587352 0.01814993 5.0067153 6.0024757",
        "__operators__.add | ['x', 0, 0, {y: ['z', 0, 0], name: null}] | 1.5 0 2 7 6 -4",
        "math.subtract     | ['_CONSTANT_VALUE', -1, 2.0, {y: ['x', 0, 0], name: null}] | 1 4 -1 -2"
            + " -3 8",
        "math.truediv      | ['x', 0, 0, {y: [2, 4, 1]}]               | 0.5 -0.5 3 2 1.25 -6",
        "math.pow          | ['x', 0, 0, {y: 2}]                       | 1 4 9 16 25 36",
        "math.greater      | ['x', 0, 0, {y: 2}]                       | 0 0 1 1 1 0",
        "math.squared_difference | ['x', 0, 0, {y: ['z', 0, 0]}]       | 0.25 16 16 1 16 64",
        "nn.relu           | ['x', 0, 0, {name: null}]                 | 1 0 3 4 5 0",
        "compat.v1.nn.relu6 | ['x', 0, 0, {}]                          | 1 0 3 4 5 0",
        "nn.leaky_relu     | ['x', 0, 0, {alpha: 0.5}]                 | 1 -1 3 4 5 -3",
        "math.abs          | ['x', 0, 0, {}]                           | 1 2 3 4 5 6",
        "math.reduce_mean  | ['x', 0, 0, {axis: 0, keepdims: true}]    | 2.5 1.5 -1.5",
        "math.reduce_sum   | ['x', 0, 0, {}]                           | 5",
        "math.reduce_max   | ['x', 0, 0, {axis: -1}]                   | 3 5",
        "math.reduce_std   | ['x', 0, 0, {axis: [0], keepdims: false}] | 1.5 3.5 4.5",
        "math.argmax       | ['x', 0, 0, {}]                           | 1 1 0",
        "math.l2_normalize | ['x', 0, 0, {axis: 0}]                    | 0.24253562 -0.37139067"
            + " 0.4472136 0.9701425 0.9284767 -0.8944272",
        "nn.softmax        | ['x', 0, 0, {axis: 0}]                    | 0.04742587 0.00091105"
            + " 0.9998766 0.95257413 0.99908895 0.00012339",
        "concat            | [['x', 0, 0, {axis: 1}], ['z', 0, 0, {axis: 1}]] | 1 -2 3 0.5 2 -1 4 5"
            + " -6 3 1 2",
        "stack             | [['x', 0, 0, {axis: 1}], ['_CONSTANT_VALUE', -1, [[0, 0, 0], [1, 1,"
            + " 1]], {axis: 1}]] | 1 -2 3 0 0 0 4 5 -6 1 1 1",
        "split             | ['x', 0, 0, {num_or_size_splits: [2, 1], axis: 1}] | 1 -2 4 5",
        "split             | ['x', 0, 0, {num_or_size_splits: 3, axis: -1}] | 1 4",
        "unstack           | ['x', 0, 0, {num: null, axis: 1}]         | 1 4",
        "reshape           | ['x', 0, 0, {shape: [-1, 1, 3]}]          | 1 -2 3 4 5 -6",
        "transpose         | ['x', 0, 0, {perm: [1, 0]}]               | 1 4 -2 5 3 -6",
        "expand_dims       | ['x', 0, 0, {axis: -1}]                   | 1 -2 3 4 5 -6",
        "tile              | ['x', 0, 0, {multiples: [1, 2]}]          | 1 -2 3 1 -2 3 4 5 -6 4 5"
            + " -6",
        "cast              | ['x', 0, 0, {dtype: 'int32'}]             | 1 -2 3 4 5 -6",
        "linalg.matmul     | ['x', 0, 0, {b: ['z', 0, 0], transpose_b: true}] | -6.5 7 18 5",
        "linalg.matmul     | ['x', 0, 0, {b: [[1], [1], [1]], transpose_a: false}] | 2 3",
        "clip_by_value     | ['x', 0, 0, {clip_value_min: -1, clip_value_max: 3}] | 1 -1 3 3 3 -1",
        "maximum           | ['x', 0, 0, {y: 0}]                       | 1 0 3 4 5 0",
        "where             | ['_CONSTANT_VALUE', -1, [true, false, true], {x: ['x', 0, 0], y: 0.0}]"
            + " | 1 0 3 4 0 -6",
        "gather            | ['x', 0, 0, {indices: [2, 0], axis: 1, batch_dims: 0}] | 3 1 -6 4",
        "gather            | ['x', 0, 0, {indices: [1]}]               | 4 5 -6",
        "pad               | ['x', 0, 0, {paddings: [[0, 0], [1, 0]], mode: 'CONSTANT',"
            + " constant_values: 9}] | 9 1 -2 3 9 4 5 -6",
        "compat.v1.shape   | ['x', 0, 0, {out_type: 'int32'}]          | 2 3",
        "identity          | ['x', 0, 0, {}]                           | 1 -2 3 4 5 -6"
      })
  void areKerasOperations(String function, String inbound, String expected) {
    check(OperationModel.keras2("TFOpLambda", function, inbound), expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[{start: null, stop: null, step: null}, {start: 1, stop: 3, step: null}] | -2 3 5 -6",
        "[{start: null, stop: null, step: null}, 0]         | 1 4",
        "[{class_name: '__ellipsis__'}, -1]                 | 3 -6",
        "[{start: null, stop: null, step: null}, null, {start: 2, stop: null, step: -2}] | 3 1 -6"
            + " 4",
        "{start: 1, stop: null, step: null}                 | 4 5 -6"
      })
  void slices(String key, String expected) {
    check(
        OperationModel.keras2(
            "SlicingOpLambda",
            "__operators__.getitem",
            "['x', 0, 0, {slice_spec: %s}]".formatted(key)),
        expected);
  }

  /** As programs of TensorFlow make shapes of sizes that are not known. */
  @Test
  void tensorsAndNumbersMakeShapes() {
    String size = OperationModel.function("n", "TFOpLambda", "compat.v1.shape", "['x', 0, 0, {}]");
    String first =
        OperationModel.function(
            "f", "SlicingOpLambda", "__operators__.getitem", "['n', 0, 0, {slice_spec: 0}]");
    String twice =
        OperationModel.function("t", "TFOpLambda", "math.multiply", "['f', 0, 0, {y: 3}]");
    String shaped =
        OperationModel.function(
            "y", "TFOpLambda", "reshape", "['x', 0, 0, {shape: [['t', 0, 0], 1, 1]}]");
    Network network = OperationModel.network(size, first, twice, shaped);
    check(network, "1 -2 3 4 5 -6");
    assertThat(NetworkGraph.of(network).outputs().get(0).spec().shape().toArray())
        .containsExactly(-1, 1, 1);
  }

  @Test
  void refusesOperationsThatAreAppliedAgain() {
    assertThatThrownBy(
            () ->
                OperationModel.keras2("TFOpLambda", "nn.relu", "['x', 0, 0, {}], ['z', 0, 0, {}]"))
        .hasMessage(
            "Layer [y] is the function [nn.relu] of TensorFlow: it is applied more than once, or"
                + " never.");
  }

  /** So that Keras 3 reads what is written. */
  @Test
  void areWrittenInTermsOfKeras3() {
    Network network =
        OperationModel.keras2("TFOpLambda", "math.reduce_mean", "['x', 0, 0, {axis: 1}]");
    JsonNode layer =
        ArchitectureWriter.write(new WeightedNetwork(network, NetworkGraph.of(network), Map.of()))
            .at("/config/layers/2");
    assertThat(layer.get("module").asText()).isEqualTo("keras.src.ops.numpy");
    assertThat(layer.get("class_name").asText()).isEqualTo("Mean");
    assertThat(layer.get("config").toString()).isEqualTo("{\"name\":\"y\",\"axis\":1}");
    assertThat(layer.at("/inbound_nodes/0/args/0/config/keras_history").toString())
        .isEqualTo("[\"x\",0,0]");
    assertThat(layer.at("/inbound_nodes/0/kwargs").toString()).isEqualTo("{}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "py_function | ['x', 0, 0, {}] | the function [py_function] of TensorFlow: it is not"
            + " supported",
        "numpy_function | ['x', 0, 0, {}] | it is not supported",
        "strings.split | ['x', 0, 0, {}] | it is not supported",
        "random.uniform | ['x', 0, 0, {}] | it is not supported",
        "io.read_file | ['x', 0, 0, {}] | it is not supported",
        "math.cumsum | ['x', 0, 0, {reverse: true}] | its argument [reverse] is true, which is not"
            + " supported.",
        "gather | ['x', 0, 0, {indices: [0], batch_dims: 1}] | its argument [batch_dims] is 1",
        "nn.relu | ['w', 0, 0, {}] | w:0:0"
      })
  void refusesOthers(String function, String inbound, String problem) {
    assertThatThrownBy(() -> OperationModel.keras2("TFOpLambda", function, inbound))
        .hasMessageContaining(problem);
  }

  private static void check(Network network, String expected) {
    double[] wanted = Arrays.stream(expected.split(" ")).mapToDouble(Double::parseDouble).toArray();
    float[] found = OperationModel.run(network).values();
    assertThat(found).hasSize(wanted.length);
    for (int index = 0; index < wanted.length; index++) {
      assertThat(found[index]).isCloseTo((float) wanted[index], Offset.offset(1e-6f));
    }
  }
}
