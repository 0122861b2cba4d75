package io.dlpipelines.tensorflow.keras.network;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The settings of a layer, under the names that Keras 3 has for them. Reading one with a default
 * fills it in, so that what is written later does not depend on the defaults of the reader's Keras.
 */
public final class LayerConfig {
  /** What is before the names of operations, as in {@code ops.numpy.Add}. */
  public static final String OPERATIONS = "ops.";

  private static final Set<String> COMMON =
      Set.of("name", "trainable", "dtype", "activity_regularizer", "build_config", "batch_shape");

  private static final Pattern OF_WEIGHT = Pattern.compile("(.*)_(?:regularizer|constraint)");

  private final String className;
  private final ObjectNode values;
  private final LayerFactory factory;
  private final Set<String> read = new LinkedHashSet<>();

  /**
   * Takes a copy of settings.
   *
   * @param className the class of the layer, as Keras 3 calls it
   * @param values the settings, {@code name} among them
   * @param factory makes the layers that are settings of this one
   */
  public LayerConfig(String className, ObjectNode values, LayerFactory factory) {
    this.className = LayerNames.ownClassName(requireNonNull(className, "className"));
    this.values = values.deepCopy();
    this.factory = requireNonNull(factory, "factory");
  }

  /**
   * The class of the layer.
   *
   * @return the name that Keras 3 has for it
   */
  public String className() {
    return className;
  }

  /**
   * The name of the layer.
   *
   * @return the name, unique within its network
   */
  public String name() {
    return values.path("name").asText("");
  }

  /**
   * Whether training changes the layer.
   *
   * @return false for frozen layers
   */
  public boolean trainable() {
    return values.path("trainable").asBoolean(true);
  }

  LayerConfig withTrainable(boolean trainable) {
    return new LayerConfig(className, values.deepCopy().put("trainable", trainable), factory);
  }

  /**
   * Whether it is an operation of {@code keras.ops} in the place of a layer. The names of their
   * classes have that of their module before them, since there are layers of the same names.
   *
   * @return false for layers, and for operations of TensorFlow
   */
  public boolean isOperation() {
    return className.startsWith(OPERATIONS);
  }

  /**
   * The settings with another one.
   *
   * @param setting its name
   * @param value its value
   * @return a copy
   */
  public LayerConfig with(String setting, JsonNode value) {
    ObjectNode changed = values.deepCopy();
    changed.set(setting, value);
    return new LayerConfig(className, changed, factory);
  }

  /**
   * The settings as Keras 3 writes them.
   *
   * @return a copy
   */
  public ObjectNode toJson() {
    return values.deepCopy();
  }

  /**
   * Settings that are there and that the layer never asked for.
   *
   * @return their names
   */
  public List<String> unread() {
    List<String> names = new ArrayList<>();
    values.fieldNames().forEachRemaining(names::add);
    names.removeAll(read);
    names.removeAll(COMMON);
    names.removeIf(this::isOfWeight);
    return names;
  }

  /** Penalties and constraints go with weights, which have initializers. */
  private boolean isOfWeight(String setting) {
    Matcher matcher = OF_WEIGHT.matcher(setting);
    return matcher.matches() && read.contains(matcher.group(1) + "_initializer");
  }

  /**
   * A regularizer or constraint of a weight.
   *
   * @param weight the weight's name
   * @param kind {@code regularizer} or {@code constraint}
   */
  Optional<WeightRule> findRule(String weight, String kind) {
    return Stream.of(weight, weight.replace("_kernel", ""), "depthwise")
        .filter(prefix -> read.contains(prefix + "_initializer"))
        .findFirst()
        .flatMap(prefix -> findRule(prefix + "_" + kind));
  }

  /** The regularizer of what the layer gives. */
  Optional<WeightRule> findActivityRule() {
    return findRule("activity_regularizer");
  }

  private Optional<WeightRule> findRule(String key) {
    return Optional.ofNullable(values.get(key))
        .filter(json -> !json.isNull())
        .map(json -> new WeightRule(this, key, json));
  }

  /**
   * The settings that the layer asked for.
   *
   * @return their names, in the order of asking
   */
  public List<String> known() {
    return List.copyOf(read);
  }

