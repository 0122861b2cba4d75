package io.dlpipelines.tensorflow.keras.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.persist.ModelFile;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads models that Keras 1, 2 or 3 saved: {@code .h5} and {@code .keras} files, told apart by
 * their content. Nothing in a file is run. Whatever is wrong with a file, an {@link
 * IllegalArgumentException} names the file and what is wrong.
 */
public final class ModelReader {
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final String CONFIG = "config.json";
  private static final String METADATA = "metadata.json";
  private static final String WEIGHTS = "model.weights.h5";
  private static final String ASSETS = "assets/";
  private static final String SAVED_MODEL = "saved_model.pb";

  private ModelReader() {}

  /**
   * Reads a model with its weights.
   *
   * @param path a file, or a folder of {@code config.json} and {@code model.weights.h5}, on any of
   *     Hadoop's file systems
   * @return the model
   * @throws IllegalArgumentException if it cannot be read, or holds what is not supported
   */
  public static WeightedNetwork read(String path) {
    requireNonNull(path, "path");
    List<String> folder = LocalFile.list(path);
    if (folder.contains(SAVED_MODEL)) {
      throw new IllegalArgumentException(
          "%s is a SavedModel of TensorFlow. Use TFInputGraph.fromSavedModel.".formatted(path));
    }
    if (folder.contains(CONFIG) && folder.contains(WEIGHTS)) {
      return guarded(path, () -> readFolder(path, folder));
    }
    if (!folder.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is a folder without %s and %s; there is %s. Give the .keras or .h5 file."
              .formatted(path, CONFIG, WEIGHTS, folder));
    }
    try (LocalFile file = LocalFile.of(path)) {
      return guarded(path, () -> read(file, path));
    }
  }

  /**
   * Reads a model with its weights.
   *
   * @param file the content of a file
   * @param name what errors call it
   * @return the model
   * @throws IllegalArgumentException if it cannot be read, or holds what is not supported
   */
  public static WeightedNetwork read(ModelFile file, String name) {
    requireNonNull(name, "name");
    try (LocalFile local = LocalFile.of(file)) {
      return guarded(name, () -> read(local, name));
    }
  }

  /**
   * Reads a model with its weights.
   *
   * @param content the content of a file
   * @param name what errors call it
   * @return the model
   * @throws IllegalArgumentException if it cannot be read, or holds what is not supported
   */
  public static WeightedNetwork read(byte[] content, String name) {
    return read(new ModelFile(name, List.of(content), ""), name);
  }

  /**
   * Reads an architecture and weights that were saved apart.
   *
   * @param architecturePath a file of JSON, which Keras's {@code model.to_json()} gives
   * @param weightsPath a file of weights or a whole model
   * @return the model
   * @throws IllegalArgumentException if one cannot be read, or they do not fit each other
   */
  public static WeightedNetwork read(String architecturePath, String weightsPath) {
    requireNonNull(weightsPath, "weightsPath");
    Network network = readArchitecture(architecturePath);
    return guarded(
        architecturePath,
        () -> {
          NetworkGraph graph = NetworkGraph.of(network);
          return new WeightedNetwork(
              network, graph, WeightsReader.load(network, graph, weightsPath, false));
        });
  }

  /**
   * Reads an architecture.
   *
   * @param path a file of JSON, which Keras's {@code model.to_json()} gives, on any of Hadoop's
   *     file systems
   * @return the model without weights
   * @throws IllegalArgumentException if it cannot be read, or holds what is not supported
   */
  public static Network readArchitecture(String path) {
    requireNonNull(path, "path");
    JsonNode json = readJson(path);
    return guarded(path, () -> ArchitectureReader.read(json, KerasVersion.ofFile(json)));
  }

  /**
   * Reads an architecture.
   *
   * @param json the text that Keras's {@code model.to_json()} gives
   * @return the model without weights
   * @throws IllegalArgumentException if it is no architecture, or holds what is not supported
   */
  public static Network parseArchitecture(String json) {
    String name = "The architecture";
    JsonNode parsed = JsonText.parse(requireNonNull(json, "json"), name);
    return guarded(name, () -> ArchitectureReader.read(parsed, KerasVersion.ofFile(parsed)));
  }

  private static JsonNode readJson(String path) {
    try (LocalFile file = LocalFile.of(path)) {
      if (file.size() > JsonText.MAX_BYTES) {
        throw new IllegalArgumentException(
            "%s has %d bytes; an architecture has less than %d."
                .formatted(path, file.size(), JsonText.MAX_BYTES));
      }
      return JsonText.parse(Files.readString(file.path()), path);
    } catch (IOException failure) {
      throw new IllegalArgumentException(
          "%s cannot be read as text: %s.".formatted(path, failure.getMessage()), failure);
    }
  }

  private static WeightedNetwork read(LocalFile file, String name) {
    if (file.startsWith(HDF5)) {
      return readHdf5(file, name);
    }
    if (file.startsWith(ZIP)) {
      return readArchive(file, name);
    }
    String start = new String(file.head(1), US_ASCII);
    throw new IllegalArgumentException(
        start.equals("{")
            ? "%s looks like an architecture in JSON, without weights. Give the weights too."
                .formatted(name)
            : "%s is neither an HDF5 file (.h5) nor a zip file (.keras) of Keras.".formatted(name));
  }

  private static WeightedNetwork readHdf5(LocalFile file, String name) {
    try (Hdf5File hdf5 = Hdf5File.open(file.path(), name)) {
      Hdf5Group root = hdf5.root();
      String config =
          root.findText("model_config")
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "%s holds weights without an architecture. Give the architecture too, as the JSON of model.to_json()."
                              .formatted(name)));
      JsonNode json = JsonText.parse(config, name);
      KerasVersion version =
          KerasVersion.of(root.findText("keras_version"), root.findText("backend"));
      Network network = ArchitectureReader.read(json, version);
      NetworkGraph graph = NetworkGraph.of(network);
      return new WeightedNetwork(
          network, graph, WeightsReader.read(network, graph, root, false, false));
    }
  }

  private static WeightedNetwork readArchive(LocalFile file, String name) {
    try (ZipEntries zip = ZipEntries.open(file, name)) {
      String config =
          zip.findText(CONFIG, JsonText.MAX_BYTES)
              .orElseThrow(
                  () -> zip.invalid("there is no [%s] in it; there is %s", CONFIG, zip.names()));
      if (!zip.has(WEIGHTS) && zip.has("model.weights.json")) {
        throw zip.invalid("its weights are in several files; save it without sharding");
      }
      LookupAssets assets =
          new LookupAssets(
              path -> zip.findText(ASSETS + path, JsonText.MAX_BYTES),
              path -> {
                try (LocalFile weights =
                    zip.unpack(WEIGHTS, Math.addExact(64L << 20, 20 * file.size()))) {
                  return withHdf5(weights, name, root -> array(root, path));
                }
              });
      Network network =
          ArchitectureReader.read(
              assets.fill(JsonText.parse(config, name)),
              version(zip.findText(METADATA, JsonText.MAX_BYTES), name));
      NetworkGraph graph = NetworkGraph.of(network);
      return new WeightedNetwork(
          network,
          graph,
          withWeights(
              file, name, graph, root -> WeightsReader.read(network, graph, root, false, false)));
    }
  }

  private static WeightedNetwork readFolder(String path, List<String> names) {
    JsonNode config = readJson(path + "/" + CONFIG);
    Optional<String> metadata =
        names.contains(METADATA)
            ? Optional.of(readJson(path + "/" + METADATA).toString())
            : Optional.empty();
    LookupAssets assets =
        new LookupAssets(
            asset -> LocalFile.findText(path + "/" + ASSETS + asset, JsonText.MAX_BYTES),
            array -> {
              try (LocalFile weights = LocalFile.of(path + "/" + WEIGHTS)) {
                return withHdf5(weights, path, root -> array(root, array));
              }
            });
    Network network = ArchitectureReader.read(assets.fill(config), version(metadata, path));
    NetworkGraph graph = NetworkGraph.of(network);
    return new WeightedNetwork(
        network, graph, WeightsReader.load(network, graph, path + "/" + WEIGHTS, false));
  }

  private static KerasVersion version(Optional<String> metadata, String name) {
    return metadata
        .flatMap(text -> KerasVersion.find(JsonText.parse(text, name)))
        .orElse(KerasVersion.KERAS_3);
  }

  /** Optimizers keep up to three values for each weight, and weights may be 64 bits wide. */
  private static long maxBytes(NetworkGraph graph) {
    long values = graph.weights().stream().mapToLong(WeightSpec::elementCount).sum();
    return Math.addExact(64L << 20, Math.multiplyExact(values, 4L * Double.BYTES));
  }

  /** Whatever else goes wrong with settings that no Keras wrote. */
  static <T> T guarded(String name, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException expected) {
      String problem = String.valueOf(expected.getMessage());
      throw problem.contains(name)
          ? expected
          : new IllegalArgumentException(name + ": " + problem, expected);
    } catch (RuntimeException | StackOverflowError unexpected) {
      throw new IllegalArgumentException(
          "%s is no model of Keras that can be read: %s.".formatted(name, unexpected), unexpected);
    }
  }

  /** Hands over the weights in a file of weights or a whole model. */
  static <T> T withWeights(
      LocalFile file, String name, NetworkGraph graph, Function<Hdf5Group, T> reading) {
    if (!file.startsWith(ZIP)) {
      return withHdf5(file, name, reading);
    }
    try (ZipEntries zip = ZipEntries.open(file, name);
        LocalFile weights = zip.unpack(WEIGHTS, maxBytes(graph))) {
      return withHdf5(weights, name, reading);
    }
  }

  private static Optional<float[]> array(Hdf5Group root, String path) {
    int slash = path.lastIndexOf('/');
    Optional<Hdf5Group> group = Optional.of(root);
    for (String part : path.substring(0, slash).split("/")) {
      group = group.flatMap(found -> found.findGroup(part));
    }
    return group
        .flatMap(found -> found.findWeight(path.substring(slash + 1)))
        .map(
            stored -> {
              FloatBuffer values = stored.values().get().floats();
              float[] floats = new float[values.capacity()];
              values.get(floats);
              return floats;
            });
  }

  private static <T> T withHdf5(LocalFile file, String name, Function<Hdf5Group, T> reading) {
    if (!file.startsWith(HDF5)) {
      throw new IllegalArgumentException("%s holds no HDF5 file of weights.".formatted(name));
    }
    try (Hdf5File hdf5 = Hdf5File.open(file.path(), name)) {
      return reading.apply(hdf5.root());
    }
  }
}
