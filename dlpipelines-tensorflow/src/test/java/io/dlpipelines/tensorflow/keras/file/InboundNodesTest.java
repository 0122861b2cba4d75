package io.dlpipelines.tensorflow.keras.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensorflow.keras.layer.LayerRegistry;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Node;
import io.dlpipelines.tensorflow.keras.network.TensorReference;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InboundNodesTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          [[['a', 0, 0], ['b', 0, 1]]]
          [[['a', 0, 0, {}], ['b', 0, 1, {}]]]
          [{args: [[{class_name: '__keras_tensor__', config: {keras_history: ['a', 0, 0]}}, {class_name: '__keras_tensor__', config: {keras_history: ['b', 0, 1]}}]], kwargs: {}}]
          [{args: [{class_name: '__keras_tensor__', config: {keras_history: ['a', 0, 0]}}, {class_name: '__keras_tensor__', config: {keras_history: ['b', 0, 1]}}, null], kwargs: {}}]
          """)
  void tensorsAreReadInEveryForm(String applications) {
    assertThat(nodes("y", applications, "['y', 0, 0]").nodes().get(0).tensors())
        .containsExactly(new TensorReference("a", 0, 0), new TensorReference("b", 0, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          [[['a', 0, 0, {training: false, state: [['b', 0, 0], null, ['b', 0, 1]], mask: null}]]]
          [{args: [{config: {keras_history: ['a', 0, 0]}}], kwargs: {training: false, state: [{config: {keras_history: ['b', 0, 0]}}, null, {config: {keras_history: ['b', 0, 1]}}], mask: null}}]
          """)
  void tensorsAreToldFromOtherArguments(String applications) {
    Node node = nodes("y", applications, "['y', 0, 0]").nodes().get(0);
    assertThat(node.tensors())
        .containsExactly(
            new TensorReference("a", 0, 0),
            new TensorReference("b", 0, 0),
            new TensorReference("b", 0, 1));
    assertThat(node.pattern().positional()).isEqualTo(json("[{tensor: 0}]"));
    assertThat(node.pattern().named())
        .isEqualTo(json("{training: false, state: [{tensor: 1}, null, {tensor: 2}], mask: null}"));
  }

  @Test
  void constantsOfKeras2AreArraysOfKeras3() {
    Node node =
        nodes(
                "y",
                "[[['a', 0, 0, {mask: [null, [[true, false]]]}], ['_CONSTANT_VALUE', -1, [0.5],"
                    + " {}]]]",
                "['y', 0, 0]")
            .nodes()
            .get(0);
    assertThat(node.pattern().positional())
        .isEqualTo(
            json(
                "[[{tensor: 0}, {class_name: '__tensor__', config: {dtype: 'float32', value:"
                    + " [0.5]}}]]"));
    assertThat(node.pattern().named())
        .isEqualTo(
            json(
                "{mask: [null, {class_name: '__tensor__', config: {dtype: 'bool', value: [[true,"
                    + " false]]}}]}"));
  }

  @Test
  void modelsMayCountFromOne() {
    InboundNodes.Numbered numbered =
        nodes("y", "[[['a', 0, 0]], [['y', 1, 0]]]", "[['y', 2, 0], ['y', 1, 0]]");
    assertThat(numbered.nodes().get(1).tensors()).containsExactly(new TensorReference("y", 0, 0));
    assertThat(numbered.outputs())
        .containsExactly(new TensorReference("y", 1, 0), new TensorReference("y", 0, 0));
  }

  @Test
  void namedOutputsAreInTheOrderOfTheirNames() {
    assertThat(nodes("y", "[[['a', 0, 0]]]", "{z: ['y', 0, 0], b: [['y', 0, 1]]}").outputs())
        .containsExactly(new TensorReference("y", 0, 1), new TensorReference("y", 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          [[['nowhere', 0, 0]]]                                        | which is no tensor of this model
          [[3]]                                                        | which is no tensor of this model
          """)
  void whatIsNoTensorIsRefused(String applications, String problem) {
    assertThatThrownBy(() -> nodes("y", applications, "['y', 0, 0]"))
        .hasMessageStartingWith("Layer [y]: ")
        .hasMessageContaining(problem);
  }

  private static InboundNodes.Numbered nodes(String layer, String applications, String outputs) {
    InboundNodes inbound = new InboundNodes(Set.of("a", "b", "y"));
    ObjectNode settings = JSON.createObjectNode().put("name", layer);
    LayerConfig config =
        new LayerConfig("Add", settings, inner -> LayerRegistry.find(inner).orElseThrow());
    inbound.add(LayerRegistry.find(config).orElseThrow(), json(applications));
    return inbound.numbered(inbound.references(json(outputs)));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }
}
