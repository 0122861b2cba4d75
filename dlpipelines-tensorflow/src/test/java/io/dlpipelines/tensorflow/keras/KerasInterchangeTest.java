package io.dlpipelines.tensorflow.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensorflow.keras.layer.LayerRegistry;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models written by Keras and read here, and the other way round. Needs a Python with Keras 3, see
 * {@code src/test/python/README.md}.
 */
class KerasInterchangeTest {
  private static final double TOLERANCE = 1e-5;
  private static final int ROWS = 3;
  private static final Path SCRIPTS = Path.of("src/test/python");
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Classes that Keras 3 does not have, cannot put into functional models (Equalization), computes
   * with scipy only (STFTSpectrogram), or that take strings or bounding boxes.
   */
  private static final Set<String> NOT_IN_TABLE =
      Set.of(
          "Equalization",
          "InputLayer",
          "LocallyConnected1D",
          "LocallyConnected2D",
          "MaxNumBoundingBoxes",
          "RandomHeight",
          "RandomWidth",
          "STFTSpectrogram",
          "StringLookup",
          "TensorFlowOpLayer",
          "TextVectorization",
          "ThresholdedReLU");

  @Test
  void everyLayerClassIsInTheTable() throws IOException {
    Set<String> missing = new TreeSet<>(LayerRegistry.classNames());
    missing.removeIf(name -> name.startsWith(LayerConfig.OPERATIONS));
    missing.removeAll(NOT_IN_TABLE);
    String table = Files.readString(SCRIPTS.resolve("layers.json"));
    missing.removeIf(
        name -> table.contains("\"layer\": \"%s\"".formatted(name.replace("Grouped", "Group"))));
    assertThat(missing).isEmpty();
  }

  @Test
  void readsWhatKerasWritesAndWritesWhatKerasReads(@TempDir Path folder)
      throws IOException, InterruptedException {
    String python = System.getProperty("dlpipelines.python", "");
    assumeTrue(
        !python.isEmpty(),
        "Keras is not here: set the system property dlpipelines.python to a Python that has it");
    Path written = Path.of(System.getProperty("dlpipelines.python.cases", folder + "/keras"));
    if (!Files.exists(written)) {
      run(python, "keras_writes.py", written);
    }
    List<PythonCase> cases = PythonCase.of(written);
    Map<String, String> differences = new TreeMap<>();
    for (PythonCase each : cases) {
      String difference = difference(each);
      if (!difference.isEmpty()) {
        differences.put(each.name(), difference);
        System.out.printf("%-50s %s%n", each.name(), difference);
      }
    }
    System.out.printf("%d models of Keras read, %d differ%n", cases.size(), differences.size());
    Path rewritten = Files.createDirectories(folder.resolve("here"));
    ArrayNode table = JSON.createArrayNode();
    for (JsonNode layer : JSON.readTree(SCRIPTS.resolve("layers.json").toFile())) {
      KerasModel model = model(layer);
      Map<String, CaseValues> inputs =
          inputs(model, layer.get("inputs").get(0).path("below").asInt());
      for (String ending : List.of(".keras", ".h5")) {
        String name = layer.path("name").asText(layer.get("layer").asText());
        add(table, rewritten, "java_" + name + ending, model, inputs);
      }
    }
    for (PythonCase each : cases) {
      if (!differences.containsKey(each.name())) {
        add(table, rewritten, each.name(), new KerasModel(each.read()), each.inputs())
            .set("readBackByKeras", each.json().get("readBackByKeras"));
      }
    }
    JSON.writeValue(rewritten.resolve("cases.json").toFile(), table);
    int failed = run(python, "keras_reads.py", rewritten);
    assertThat(differences).isEmpty();
    assertThat(failed).as("models that Keras does not read or that differ").isZero();
  }

  private static String difference(PythonCase each) {
    try {
      return each.difference(TOLERANCE).orElse("");
    } catch (RuntimeException refused) {
      return refused.toString().lines().findFirst().orElseThrow();
    }
  }

