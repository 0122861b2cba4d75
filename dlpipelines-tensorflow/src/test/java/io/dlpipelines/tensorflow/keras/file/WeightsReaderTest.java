package io.dlpipelines.tensorflow.keras.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsReaderTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();
  private static final String DENSE = "{class_name: 'Dense', config: {name: '%s', units: %d}}";
  private static final String BATCH_NORMALIZATION =
      "{class_name: 'BatchNormalization', config: {name: '%s', trainable: %s}}";

  @TempDir private Path folder;

  @Test
  void layersAreFoundByTheirOrder() throws IOException {
    String file =
        file(
            "2.15.0", layer("a", "kernel", 2, 3, "bias", 3), layer("b", "kernel", 3, 1, "bias", 1));
    Map<String, WeightValue> values = load(stack(2, dense("b", 3), dense("a", 1)), file, false);
    assertThat(values.keySet()).containsExactly("b/kernel", "b/bias", "a/kernel", "a/bias");
    assertThat(values.get("b/kernel")).isEqualTo(value("a", 0, 2, 3));
    assertThat(values.get("a/bias")).isEqualTo(value("b", 1, 1));
  }

  @Test
  void layersAreFoundByTheirNames() throws IOException {
    String file =
        file(
            "2.15.0",
            layer("top", "kernel", 9, 9),
            layer("b", "kernel", 3, 1, "bias", 1),
            layer("a", "kernel", 2, 3, "bias", 3));
    Map<String, WeightValue> values = load(stack(2, dense("a", 3), dense("b", 1)), file, true);
    assertThat(values.get("a/kernel")).isEqualTo(value("a", 0, 2, 3));
    assertThat(values.get("b/bias")).isEqualTo(value("b", 1, 1));
  }

  @Test
  void whatIsMissingIsNamedUnlessPartsAreEnough() throws IOException {
    String file =
        file(
            "2.15.0", layer("a", "kernel", 2, 3, "bias", 3), layer("b", "kernel", 4, 1, "bias", 1));
    Network network = stack(2, dense("a", 3), dense("b", 1), dense("c", 2));
    assertThatThrownBy(() -> load(network, file, true))
        .hasMessageContaining("it has no weights for the layers [c]; it has layers [a, b]");
    assertThatThrownBy(() -> load(network, file, false))
        .hasMessageContaining("it has weights for 2 layers [a, b]")
        .hasMessageContaining("3 layers with weights [a, b, c]");
    assertThatThrownBy(() -> load(stack(2, dense("a", 3), dense("b", 1)), file, false))
        .hasMessageContaining(
            "layer [b] has the weights [b/kernel:0 [4, 1], b/bias:0 [1]], and the model's layer [b]"
                + " needs [b/kernel [3, 1], b/bias [1]]");
    NetworkGraph graph = NetworkGraph.of(network);
    assertThat(WeightsReader.loadFitting(network, graph, file).keySet())
        .containsExactly("a/kernel", "a/bias");
  }

  @Test
  void trainableWeightsOfNestedModelsComeFirst() throws IOException {
    String inner =
        "{class_name: 'Sequential', config: {name: 'inner', layers: [%s, %s, %s]}}"
            .formatted(dense("d", 3), normalization("n", true), dense("e", 3));
    String file =
        file(
            "2.15.0",
            layer(
                "inner",
                "kernel",
                2,
                3,
                "bias",
                3,
                "gamma",
                3,
                "beta",
                3,
                "e/kernel",
                3,
                3,
                "e/bias",
                3,
                "moving_mean",
                3,
                "moving_variance",
                3));
    Map<String, WeightValue> values = load(stack(2, inner), file, false);
    assertThat(values.get("inner/n/beta")).isEqualTo(value("inner", 3, 3));
    assertThat(values.get("inner/e/bias")).isEqualTo(value("inner", 5, 3));
    assertThat(values.get("inner/n/moving_mean")).isEqualTo(value("inner", 6, 3));
  }

  @Test
  void weightsOfFrozenLayersComeLast() throws IOException {
    String inner =
        "{class_name: 'Sequential', config: {name: 'inner', layers: [%s, %s]}}"
            .formatted(normalization("n", false), normalization("m", true));
    String file =
        file(
            "2.15.0",
            layer(
                "inner",
                "m/gamma",
                2,
                "m/beta",
                2,
                "n/gamma",
                2,
                "n/beta",
                2,
                "n/moving_mean",
                2,
                "n/moving_variance",
                2,
                "m/moving_mean",
                2,
                "m/moving_variance",
                2));
    Map<String, WeightValue> values = load(stack(2, inner), file, false);
    assertThat(values.get("inner/m/gamma")).isEqualTo(value("inner", 0, 2));
    assertThat(values.get("inner/n/gamma")).isEqualTo(value("inner", 2, 2));
    assertThat(values.get("inner/m/moving_variance")).isEqualTo(value("inner", 7, 2));
  }

  @Test
  void namesDecideWhereAFileHasAnotherOrder() throws IOException {
    String inner =
        "{class_name: 'Sequential', config: {name: 'inner', layers: [%s, %s]}}"
            .formatted(normalization("n", false), normalization("m", true));
    String file =
        file(
            "2.15.0",
            layer(
                "inner",
                "n/gamma",
                2,
                "n/beta",
                2,
                "n/moving_mean",
                2,
                "n/moving_variance",
                2,
                "m/gamma",
                2,
                "m/beta",
                2,
                "m/moving_mean",
                2,
                "m/moving_variance",
                2));
    Map<String, WeightValue> values = load(stack(2, inner), file, false);
    assertThat(values.get("inner/n/gamma")).isEqualTo(value("inner", 0, 2));
    assertThat(values.get("inner/m/gamma")).isEqualTo(value("inner", 4, 2));
  }

  @Test
  void gatesOfKeras1AreJoined() throws IOException {
    String lstm = "{class_name: 'LSTM', config: {name: 'l', units: 2}}";
    Object[] gates = new Object[3 * 4 * 3 - 4];
    int at = 0;
    for (String gate : List.of("i", "c", "f", "o")) {
      for (Object part : List.of("l_W_" + gate, 1, 2, "l_U_" + gate, 2, 2, "l_b_" + gate, 2)) {
        gates[at++] = part;
      }
    }
    Map<String, WeightValue> values =
        load(
            stack(1, "{class_name: 'Reshape', config: {name: 'r', target_shape: [1, 1]}}", lstm),
            file("1.2.2", layer("l", gates)),
            false);
    assertThat(numbers(values.get("l/cell/kernel")))
        .containsExactly(0, 1, 600, 601, 300, 301, 900, 901);
    assertThat(numbers(values.get("l/cell/recurrent_kernel")))
        .startsWith(100, 101, 700, 701, 400, 401, 1000, 1001, 102, 103);
    assertThat(numbers(values.get("l/cell/bias")))
        .containsExactly(200, 201, 800, 801, 500, 501, 1100, 1101);
  }

  @Test
  void weightsOfCudnnAreTurned() throws IOException {
    String gru =
        "{class_name: 'GRU', config: {name: 'g', units: 2, return_sequences: true, reset_after:"
            + " true}}";
    String file = file("2.2.4", layer("g", "kernel", 3, 6, "recurrent_kernel", 2, 6, "bias", 12));
    Map<String, WeightValue> values =
        load(
            stack(3, "{class_name: 'Reshape', config: {name: 'r', target_shape: [1, 3]}}", gru),
            file,
            false);
    // The first gate has, row by row, 0 1, 6 7, 12 13; column by column these are rows 0 7, ...
    assertThat(numbers(values.get("g/cell/kernel"))).startsWith(0, 7, 2, 9, 4, 11, 1, 12);
    assertThat(numbers(values.get("g/cell/recurrent_kernel"))).startsWith(100, 106, 102, 108);
    assertThat(values.get("g/cell/bias").shape()).containsExactly(2L, 6L);

    String lstm = "{class_name: 'LSTM', config: {name: 'g', units: 2}}";
    String other = file("2.2.4", layer("g", "kernel", 3, 8, "recurrent_kernel", 2, 8, "bias", 16));
    assertThat(
            numbers(
                load(
                        stack(
                            3,
                            "{class_name: 'Reshape', config: {name: 'r', target_shape: [1, 3]}}",
                            lstm),
                        other,
                        false)
                    .get("g/cell/bias")))
        .startsWith(408, 410, 412);
  }

  @Test
  void kernelsOfKeras1HadAnotherShape() throws IOException {
    String reshape = "{class_name: 'Reshape', config: {name: 'r', target_shape: [2, 2, 1]}}";
    String deconvolution =
        "{class_name: 'Conv2DTranspose', config: {name: 'c', filters: 2, kernel_size: 1, use_bias:"
            + " false}}";
    String file = file("1.2.2", layer("c", "c_W", 1, 1, 1, 2));
    assertThat(load(stack(4, reshape, deconvolution), file, false).get("c/kernel").shape())
        .containsExactly(1L, 1L, 2L, 1L);
    String sequence = "{class_name: 'Reshape', config: {name: 'r', target_shape: [2, 2]}}";
    String convolution =
        "{class_name: 'Conv1D', config: {name: 'c', filters: 3, kernel_size: 2, use_bias: false}}";
    assertThat(
            numbers(
                load(
                        stack(4, sequence, convolution),
                        file("1.2.2", layer("c", "c_W", 2, 1, 2, 3)),
                        false)
                    .get("c/kernel")))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(
            numbers(
                load(
                        stack(4, sequence, convolution),
                        file("1.1.0", layer("c", "c_W", 3, 2, 2, 1)),
                        false)
                    .get("c/kernel")))
        .containsExactly(0, 4, 8, 2, 6, 10, 1, 5, 9, 3, 7, 11);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layers/%s",
        "_layer_checkpoint_dependencies/%s",
        "_layer_checkpoint_dependencies\\%s"
      })
  void layersHaveTheNamesOfTheirClasses(String form) throws IOException {
    String file =
        write(
            root -> {
              tree(root, form.formatted("dense"), new float[][] {{1}, {2}}, new float[] {3});
              tree(root, form.formatted("dense_1"), new float[][] {{4}}, new float[] {5});
            });
    Map<String, WeightValue> values =
        load(stack(2, dense("dense_1", 1), dense("dense", 1)), file, false);
    assertThat(numbers(values.get("dense_1/kernel"))).containsExactly(1, 2);
    assertThat(numbers(values.get("dense/bias"))).containsExactly(5);
  }

  @Test
  void numbersThatAreLeftOutAreNotMissed() throws IOException {
    String file =
        write(
            root -> {
              String form = "_layer_checkpoint_dependencies/dense";
              tree(root, form, new float[][] {{1}, {2}}, new float[] {3});
              tree(root, form + "_2", new float[][] {{4}}, new float[] {5});
              tree(root, form + "_10", new float[][] {{6}}, new float[] {7});
            });
    Map<String, WeightValue> values =
        load(stack(2, dense("a", 1), dense("b", 1), dense("c", 1)), file, false);
    assertThat(numbers(values.get("b/bias"))).containsExactly(5);
    assertThat(numbers(values.get("c/bias"))).containsExactly(7);
  }

  @Test
  void whatATreeLacksIsNamed() throws IOException {
    String file =
        write(root -> tree(root, "layers/dense", new float[][] {{1}, {2}}, new float[] {3}));
    assertThatThrownBy(() -> load(stack(2, dense("a", 1), dense("b", 1)), file, false))
        .hasMessageContaining("layer [b] of class Dense is not in the file, which has [dense]");
    assertThatThrownBy(() -> load(stack(2, dense("a", 4)), file, false))
        .hasMessageContaining(
            "layer [a] needs the weights [a/kernel [2, 4], a/bias [4]], and the file has [0 [2, 1],"
                + " 1 [1]] for it");
  }

  @Test
  void kernelsOfTheTheanoBackendAreFlipped() throws IOException {
    String sequence = "{class_name: 'Reshape', config: {name: 'r', target_shape: [2, 2]}}";
    String convolution =
        "{class_name: 'Conv1D', config: {name: 'c', filters: 3, kernel_size: 2, use_bias: false}}";
    String file =
        write(
            root -> {
              root.putAttribute("keras_version", "2.0.8");
              root.putAttribute("backend", "theano");
              root.putAttribute("layer_names", new String[] {"c"});
              WritableGroup group = root.putGroup("c");
              group.putAttribute("weight_names", new String[] {"c/kernel:0"});
              put(group.putGroup("c"), "kernel:0", counting(0, new int[] {2, 2, 3}, 0, new int[1]));
            });
    assertThat(numbers(load(stack(4, sequence, convolution), file, false).get("c/kernel")))
        .containsExactly(6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5);
  }

  @Test
  void numbersOfOtherTypesBecomeFloats() throws IOException {
    String file =
        write(root -> tree(root, "layers/dense", new double[][] {{0.5}, {-2}}, new int[] {-3}));
    Map<String, WeightValue> values = load(stack(2, dense("a", 1)), file, false);
    assertThat(values.get("a/kernel").floats().get(0)).isEqualTo(0.5f);
    assertThat(values.get("a/bias").floats().get(0)).isEqualTo(-3f);
  }

  private static Map<String, WeightValue> load(Network network, String file, boolean byName) {
    return WeightsReader.load(network, NetworkGraph.of(network), file, byName);
  }

  private static Network stack(int size, String... layers) {
    String json =
        "{class_name: 'Sequential', config: {name: 'net', layers: [{class_name: 'InputLayer', config: {name: 'x', batch_shape: [null, %d]}}, %s]}}"
            .formatted(size, String.join(", ", layers));
    try {
      return ArchitectureReader.read(JSON.readTree(json));
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }

  private static String dense(String name, int units) {
    return DENSE.formatted(name, units);
  }

  private static String normalization(String name, boolean trainable) {
    return BATCH_NORMALIZATION.formatted(name, trainable);
  }

  /** A layer's weights: names, each followed by sizes. Values count up from 100 times the index. */
  private record Layer(String name, Map<String, Object> weights) {}

  private static Layer layer(String name, Object... weights) {
    Map<String, Object> all = new LinkedHashMap<>();
    int at = 0;
    while (at < weights.length) {
      String weight = (String) weights[at++];
      int start = at;
      while (at < weights.length && weights[at] instanceof Integer) {
        at++;
      }
      int[] shape = new int[at - start];
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = (Integer) weights[start + axis];
      }
      all.put(weight, counting(100f * all.size(), shape, 0, new int[1]));
    }
    return new Layer(name, all);
  }

  private static Object counting(float first, int[] shape, int axis, int[] count) {
    if (axis == shape.length) {
      return first + count[0]++;
    }
    Object array =
        java.lang.reflect.Array.newInstance(
            float.class, java.util.Arrays.copyOfRange(shape, axis, shape.length));
    for (int index = 0; index < shape[axis]; index++) {
      java.lang.reflect.Array.set(array, index, counting(first, shape, axis + 1, count));
    }
    return array;
  }

  private static WeightValue value(String layer, int index, long... shape) {
    List<Long> sizes = java.util.Arrays.stream(shape).boxed().toList();
    float[] values = new float[(int) sizes.stream().reduce(1L, Math::multiplyExact).longValue()];
    for (int at = 0; at < values.length; at++) {
      values[at] = 100f * index + at;
    }
    return WeightValue.of(sizes, values);
  }

  private static int[] numbers(WeightValue value) {
    int[] numbers = new int[value.floats().capacity()];
    java.util.Arrays.setAll(numbers, index -> (int) value.floats().get(index));
    return numbers;
  }

  private String file(String version, Layer... layers) throws IOException {
    return write(
        root -> {
          root.putAttribute("keras_version", version);
          String[] names = new String[layers.length];
          for (int index = 0; index < layers.length; index++) {
            Layer layer = layers[index];
            names[index] = layer.name();
            WritableGroup group = root.putGroup(layer.name());
            WritableGroup inner = group.putGroup(layer.name());
            layer.weights().forEach((name, values) -> put(inner, name + ":0", values));
            group.putAttribute(
                "weight_names",
                layer.weights().keySet().stream()
                    .map(name -> layer.name() + "/" + name + ":0")
                    .toArray(String[]::new));
          }
          root.putAttribute("layer_names", names);
        });
  }

  private static void put(WritableGroup group, String name, Object values) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      group.putDataset(name, values);
    } else {
      child(group, name.substring(0, slash)).putDataset(name.substring(slash + 1), values);
    }
  }

  private static WritableGroup child(WritableGroup group, String name) {
    return group.getChildren().containsKey(name)
        ? (WritableGroup) group.getChild(name)
        : group.putGroup(name);
  }

  private static void tree(WritableGroup root, String path, Object kernel, Object bias) {
    WritableGroup group = root;
    for (String name : path.split("/")) {
      group = child(group, name);
    }
    SmallModels.vars(group, kernel, bias);
  }

  private String write(SmallModels.Content content) throws IOException {
    Path file = Files.createTempFile(folder, "weights", ".h5");
    Files.write(file, SmallModels.hdf5(content));
    return file.toString();
  }
}
