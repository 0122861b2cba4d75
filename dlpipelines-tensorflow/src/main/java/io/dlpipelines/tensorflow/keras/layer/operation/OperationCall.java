package io.dlpipelines.tensorflow.keras.layer.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.LayerCall;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** The arguments of an operation: those of the call, by position or name, and the settings. */
final class OperationCall {
  private static final String OTHERS = "*";

  private final LayerCall call;
  private final LayerConfig config;
  private final TensorOps ops;
  private final Map<String, JsonNode> arguments = new HashMap<>();

  /** Parameters in the order of positions; one that starts with an asterisk takes all others. */
  OperationCall(LayerCall call, LayerConfig config, List<String> parameters) {
    this.call = call;
    this.config = config;
    ops = new TensorOps(call.tf());
    ArgumentPattern pattern = call.arguments().pattern();
    ArrayNode others = JsonNodeFactory.instance.arrayNode();
    int position = 0;
    for (JsonNode argument : pattern.positional()) {
      String parameter = parameters.get(Math.min(position, parameters.size() - 1));
      if (parameter.startsWith(OTHERS)) {
        others.add(argument);
        arguments.put(parameter.substring(1), others);
      } else if (position == parameters.size()) {
        throw invalid("it takes %s, and is given more".formatted(parameters));
      } else {
        arguments.put(parameter, argument);
      }
      position++;
    }
    pattern.named().properties().forEach(each -> arguments.put(each.getKey(), each.getValue()));
  }

  TensorOps ops() {
    return ops;
  }

  Ops tf() {
    return ops.tf();
  }

  IllegalArgumentException invalid(String problem) {
    return config.invalid(problem);
  }

  Optional<JsonNode> find(String name) {
    JsonNode argument = arguments.get(name);
    return argument == null || argument.isNull() ? config.find(name) : Optional.of(argument);
  }

  JsonNode orThrow(String name) {
    return find(name).orElseThrow(() -> invalid("[%s] is missing".formatted(name)));
  }

  /** Whether a setting is there, and is null. */
  boolean isNull(String name) {
    return find(name).isEmpty() && config.toJson().has(name);
  }

  boolean has(String name) {
    return find(name).isPresent();
  }

  /** The call itself, for layers that do what the operation does. */
  LayerCall layerCall() {
    return call;
  }

  LayerConfig config() {
    return config;
  }

  /** A tensor, or a constant of its own type. */
  Operand<? extends TType> tensor(String name) {
    return tensor(orThrow(name));
  }

  private Operand<? extends TType> tensor(JsonNode json) {
    return typed(json).orElseGet(() -> constant(json, Literal.typeOf(json)));
  }

  /** A tensor or constant that may be left out. */
  Optional<Operand<? extends TType>> findTensor(String name) {
    return find(name).map(this::tensor);
  }

  /** A tensor of floats. */
  Operand<? extends TType> floats(String name) {
    return ops.floating(tensor(name));
  }

  /** Tensors or constants, all of the type that Keras has for arithmetic with them. */
  List<Operand<? extends TType>> tensors(String... names) {
    return common(Arrays.stream(names).map(this::orThrow).toList(), true);
  }

  /** The same where Keras makes tensors of plain numbers first: these have a width then. */
  List<Operand<? extends TType>> widened(String... names) {
    return common(Arrays.stream(names).map(this::orThrow).toList(), false);
  }

  /** One argument that is a list of tensors or constants, all made of one type. */
  List<Operand<? extends TType>> list(String name) {
    return common(elements(name), false);
  }

  /** One argument that is a list of tensors or constants, each of its own type. */
  List<Operand<? extends TType>> eachOf(String name) {
    return elements(name).stream().<Operand<? extends TType>>map(this::tensor).toList();
  }

  private List<JsonNode> elements(String name) {
    JsonNode argument = orThrow(name);
    List<JsonNode> all = new ArrayList<>();
    if (argument.isArray()) {
      argument.forEach(all::add);
    } else {
      // Programs that give the inputs of layers give them one by one.
      call.arguments().tensors().forEach(input -> all.add(ArgumentPattern.tensor(all.size())));
    }
    if (all.isEmpty()) {
      throw invalid("[%s] is empty".formatted(name));
    }
    return all;
  }

