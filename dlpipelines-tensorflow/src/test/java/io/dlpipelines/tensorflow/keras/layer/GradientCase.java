package io.dlpipelines.tensorflow.keras.layer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensorflow.keras.NetworkGradients.Input;
import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.Node;
import io.dlpipelines.tensorflow.keras.network.TensorReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A layer, what it is given and how it is called.
 *
 * @param className Keras's name of the class
 * @param settings JSON
 * @param inputs sizes, and where the numbers lie, separated by semicolons
 * @param call JSON: an object of arguments by name, or for operations an array of arguments
 * @param missing the operation that has no gradient, empty if all have
 */
record GradientCase(String className, String settings, String inputs, String call, String missing) {
  private static final Pattern INPUT =
      Pattern.compile("([\\d ]+?)(?: below (\\d+))?(?: from (\\S+) to (\\S+))?( masked)?");

  private static final Pattern WORD =
      Pattern.compile("(?<=[:\\[,] ?)(?!true|false|null)(\\w*[a-zA-Z]\\w*)(?= *[,}\\]])");

  static GradientCase parse(String line) {
    String[] parts = line.split("\\|", -1);
    return new GradientCase(
        parts[0].strip(),
        quoted(parts[1].strip()),
        parts[2].strip(),
        parts.length > 3 ? parts[3].strip() : "{}",
        parts.length > 4 ? parts[4].strip() : "");
  }

  /** Words other than names of settings may be without quotes, too. */
  private static String quoted(String json) {
    return WORD.matcher(json).replaceAll("'$1'");
  }

  List<Input> given() {
    List<Input> given = new ArrayList<>();
    for (String each : inputs.split(";")) {
      given.add(input(each.strip(), given.size()));
    }
    return given;
  }

  private static Input input(String text, int index) {
    Matcher form = INPUT.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(text);
    }
    long[] shape = Arrays.stream(form.group(1).split(" ")).mapToLong(Long::parseLong).toArray();
    SplittableRandom random = new SplittableRandom(index);
    int count = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (form.group(2) != null) {
      double[] tokens =
          random.ints(count, 0, Integer.parseInt(form.group(2))).asDoubleStream().toArray();
      return new Input(Numbers.of(shape, tokens), Dtype.INT32, Optional.empty());
    }
    Numbers values =
        form.group(3) == null
            ? Numbers.distinct(index, shape)
            : Numbers.distinct(
                index, Double.parseDouble(form.group(3)), Double.parseDouble(form.group(4)), shape);
    return new Input(
        values,
        Dtype.FLOAT32,
        form.group(5) == null
            ? Optional.empty()
            : Optional.of(mask(random, (int) shape[0], (int) shape[1])));
  }

  /** Two of three times count, and the first does. */
  private static boolean[] mask(SplittableRandom random, int rows, int times) {
    boolean[] mask = new boolean[rows * times];
    for (int at = 0; at < mask.length; at++) {
      mask[at] = at % times == 0 || random.nextInt(3) > 0;
    }
    return mask;
  }

  /** The layer alone. */
  Network network() {
    return network(List.of(layer("y", className, settings)), List.of(node()), List.of(first("y")));
  }

  /** Each input plus the sum of all that the layer gives. */
  Network sums() {
    List<Layer> layers = new ArrayList<>();
    layers.add(layer("y", className, settings));
    layers.add(layer("floats", "ops.core.Cast", "{dtype: 'float32'}"));
    layers.add(layer("sum", "ops.numpy.Sum", "{}"));
    List<Node> nodes = new ArrayList<>();
    nodes.add(node());
    nodes.add(node("floats", first("y")));
    nodes.add(node("sum", first("floats")));
    List<TensorReference> outputs = new ArrayList<>();
    for (TensorReference input : references()) {
      String name = input.layer() + "_sum";
      layers.add(layer(name, "ops.numpy.Add", "{}"));
      nodes.add(node(name, input, first("sum")));
      outputs.add(first(name));
    }
    return network(layers, nodes, outputs);
  }

  private Network network(List<Layer> layers, List<Node> nodes, List<TensorReference> outputs) {
    return new Network("net", false, layers, nodes, references(), outputs);
  }

  private static TensorReference first(String layer) {
    return new TensorReference(layer, 0, 0);
  }

  private List<TensorReference> references() {
    return IntStream.range(0, inputs.split(";").length)
        .mapToObj(index -> first("x" + index))
        .toList();
  }

  private Node node() {
    JsonNode arguments = NetworkRun.json("{call: " + call + "}").get("call");
    if (arguments.isArray()) {
      ArgumentPattern pattern =
          new ArgumentPattern(arguments, JsonNodeFactory.instance.objectNode());
      return new Node("y", 0, references(), pattern);
    }
    ArgumentPattern pattern = layer("y", className, settings).pattern(references().size());
    for (Map.Entry<String, JsonNode> each : arguments.properties()) {
      pattern = pattern.with(each.getKey(), each.getValue());
    }
    return new Node("y", 0, references(), pattern);
  }

  private static Node node(String layer, TensorReference... inputs) {
    return new Node(layer, 0, List.of(inputs), ArgumentPattern.ofInputs(inputs.length));
  }

  private static Layer layer(String name, String className, String settings) {
    ObjectNode json = NetworkRun.json(settings).put("name", name);
    return layer(new LayerConfig(className, json, GradientCase::layer));
  }

  private static Layer layer(LayerConfig config) {
    return LayerRegistry.find(config).orElseThrow();
  }

  @Override
  public String toString() {
    return String.join(" | ", className, settings, inputs, call);
  }
}