  private static int run(String python, String script, Path folder)
      throws IOException, InterruptedException {
    return new ProcessBuilder(python, SCRIPTS.resolve(script).toString(), folder.toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  private static ObjectNode add(
      ArrayNode table, Path folder, String file, KerasModel model, Map<String, CaseValues> inputs) {
    model.save(folder.resolve(file).toString());
    ObjectNode json = table.addObject().put("name", file).put("path", file);
    ObjectNode given = json.putObject("inputs");
    model
        .inputs()
        .forEach(
            input ->
                given
                    .putObject(input.name())
                    .put("dtype", input.dtype().name().toLowerCase(java.util.Locale.ROOT))
                    .set("data", inputs.get(input.name()).toJson()));
    ArrayNode outputs = json.putArray("outputs");
    PythonCase.run(model.weighted(), inputs).forEach(output -> outputs.add(output.toJson()));
    return json;
  }

  private static KerasModel model(JsonNode json) {
    List<KerasTensor> inputs = new ArrayList<>();
    List<KerasTensor> tensors = new ArrayList<>();
    for (JsonNode input : json.get("inputs")) {
      long[] shape = longs(input.get("shape"));
      KerasTensor tensor =
          KerasLayers.input(shape)
              .with("dtype", input.path("dtype").asText("float32"))
              .name("in_" + inputs.size())
              .apply();
      inputs.add(tensor);
      tensors.add(
          input.path("masked").asBoolean() ? KerasLayer.of("Masking").apply(tensor) : tensor);
    }
    KerasTensor output = layer(json).apply(tensors.toArray(KerasTensor[]::new));
    KerasModel model = KerasModel.functional(inputs, List.of(output));
    Map<String, WeightValue> weights = new HashMap<>();
    model
        .weights()
        .forEach(
            (key, value) -> {
              long[] shape = value.shape().stream().mapToLong(Long::longValue).toArray();
              float[] numbers = Numbers.random(key.hashCode(), shape).values();
              for (int index = 0; key.contains("variance") && index < numbers.length; index++) {
                numbers[index] = Math.abs(numbers[index]) + 0.5f;
              }
              weights.put(key, WeightValue.of(value.shape(), numbers));
            });
    return model.with(weights);
  }

  private static long[] longs(JsonNode json) {
    long[] longs = new long[json.size()];
    for (int index = 0; index < longs.length; index++) {
      longs[index] = json.get(index).asLong();
    }
    return longs;
  }

  private static KerasLayer layer(JsonNode json) {
    KerasLayer layer = KerasLayer.of(json.get("layer").asText());
    for (Map.Entry<String, JsonNode> setting : json.get("settings").properties()) {
      layer = layer.with(setting.getKey(), setting(setting.getValue()));
    }
    return layer;
  }

  private static Object setting(JsonNode json) {
    if (json.has("layer")) {
      return layer(json);
    }
    if (json.isArray()) {
      List<Object> all = new ArrayList<>();
      json.forEach(each -> all.add(setting(each)));
      return all;
    }
    return json;
  }

  /** Numbers by input name; some timesteps are zero, which Masking hides. */
  private static Map<String, CaseValues> inputs(KerasModel model, int below) {
    Map<String, CaseValues> inputs = new HashMap<>();
    model
        .inputs()
        .forEach(
            input -> {
              long[] shape = input.shape().toArray();
              shape[0] = ROWS;
              float[] numbers = Numbers.random(input.name().hashCode(), shape).values();
              List<Object> values = new ArrayList<>();
              int row = numbers.length / ROWS;
              for (int index = 0; index < numbers.length; index++) {
                boolean hidden = shape.length > 2 && index % row < row / shape[1];
                values.add(
                    below > 0
                        ? (double) (int) ((numbers[index] + 1) / 2 * below)
                        : hidden ? 0.0 : numbers[index]);
              }
              inputs.put(
                  input.name(), new CaseValues(LongStream.of(shape).boxed().toList(), values));
            });
    return inputs;
  }
}