  private List<Operand<? extends TType>> common(List<JsonNode> all, boolean plainHaveNoWidth) {
    List<Optional<Operand<? extends TType>>> typed = all.stream().map(this::typed).toList();
    Optional<DataType> tensors =
        typed.stream()
            .flatMap(Optional::stream)
            .<DataType>map(TensorOps::typeOf)
            .reduce(ElementTypes::wider);
    Optional<DataType> numbers =
        IntStream.range(0, all.size())
            .filter(index -> typed.get(index).isEmpty())
            .mapToObj(index -> Literal.typeOf(all.get(index)))
            .reduce(ElementTypes::wider);
    BinaryOperator<DataType> joined = plainHaveNoWidth ? ElementTypes::with : ElementTypes::wider;
    DataType type =
        tensors
            .map(tensor -> numbers.map(number -> joined.apply(tensor, number)).orElse(tensor))
            .orElseGet(numbers::orElseThrow);
    List<Operand<? extends TType>> common = new ArrayList<>();
    for (int index = 0; index < all.size(); index++) {
      JsonNode json = all.get(index);
      common.add(
          typed
              .get(index)
              .<Operand<? extends TType>>map(tensor -> ops.cast(tensor, type))
              .orElseGet(() -> constant(json, type)));
    }
    return common;
  }

  /** A tensor, or an array; empty for a plain number. */
  private Optional<Operand<? extends TType>> typed(JsonNode json) {
    OptionalInt input = ArgumentPattern.input(json);
    if (input.isPresent()) {
      return Optional.of(input(input.getAsInt()).tensor());
    }
    JsonNode array = json.path("config");
    if (Literal.isLiteral(array.path("value")) && array.has("dtype")) {
      return Optional.of(constant(array.get("value"), type(array.get("dtype"))));
    }
    if (Literal.isLiteral(json)) {
      return json.isArray() ? Optional.of(constant(json, Literal.typeOf(json))) : Optional.empty();
    }
    if (json.isArray()) {
      List<JsonNode> elements = new ArrayList<>();
      json.forEach(elements::add);
      return Optional.of(ops.stack(common(elements, false), 0));
    }
    throw invalid("it is given %s, which is neither a tensor nor numbers".formatted(json));
  }

  /** A list of plain numbers. */
  float[] numbers(String name) {
    JsonNode json = orThrow(name);
    JsonNode values = json.path("config").has("value") ? json.path("config").path("value") : json;
    if (!values.isArray() || !Literal.isLiteral(values)) {
      throw invalid("[%s] is %s; it must be a list of numbers".formatted(name, json));
    }
    float[] numbers = new float[values.size()];
    for (int index = 0; index < numbers.length; index++) {
      numbers[index] = (float) values.get(index).asDouble();
    }
    return numbers;
  }

  private Value input(int index) {
    if (index < 0 || index >= call.arguments().tensors().size()) {
      throw invalid("it has no input %d".formatted(index));
    }
    return call.arguments().tensors().get(index);
  }

  private Operand<? extends TType> constant(JsonNode json, DataType type) {
    try {
      return ops.constant(Literal.tensor(json, type));
    } catch (IllegalArgumentException malformed) {
      throw invalid("it is given %s: %s".formatted(json, malformed.getMessage()));
    }
  }

  /** The type that a setting names. */
  DataType type(String name) {
    return type(orThrow(name));
  }

  /** Keras's name of the type that a setting names. */
  String typeName(String name) {
    return typeName(orThrow(name));
  }

  private static String typeName(JsonNode json) {
    return json.path("config").path("name").asText(json.asText());
  }

  private DataType type(JsonNode json) {
    return ElementTypes.find(typeName(json))
        .orElseThrow(() -> invalid("there are no numbers of type %s here".formatted(json)));
  }

  boolean flag(String name, boolean missing) {
    return find(name).map(JsonNode::asBoolean).orElse(missing);
  }

  double number(String name, double missing) {
    JsonNode value = find(name).orElse(JsonNodeFactory.instance.numberNode(missing));
    if (!value.isNumber()) {
      throw invalid("[%s] is %s; it must be a number".formatted(name, value));
    }
    return value.asDouble();
  }

