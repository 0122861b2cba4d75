package io.dlpipelines.tensorflow.keras;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensorflow.graph.Endpoint;
import io.dlpipelines.tensorflow.keras.file.ModelReader;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.NestedNetwork;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files that others made with Keras 1 to 3, over about 50 classes of layers. */
class KerasCorpusTest {
  private static final String EXPECTED = "_inputs_and_outputs.h5";
  private static final double TOLERANCE = 1e-4;

  /** What a refusal's message has in it, and what the table calls it. */
  private static final Map<String, String> REASONS =
      Map.of(
          "its function is Python code", "refused: Lambda",
          "Theano's dimension ordering", "refused: Theano",
          "weights without an architecture", "refused: no architecture",
          "leaves nothing of its input", "refused: nothing left",
          "it takes [batch, time, features]", "refused: attention across the batch",
          "which is no model", "refused: no model");

  @Test
  void predictionsAndActivationsAgree() throws IOException {
    Map<String, String> failures = new TreeMap<>();
    List<Path> files = files(EXPECTED);
    for (Path expected : files) {
      String problem = disagreement(expected);
      if (!problem.isEmpty()) {
        failures.put(expected.getFileName().toString(), problem);
      }
    }
    assertThat(failures).isEmpty();
    assertThat(files).hasSize(42);
  }

