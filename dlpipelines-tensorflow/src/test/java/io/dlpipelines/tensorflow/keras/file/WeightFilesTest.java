package io.dlpipelines.tensorflow.keras.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of weights as h5py and Keras write them: types, filters, names, shards and adapters. */
class WeightFilesTest {
  private static final float[] KERNEL = {0.5f, -1.25f, 3, 100.5f};
  private static final float[] BIAS = {0.125f, -7};

  @TempDir private Path folder;

  @Test
  void bfloat16OfH5pyIsAnOpaqueType() throws IOException {
    Map<String, WeightValue> weights = load(dense("d", "{units: 2}"), resource("bfloat16"));
    assertThat(floats(weights, "d/kernel")).containsExactly(KERNEL);
    assertThat(floats(weights, "d/bias")).containsExactly(BIAS);
  }

  @Test
  void chunksAreDecompressed() throws IOException {
    Map<String, WeightValue> weights = load(dense("d", "{units: 2}"), resource("compressed"));
    assertThat(floats(weights, "d/kernel")).containsExactly(0, 0.5f, 1, 1.5f);
    assertThat(floats(weights, "d/bias")).containsExactly(1, 1);
  }

  @Test
  void namesAreUtf8WhateverTheirTypeSays() throws IOException {
    String name = "größe 😀 %20#";
    Map<String, WeightValue> weights = load(dense(name, "{units: 2}"), resource("names"));
    assertThat(floats(weights, name + "/kernel")).containsExactly(KERNEL);
    assertThat(floats(weights, name + "/bias")).containsExactly(BIAS);
  }

  @Test
  void shardsMayDivideALayer() throws IOException {
    write("w_00000.weights.h5", root -> shard(root, "0", new float[][] {{1, 2}, {3, 4}}));
    write("w_00001.weights.h5", root -> shard(root, "1", new float[] {5, 6}));
    String index =
        index(
            "{'weight_map': {'/layers/dense/vars': ['w_00001.weights.h5', 'w_00000.weights.h5']}}");
    Map<String, WeightValue> weights = load(dense("d", "{units: 2}"), index);
    assertThat(floats(weights, "d/kernel")).containsExactly(1, 2, 3, 4);
    assertThat(floats(weights, "d/bias")).containsExactly(5, 6);
  }

  @Test
  void shardsLieBesideTheirIndex() throws IOException {
    Network network = dense("d", "{units: 2}");
    String outside = index("{'weight_map': {'/layers/dense/vars': '../w.weights.h5'}}");
    assertThatThrownBy(() -> load(network, outside))
        .hasMessageContaining("its shard [../w.weights.h5] is not the name of a file beside it");
    String missing = index("{'weight_map': {'/layers/dense/vars': 'none.weights.h5'}}");
    assertThatThrownBy(() -> load(network, missing)).hasMessageContaining("none.weights.h5");
    String other = index("{'class_name': 'Sequential'}");
    assertThatThrownBy(() -> load(network, other))
        .hasMessageContaining("it is no index of weight shards");
  }

  @Test
  void adaptersAreMergedAndLeftOutOfWhatIsWritten() throws IOException {
    Network network = dense("d", "{units: 2, lora_rank: 1, lora_alpha: 3}");
    String file =
        write(
            "lora.h5",
            root -> {
              root.putAttribute("keras_version", "3.15.1");
              root.putAttribute("layer_names", new String[] {"d"});
              WritableGroup layer = root.putGroup("d");
              layer.putAttribute(
                  "weight_names",
                  new String[] {"d/bias", "d/lora_kernel_a", "d/lora_kernel_b", "d/kernel"});
              WritableGroup weights = layer.putGroup("d");
              weights.putDataset("bias", new float[] {5, 6});
              weights.putDataset("lora_kernel_a", new float[][] {{1}, {2}});
              weights.putDataset("lora_kernel_b", new float[][] {{10, 20}});
              weights.putDataset("kernel", new float[][] {{1, 2}, {3, 4}});
            });
    Map<String, WeightValue> weights = load(network, file);
    assertThat(floats(weights, "d/kernel")).containsExactly(31, 62, 63, 124);
    assertThat(floats(weights, "d/bias")).containsExactly(5, 6);
    ObjectNode written =
        ArchitectureWriter.write(
            new io.dlpipelines.tensorflow.keras.network.WeightedNetwork(
                network, NetworkGraph.of(network), weights));
    assertThat(written.toString()).doesNotContain("lora");

    assertThatThrownBy(() -> load(dense("d", "{units: 2}"), file))
        .hasMessageContaining("LoRA weights for [d], and does not say how they are scaled");
  }

  private static Network dense(String name, String settings) {
    ObjectNode config = NetworkRun.json(settings).put("name", name);
    return NetworkRun.network(
        "{class_name: 'Sequential', config: {name: 'net', layers: [{class_name: 'InputLayer',"
            + " config: {name: 'x', batch_shape: [null, 2]}}, {class_name: 'Dense', config: %s}]}}"
                .formatted(config));
  }

  private static Map<String, WeightValue> load(Network network, String file) {
    return WeightsReader.load(network, NetworkGraph.of(network), file, false);
  }

  private static float[] floats(Map<String, WeightValue> weights, String key) {
    float[] floats = new float[weights.get(key).floats().capacity()];
    weights.get(key).floats().get(floats);
    return floats;
  }

  private String resource(String name) throws IOException {
    Path file = folder.resolve(name + ".weights.h5");
    try (InputStream in = getClass().getResourceAsStream(name + ".weights.h5")) {
      Files.copy(in, file);
    }
    return file.toString();
  }

  private static void shard(WritableGroup root, String number, Object values) {
    root.putGroup("layers").putGroup("dense").putGroup("vars").putDataset(number, values);
  }

  private String write(String name, SmallModels.Content content) throws IOException {
    return Files.write(folder.resolve(name), SmallModels.hdf5(content)).toString();
  }

  private String index(String json) throws IOException {
    return Files.writeString(folder.resolve("w.weights.json"), json.replace('\'', '"')).toString();
  }
}