  /**
   * A setting of any form.
   *
   * @param key its name
   * @return its value, empty if it is not there or null
   */
  public Optional<JsonNode> find(String key) {
    read.add(key);
    JsonNode value = values.get(key);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  /**
   * A setting of any form, filled in if it is not there.
   *
   * @param key its name
   * @param missing what it is then
   * @return its value
   */
  public JsonNode get(String key, JsonNode missing) {
    return find(key)
        .orElseGet(
            () -> {
              values.set(key, missing);
              return missing;
            });
  }

  /**
   * A count or size.
   *
   * @param key the setting's name
   * @return the value, at least 1
   * @throws IllegalArgumentException if it is missing or not a positive integer
   */
  public int positive(String key) {
    int value = integer(key, find(key).orElseThrow(() -> missing(key)));
    if (value < 1) {
      throw invalid("[%s] is %d; it must be at least 1".formatted(key, value));
    }
    return value;
  }

  /**
   * An integer.
   *
   * @param key the setting's name
   * @param missing what it is where it is not set
   * @return the value
   * @throws IllegalArgumentException if it is no integer
   */
  public int integer(String key, int missing) {
    return integer(key, get(key, JsonNodeFactory.instance.numberNode(missing)));
  }

  /**
   * A number.
   *
   * @param key the setting's name
   * @param missing what it is where it is not set
   * @return the value
   * @throws IllegalArgumentException if it is no number
   */
  public double number(String key, double missing) {
    JsonNode value = get(key, JsonNodeFactory.instance.numberNode(missing));
    // Keras 2 writes numbers that were numpy's as {"class_name": "__numpy__", ...} or as arrays.
    JsonNode plain = value.isObject() && value.has("value") ? value.get("value") : value;
    if (!plain.isNumber()) {
      throw invalid("[%s] is %s; it must be a number".formatted(key, value));
    }
    return plain.asDouble();
  }

  /**
   * A number that may be missing.
   *
   * @param key the setting's name
   * @return the value, empty if it is not there or null
   * @throws IllegalArgumentException if it is no number
   */
  public OptionalDouble findNumber(String key) {
    return find(key).isPresent() ? OptionalDouble.of(number(key, 0)) : OptionalDouble.empty();
  }

  /**
   * One integer or a list of them, such as axes.
   *
   * @param key the setting's name
   * @return the values
   * @throws IllegalArgumentException if it is missing or something else
   */
  public int[] integers(String key) {
    return integers(key, find(key).orElseThrow(() -> missing(key)));
  }

  /**
   * One integer or a list of them, such as axes.
   *
   * @param key the setting's name
   * @param missing what it is where it is not set
   * @return the values
   * @throws IllegalArgumentException if there is something else
   */
  public int[] integers(String key, int[] missing) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (int value : missing) {
      all.add(value);
    }
    return integers(key, get(key, missing.length == 1 ? all.get(0) : all));
  }

  private int[] integers(String key, JsonNode value) {
    int[] integers = new int[value.isArray() ? value.size() : 1];
    for (int index = 0; index < integers.length; index++) {
      integers[index] = integer(key, value.isArray() ? value.get(index) : value);
    }
    return integers;
  }

  /**
   * A yes or no.
   *
   * @param key the setting's name
   * @param missing what it is where it is not set
   * @return the value
   * @throws IllegalArgumentException if it is no boolean
   */
  public boolean flag(String key, boolean missing) {
    JsonNode value = get(key, JsonNodeFactory.instance.booleanNode(missing));
    if (!value.isBoolean() && !value.isInt()) {
      throw invalid("[%s] is %s; it must be true or false".formatted(key, value));
    }
    return value.asBoolean();
  }

  /**
   * One of a few words.
   *
   * @param key the setting's name
   * @param missing what it is where it is not set
   * @param choices what it may be
   * @return the value
   * @throws IllegalArgumentException if it is none of them
   */
  public String choice(String key, String missing, String... choices) {
    JsonNode value = get(key, TextNode.valueOf(missing));
    if (!Arrays.asList(choices).contains(value.asText())) {
      throw invalid("[%s] is %s; it must be one of %s".formatted(key, value, List.of(choices)));
    }
    return value.asText();
  }

  /**
   * Whether channels come before the spatial axes. Not all classes of Keras have this setting, so
   * it is not filled in.
   *
   * @return true for {@code channels_first}
   */
  public boolean channelsFirst() {
    return find("data_format").isPresent()
        && choice("data_format", "channels_last", "channels_last", "channels_first")
            .equals("channels_first");
  }

