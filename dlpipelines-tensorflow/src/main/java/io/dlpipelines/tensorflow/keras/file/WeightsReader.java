package io.dlpipelines.tensorflow.keras.file;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.util.List;
import java.util.Map;

/**
 * Reads weights that Keras 1, 2 or 3 saved: {@code .weights.h5} files, those within whole models
 * ({@code .h5}, {@code .keras}), and shards, of which {@code .weights.json} is the index.
 */
public final class WeightsReader {

  private WeightsReader() {}

  /**
   * Reads the weights of a network, all of them.
   *
   * @param network the network
   * @param graph the network's graph, which knows its weights
   * @param path a file on any of Hadoop's file systems
   * @param byName whether layers are found by their names rather than by their order, for files of
   *     Keras 1 and 2 and {@code .h5} files of Keras 3; files in Keras 3's own format have neither,
   *     but the layers' classes
   * @return the values, by {@link WeightSpec#key}
   * @throws IllegalArgumentException if the file cannot be read, or a weight is not in it, or has
   *     another shape there
   */
  public static Map<String, WeightValue> load(
      Network network, NetworkGraph graph, String path, boolean byName) {
    return load(network, graph, path, byName, false);
  }

  /**
   * Reads those weights of a network that a file has, in the right shape, for layers of the same
   * name.
   *
   * @param network the network
   * @param graph the network's graph, which knows its weights
   * @param path a file on any of Hadoop's file systems
   * @return the values, by {@link WeightSpec#key}; layers that were not found or do not fit are
   *     missing as a whole
   * @throws IllegalArgumentException if the file cannot be read
   */
  public static Map<String, WeightValue> loadFitting(
      Network network, NetworkGraph graph, String path) {
    return load(network, graph, path, true, true);
  }

  private static Map<String, WeightValue> load(
      Network network, NetworkGraph graph, String path, boolean byName, boolean partial) {
    requireNonNull(network, "network");
    requireNonNull(graph, "graph");
    requireNonNull(path, "path");
    try (LocalFile file = LocalFile.of(path)) {
      return ModelReader.guarded(
          path,
          () ->
              file.startsWith((byte) '{')
                  ? WeightShards.read(file, path, roots -> tree(network, graph, partial, roots))
                  : ModelReader.withWeights(
                      file, path, graph, root -> read(network, graph, root, byName, partial)));
    }
  }

  static Map<String, WeightValue> read(
      Network network, NetworkGraph graph, Hdf5Group root, boolean byName, boolean partial) {
    Hdf5Group group =
        root.findTexts(LayeredWeights.LAYER_NAMES).isPresent()
            ? root
            : root.findGroup("model_weights").orElse(root);
    List<LayerWeights> layers = LayerWeights.of(network, graph);
    if (group.findTexts(LayeredWeights.LAYER_NAMES).isEmpty()) {
      return tree(network, graph, partial, List.of(root));
    }
    LayeredWeights weights = new LayeredWeights(group, partial);
    return byName ? weights.byName(layers) : weights.byOrder(layers);
  }

  private static Map<String, WeightValue> tree(
      Network network, NetworkGraph graph, boolean partial, List<Hdf5Group> roots) {
    return new TreeWeights(network, graph, partial).read(WeightTree.of(roots));
  }
}