  int integer(String name, int missing) {
    double value = number(name, missing);
    if (value != Math.rint(value)) {
      throw invalid("[%s] is %s; it must be an integer".formatted(name, value));
    }
    return (int) value;
  }

  /** One of some words. */
  String word(String name, String missing, String... words) {
    String word = find(name).map(JsonNode::asText).orElse(missing);
    if (!Arrays.asList(words).contains(word)) {
      throw invalid(
          "[%s] is %s; it must be one of %s".formatted(name, word, String.join(", ", words)));
    }
    return word;
  }

  boolean channelsFirst() {
    return word("data_format", "channels_last", "channels_last", "channels_first")
        .equals("channels_first");
  }

  /** A pair of integers; one stands for both. */
  int[] pair(String name, int missing) {
    int[] values = integers(name).orElse(new int[] {missing});
    if (values.length > 2 || values.length == 0) {
      throw invalid("[%s] is %s; it must be one or two integers".formatted(name, find(name)));
    }
    return new int[] {values[0], values[values.length - 1]};
  }

  int integer(String name) {
    orThrow(name);
    return integer(name, 0);
  }

  /** One integer or a list of them, empty if there is none. */
  Optional<int[]> integers(String name) {
    return find(name).map(json -> integers(name, json));
  }

  /** Integers within an argument. */
  int[] integers(String name, JsonNode json) {
    ArrayNode all =
        json.isArray() ? (ArrayNode) json : JsonNodeFactory.instance.arrayNode().add(json);
    int[] values = new int[all.size()];
    for (int index = 0; index < values.length; index++) {
      if (!all.get(index).isIntegralNumber()) {
        throw invalid("[%s] is %s; it must hold integers".formatted(name, json));
      }
      values[index] = all.get(index).asInt();
    }
    return values;
  }

  /** Sizes, of which some may be found by the graph; what is not known is -1. */
  Operand<TInt32> sizes(String name) {
    JsonNode json = orThrow(name);
    if (!json.isArray() && ArgumentPattern.input(json).isPresent()) {
      return vector(ops.integers(tensor(name)));
    }
    List<JsonNode> all = new ArrayList<>();
    if (json.isArray()) {
      json.forEach(all::add);
    } else {
      all.add(json);
    }
    return all.stream().allMatch(size -> size.isNull() || size.isIntegralNumber())
        ? tf().array(all.stream().mapToInt(OperationCall::size).toArray())
        : tf().stack(all.stream().map(this::scalar).toList());
  }

  private Operand<TInt32> vector(Operand<TInt32> x) {
    return x.shape().numDimensions() == 0 ? tf().stack(List.of(x)) : x;
  }

  /** An integer, or a tensor of one. */
  Operand<TInt32> scalar(JsonNode json) {
    return json.isNull() || json.isIntegralNumber()
        ? tf().constant(size(json))
        : ops.integers(tensor(json));
  }

  private static int size(JsonNode json) {
    return json.isNull() ? -1 : json.asInt();
  }

  /** An axis counted from 0. */
  int axis(int axis, Operand<?> x) {
    return axis(axis, x.shape().numDimensions(), x);
  }

  private int axis(int axis, int rank, Operand<?> x) {
    int index = axis < 0 ? axis + rank : axis;
    if (index < 0 || index >= rank) {
      throw invalid("its input %s has no axis %d".formatted(x.shape(), axis));
    }
    return index;
  }

  /** A size of a tensor that must be known before the graph runs. */
  int knownSize(Operand<?> x, int axis) {
    long size = x.shape().get(axis);
    if (size < 0) {
      throw invalid(
          "the size of axis %d of its input %s is not known; give the model's input a shape that says it"
              .formatted(axis, x.shape()));
    }
    return Math.toIntExact(size);
  }

  /** The argument [axis] counted from 0, or what it is where it is missing. */
  int axisOf(Operand<?> x, int missing) {
    return axis(integer("axis", missing), x);
  }

  /** Axes counted from 0; all if none are said. */
  int[] axes(String name, Operand<?> x) {
    return integers(name)
        .map(axes -> Arrays.stream(axes).map(axis -> axis(axis, x)).toArray())
        .orElseGet(() -> IntStream.range(0, x.shape().numDimensions()).toArray());
  }
}