  /**
   * One size for each axis; a single one holds for all.
   *
   * @param key the setting's name
   * @param axes how many there must be
   * @return the sizes, each at least 1
   * @throws IllegalArgumentException if it is missing or not such a list
   */
  public int[] sizes(String key, int axes) {
    return sizes(key, find(key).orElseThrow(() -> missing(key)), axes);
  }

  /**
   * One size for each axis; a single one holds for all.
   *
   * @param key the setting's name
   * @param axes how many there must be
   * @param missing what each is where it is not set
   * @return the sizes, each at least 1
   * @throws IllegalArgumentException if it is not such a list
   */
  public int[] sizes(String key, int axes, int missing) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (int axis = 0; axis < axes; axis++) {
      all.add(missing);
    }
    return sizes(key, get(key, all), axes);
  }

  private int[] sizes(String key, JsonNode value, int axes) {
    int[] sizes = new int[axes];
    boolean fits = value.isIntegralNumber() || value.isArray() && value.size() == axes;
    for (int axis = 0; fits && axis < axes; axis++) {
      JsonNode size = value.isArray() ? value.get(axis) : value;
      sizes[axis] = size.asInt();
      fits = size.isIntegralNumber() && size.canConvertToInt() && sizes[axis] >= 1;
    }
    if (!fits) {
      throw invalid("[%s] is %s; it must be %d integers of at least 1".formatted(key, value, axes));
    }
    return sizes;
  }

  /**
   * An activation function.
   *
   * @param key the setting's name
   * @return the function; linear where it is not set
   * @throws IllegalArgumentException if there is no such function
   */
  public Activation activation(String key) {
    return activation(key, "linear");
  }

  /**
   * An activation function.
   *
   * @param key the setting's name
   * @param missing the function's name where it is not set
   * @return the function
   * @throws IllegalArgumentException if there is no such function
   */
  public Activation activation(String key, String missing) {
    JsonNode value = get(key, TextNode.valueOf(missing));
    return Activations.find(value)
        .orElseThrow(
            () ->
                invalid(
                    "[%s] is %s, which is none of Keras's activations %s; custom functions are code, which is not run"
                        .formatted(key, value, Activations.names())));
  }

  /**
   * What gives a weight its first values. One that is not known is refused only when it is needed.
   *
   * @param key the setting's name
   * @param missing Keras's class name of the default, such as {@code GlorotUniform}
   * @return the initializer
   */
  public Initializer initializer(String key, String missing) {
    return Initializer.of(get(key, Initializer.named(missing).toJson()));
  }

  /**
   * A layer that is a setting of this one.
   *
   * @param key the setting's name
   * @return the layer
   * @throws IllegalArgumentException if it is missing or cannot be made
   */
  public Layer layer(String key) {
    return layer(find(key).orElseThrow(() -> missing(key)));
  }

  /**
   * A layer that is a setting of this one.
   *
   * @param json its class name and settings
   * @return the layer
   * @throws IllegalArgumentException if it cannot be made
   */
  public Layer layer(JsonNode json) {
    if (!json.path("class_name").isTextual() || !json.path("config").isObject()) {
      throw invalid("it wraps %s, which is no layer".formatted(json));
    }
    return factory.create(
        new LayerConfig(json.get("class_name").asText(), (ObjectNode) json.get("config"), factory));
  }

  /**
   * An error about this layer.
   *
   * @param problem what is wrong
   * @return the error
   */
  public IllegalArgumentException invalid(String problem) {
    return new IllegalArgumentException(
        isOperation()
            ? "Operation [%s], keras.%s: %s.".formatted(name(), className, problem)
            : "Layer [%s] of class %s: %s.".formatted(name(), className, problem));
  }

  LayerFactory factory() {
    return factory;
  }

  private IllegalArgumentException missing(String key) {
    return invalid("[%s] is missing".formatted(key));
  }

  private int integer(String key, JsonNode value) {
    boolean whole =
        value.isNumber() && value.canConvertToInt() && value.asDouble() == value.asInt();
    if (!whole) {
      throw invalid("[%s] is %s; it must be an integer".formatted(key, value));
    }
    return value.asInt();
  }

  /** The class and the name, for logs. */
  @Override
  public String toString() {
    return className + "(" + name() + ")";
  }
}
