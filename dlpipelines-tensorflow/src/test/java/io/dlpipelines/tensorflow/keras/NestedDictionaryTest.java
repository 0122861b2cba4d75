package io.dlpipelines.tensorflow.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.file.ArchitectureWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models whose inputs are a dictionary, as layers of other models. */
class NestedDictionaryTest {
  @Test
  void dictionariesOfOtherKeysBecomeListsInTheirOrder() {
    JsonNode node = written("b", "a", "{'b': %2$s, 'a': %1$s}", "{'a': null, 'b': null}");
    assertThat(node.at("/args/0").isArray()).isTrue();
    assertThat(layers(node.at("/args/0"))).containsExactly("left", "right");
    assertThat(node.at("/kwargs/mask").toString()).isEqualTo("[null,null]");
  }

  @Test
  void dictionariesOfTheNamesOfInputsStay() {
    JsonNode node =
        written(
            "first",
            "second",
            "{'first': %2$s, 'second': %1$s}",
            "{'first': null, 'second': null}");
    assertThat(node.at("/args/0/first/config/keras_history/0").asText()).isEqualTo("right");
    assertThat(node.at("/args/0/second/config/keras_history/0").asText()).isEqualTo("left");
  }

  private static List<String> layers(JsonNode tensors) {
    return tensors.findValues("keras_history").stream()
        .map(history -> history.get(0).asText())
        .toList();
  }

  /** How a model of the inputs first and second, of these keys, is written to be applied. */
  private static JsonNode written(String firstKey, String secondKey, String argument, String mask) {
    String json =
        """
        {'class_name': 'Functional', 'config': {'name': 'outer', 'layers': [
          %1$s, %2$s,
          {'class_name': 'Functional', 'name': 'merged', 'config': {'name': 'merged', 'layers': [
              %3$s, %4$s,
              {'class_name': 'Concatenate', 'name': 'both', 'module': 'keras.layers', 'config': {'name': 'both'},
                'inbound_nodes': [{'args': [[%5$s, %6$s]], 'kwargs': {}}]}],
              'input_layers': {'%7$s': ['first', 0, 0], '%8$s': ['second', 0, 0]},
              'output_layers': ['both', 0, 0]},
            'inbound_nodes': [{'args': [%9$s], 'kwargs': {'mask': %10$s}}]}],
          'input_layers': [['left', 0, 0], ['right', 0, 0]],
          'output_layers': ['merged', 1, 0]}}
        """
            .formatted(
                input("left"),
                input("right"),
                input("first"),
                input("second"),
                tensor("first"),
                tensor("second"),
                firstKey,
                secondKey,
                argument.formatted(tensor("left"), tensor("right")),
                mask)
            .replace('\'', '"');
    return ArchitectureWriter.write(KerasModel.fromJson(json).weighted())
        .at("/config/layers/2/inbound_nodes/0");
  }

  private static String input(String name) {
    return "{'class_name': 'InputLayer', 'name': '%1$s', 'inbound_nodes': [], 'config': {'name': '%1$s', 'batch_shape': [null, 4], 'dtype': 'float32'}}"
        .formatted(name);
  }

  private static String tensor(String layer) {
    return "{'class_name': '__keras_tensor__', 'config': {'shape': [null, 4], 'dtype': 'float32', 'keras_history': ['%s', 0, 0]}}"
        .formatted(layer);
  }
}
