package io.dlpipelines.tensorflow.keras.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How the arguments of a layer or an operation were given, where tensors and constants mix: JSON,
 * in which the object {@code {"tensor": 2}} stands for the third of the tensors.
 *
 * @param positional the arguments by position, an array
 * @param named the arguments by name, an object
 */
public record ArgumentPattern(JsonNode positional, JsonNode named) {
  private static final String TENSOR = "tensor";

  /**
   * One argument by position: a tensor, or a list of several.
   *
   * @param tensors how many
   * @return the pattern
   */
  public static ArgumentPattern ofInput(int tensors) {
    ArrayNode positional = JsonNodeFactory.instance.arrayNode();
    if (tensors > 0) {
      positional.add(tensors == 1 ? tensor(0) : list(IntStream.range(0, tensors).boxed().toList()));
    }
    return new ArgumentPattern(positional, JsonNodeFactory.instance.objectNode());
  }

  /**
   * The first tensor by position and the others, if any, as a list with a name.
   *
   * @param tensors how many
   * @param name the name of the list
   * @return the pattern
   */
  public static ArgumentPattern ofInputAnd(int tensors, String name) {
    return tensors < 2
        ? ofInput(tensors)
        : ofInput(1).with(name, list(IntStream.range(1, tensors).boxed().toList()));
  }

  /**
   * An argument that is a list of tensors.
   *
   * @param tensors which
   * @return the JSON
   */
  static ArrayNode list(List<Integer> tensors) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    tensors.forEach(each -> all.add(tensor(each)));
    return all;
  }

  /**
   * The pattern with an argument more.
   *
   * @param name the name of the argument
   * @param value what is given for it
   * @return another pattern
   */
  public ArgumentPattern with(String name, JsonNode value) {
    ObjectNode more = named.deepCopy();
    more.set(name, value);
    return new ArgumentPattern(positional, more);
  }

  /**
   * Tensors by position, each an argument of its own.
   *
   * @param inputs how many
   * @return the pattern
   */
  public static ArgumentPattern ofInputs(int inputs) {
    ArrayNode positional = JsonNodeFactory.instance.arrayNode();
    IntStream.range(0, inputs).mapToObj(ArgumentPattern::tensor).forEach(positional::add);
    return new ArgumentPattern(positional, JsonNodeFactory.instance.objectNode());
  }

  /**
   * What stands for a tensor.
   *
   * @param input which of the inputs, from 0
   * @return the JSON
   */
  public static JsonNode tensor(int input) {
    return JsonNodeFactory.instance.objectNode().put(TENSOR, input);
  }

  /**
   * The tensor that an argument is.
   *
   * @param argument the argument
   * @return which of the tensors, empty if the argument is something else
   */
  public static OptionalInt input(JsonNode argument) {
    return argument.path(TENSOR).isInt() && argument.size() == 1
        ? OptionalInt.of(argument.get(TENSOR).asInt())
        : OptionalInt.empty();
  }

  /**
   * The pattern with something else for each tensor.
   *
   * @param json a part of a pattern
   * @param tensors what stands for the input of a number
   * @return the part with all else as it was
   */
  public static JsonNode filled(JsonNode json, IntFunction<JsonNode> tensors) {
    OptionalInt input = input(json);
    return input.isPresent()
        ? tensors.apply(input.getAsInt())
        : mapped(json, each -> filled(each, tensors));
  }

  /**
   * JSON of the same form.
   *
   * @param json an array, an object or something else, which is left as it is
   * @param function what to do with each element or value
   * @return a copy
   */
  public static JsonNode mapped(JsonNode json, Function<JsonNode, JsonNode> function) {
    if (json.isArray()) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      json.forEach(each -> all.add(function.apply(each)));
      return all;
    }
    if (json.isObject()) {
      ObjectNode all = JsonNodeFactory.instance.objectNode();
      json.properties().forEach(each -> all.set(each.getKey(), function.apply(each.getValue())));
      return all;
    }
    return json;
  }
}