  @Test
  void everyFileRunsOrIsRefusedForAReason() throws IOException {
    Map<String, Integer> table = new TreeMap<>();
    Map<String, String> failures = new TreeMap<>();
    for (Path file : files(".h5", ".hdf5", ".keras", ".json")) {
      if (!file.toString().endsWith(EXPECTED)) {
        String result = result(file);
        table.merge(result.startsWith("failed") ? "failed" : result, 1, Integer::sum);
        if (result.startsWith("failed")) {
          failures.put(root().relativize(file).toString(), result);
        }
      }
    }
    System.out.println("Keras files: " + table);
    failures.forEach((file, failure) -> System.out.println(file + ": " + failure));
    assertThat(failures).isEmpty();
    assertThat(table)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "runs", 395,
                "refused: Lambda", 4,
                "refused: Theano", 2,
                "refused: no architecture", 21,
                "refused: nothing left", 1,
                "refused: attention across the batch", 1,
                "refused: no model", 2));
  }

  private static Path root() {
    String root = System.getProperty("dlpipelines.data", "");
    assumeTrue(
        !root.isEmpty() && Files.isDirectory(Path.of(root, "keras")),
        "the folder of real models is not here: set the system property dlpipelines.data");
    return Path.of(root, "keras");
  }

  private static List<Path> files(String... endings) throws IOException {
    try (Stream<Path> all = Files.walk(root())) {
      return all.filter(
              file -> Stream.of(endings).anyMatch(ending -> file.toString().endsWith(ending)))
          .sorted()
          .toList();
    }
  }

  private static String disagreement(Path expected) {
    String model = expected.toString().replace(EXPECTED, "_model.h5");
    try (HdfFile file = new HdfFile(expected)) {
      WeightedNetwork network = ModelReader.read(model);
      Map<String, Numbers> inputs = numbers(file, "inputs");
      assertThat(inputs).hasSameSizeAs(network.graph().inputs());
      List<Numbers> fed = new ArrayList<>();
      for (Endpoint input : network.graph().inputs()) {
        fed.add(inputs.size() == 1 ? inputs.values().iterator().next() : inputs.get(input.name()));
      }
      Map<String, Numbers> activations = numbers(file, "activations");
      Map<String, Numbers> found =
          NetworkRun.run(
              network.graph(), network.weights(), fed, activations.keySet().toArray(String[]::new));
      Map<String, Numbers> wanted = new TreeMap<>(activations);
      wanted.putAll(numbers(file, "predictions"));
      assertThat(wanted.keySet()).isSubsetOf(found.keySet());
      for (String name : wanted.keySet()) {
        String difference = difference(wanted.get(name), found.get(name));
        if (!difference.isEmpty()) {
          return name + ": " + difference;
        }
      }
      return "";
    } catch (RuntimeException failure) {
      return failure.toString();
    }
  }

  private static String difference(Numbers wanted, Numbers found) {
    if (!java.util.Arrays.equals(wanted.shape(), found.shape())) {
      return java.util.Arrays.toString(found.shape())
          + " instead of "
          + java.util.Arrays.toString(wanted.shape());
    }
    double worst = 0;
    for (int index = 0; index < wanted.values().length; index++) {
      double value = wanted.values()[index];
      double difference = Math.abs(found.values()[index] - value) / (1 + Math.abs(value));
      worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
    }
    return worst <= TOLERANCE ? "" : "differs by " + worst;
  }

  private static Map<String, Numbers> numbers(HdfFile file, String group) {
    Map<String, Numbers> all = new LinkedHashMap<>();
    if (file.getChild(group) instanceof Group found) {
      for (Node node : found) {
        Dataset dataset = (Dataset) node;
        Object values = dataset.getDataFlat();
        float[] floats = new float[java.lang.reflect.Array.getLength(values)];
        for (int index = 0; index < floats.length; index++) {
          floats[index] = ((Number) java.lang.reflect.Array.get(values, index)).floatValue();
        }
        all.put(node.getName(), new Numbers(dataset.getDimensionsAsLong(), floats));
      }
    }
    return all;
  }

  private static String result(Path file) {
    String name = file.toString();
    try {
      if (name.endsWith(".json")) {
        Network network = ModelReader.readArchitecture(name);
        NetworkGraph graph = NetworkGraph.of(network);
        run(
            new WeightedNetwork(
                network,
                graph,
                graph.weights().stream()
                    .collect(toMap(WeightSpec::key, KerasCorpusTest::randomWeight))));
      } else {
        Path config = Path.of(name.replace("_weights.h5", "_config.json"));
        run(
            name.endsWith("_weights.h5") && Files.exists(config)
                ? ModelReader.read(config.toString(), name)
                : ModelReader.read(name));
      }
      return "runs";
    } catch (IllegalArgumentException refused) {
      String message = String.valueOf(refused.getMessage());
      return REASONS.entrySet().stream()
          .filter(reason -> message.contains(reason.getKey()))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("failed: " + message);
    } catch (RuntimeException | AssertionError failure) {
      return "failed: " + failure;
    }
  }

  private static WeightValue randomWeight(WeightSpec weight) {
    long[] shape = weight.shape().stream().mapToLong(Long::longValue).toArray();
    return WeightValue.of(weight.shape(), positive(Numbers.random(11, shape)));
  }

  /** Variances are not negative. */
  private static float[] positive(Numbers numbers) {
    float[] values = numbers.values().clone();
    for (int index = 0; index < values.length; index++) {
      values[index] = Math.abs(values[index]);
    }
    return values;
  }

  private static void run(WeightedNetwork network) {
    int tokens = tokens(network.network());
    List<Numbers> inputs = new ArrayList<>();
    for (Endpoint input : network.graph().inputs()) {
      long[] shape = input.spec().shape().toArray();
      shape[0] = 2;
      for (int axis = 1; axis < shape.length; axis++) {
        shape[axis] = shape[axis] < 0 ? 7 : shape[axis];
      }
      Numbers random = Numbers.random(7, shape);
      inputs.add(
          tokens > 0 || input.spec().dtype() != Dtype.FLOAT32 ? integers(random, tokens) : random);
    }
    Map<String, Numbers> outputs = NetworkRun.run(network.graph(), network.weights(), inputs);
    assertThat(outputs).isNotEmpty();
    outputs.values().forEach(output -> assertThat(output.values()).doesNotContain(Float.NaN));
  }

  private static Numbers integers(Numbers random, int tokens) {
    SplittableRandom from = new SplittableRandom(3);
    float[] values = new float[random.values().length];
    for (int index = 0; index < values.length; index++) {
      values[index] = from.nextInt(Math.max(tokens, 1));
    }
    return new Numbers(random.shape(), values);
  }

  /** The smallest vocabulary, 0 if there is none. */
  private static int tokens(Network network) {
    Function<Layer, Stream<Integer>> sizes =
        layer ->
            layer instanceof NestedNetwork nested
                ? Stream.of(tokens(nested.network()))
                : layer.config().find("input_dim").map(JsonNode::asInt).stream();
    return network.layers().stream()
        .flatMap(sizes)
        .filter(size -> size > 0)
        .min(Integer::compare)
        .orElse(0);
  }
}
