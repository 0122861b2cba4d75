package io.dlpipelines.tensorflow.keras;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.NamedValue;
import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.Endpoint;
import io.dlpipelines.tensorflow.graph.GraphImporter;
import io.dlpipelines.tensorflow.graph.GraphModel;
import io.dlpipelines.tensorflow.keras.file.ArchitectureWriter;
import io.dlpipelines.tensorflow.keras.file.ModelDestination;
import io.dlpipelines.tensorflow.keras.file.ModelReader;
import io.dlpipelines.tensorflow.keras.file.ModelWriter;
import io.dlpipelines.tensorflow.keras.file.WeightsReader;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Keras network with its weights, built in Java or read from a file: both are the same thing.
 * Immutable, safe for use by many threads.
 *
 * <pre>{@code
 * KerasModel net =
 *     KerasModel.sequential(
 *         input(28, 28, 1),
 *         conv2D(32, 3).activation("relu"),
 *         maxPooling2D(2),
 *         flatten(),
 *         dense(10).activation("softmax"));
 * }</pre>
 */
public final class KerasModel implements KerasBlock, NamedValue, Serializable {
  private static final String FILE = "model.keras";

  private final transient WeightedNetwork network;

  KerasModel(WeightedNetwork network) {
    this.network = requireNonNull(network, "network");
  }

  /**
   * A stack of layers, the first of which says what it takes: {@code input(28, 28, 1)}. A model may
   * stand first too, such as one whose end is to be replaced: {@code
   * sequential(resnet.upTo("avg_pool"), dense(5).activation("softmax"))}.
   *
   * @param blocks layers, and models, which keep their weights
   * @return the model, with first values for the weights
   * @throws IllegalArgumentException naming the layer, if a setting is wrong or it cannot take what
   *     comes before it
   */
  public static KerasModel sequential(KerasBlock... blocks) {
    return new KerasModel(NetworkBuilder.sequential("sequential", Arrays.asList(blocks)));
  }

  /**
   * A network of one input and one output.
   *
   * @param input what an input layer gives: {@code input(28, 28, 1).apply()}
   * @param output what comes out
   * @return the model, with first values for the weights
   * @throws IllegalArgumentException naming the layer, if a setting is wrong or it cannot take what
   *     it is applied to
   */
  public static KerasModel functional(KerasTensor input, KerasTensor output) {
    return functional(List.of(input), List.of(output));
  }

  /**
   * A network of any inputs and outputs.
   *
   * @param inputs what input layers give, in the order in which they are fed
   * @param outputs what comes out
   * @return the model, with first values for the weights
   * @throws IllegalArgumentException naming the layer, if a setting is wrong or it cannot take what
   *     it is applied to
   */
  public static KerasModel functional(List<KerasTensor> inputs, List<KerasTensor> outputs) {
    return new KerasModel(NetworkBuilder.functional("functional", inputs, outputs));
  }

  /**
   * Reads a model that Keras 1, 2 or 3 saved, or that {@link #save} wrote.
   *
   * @param path a {@code .keras} or {@code .h5} file of any of Hadoop's file systems
   * @return the model
   * @throws IllegalArgumentException if it cannot be read, or holds what is not supported
   */
  public static KerasModel load(String path) {
    return new KerasModel(ModelReader.read(path));
  }

  /**
   * Reads an architecture and weights that were saved apart.
   *
   * @param architecturePath a file of JSON, which Keras's {@code model.to_json()} gives
   * @param weightsPath a file of weights, or a whole model
   * @return the model
   * @throws IllegalArgumentException if one cannot be read, or they do not fit each other
   */
  public static KerasModel load(String architecturePath, String weightsPath) {
    return new KerasModel(ModelReader.read(architecturePath, weightsPath));
  }

  /**
   * Reads an architecture alone, such as one that is to be trained.
   *
   * @param path a file of JSON, which Keras's {@code model.to_json()} gives, of any of Hadoop's
   *     file systems
   * @return the model, with initial values for the weights
   * @throws IllegalArgumentException if it cannot be read, or holds what is not supported
   */
  public static KerasModel loadArchitecture(String path) {
    return initialized(ModelReader.readArchitecture(path));
  }

  /**
   * Reads an architecture alone, such as one that is to be trained.
   *
   * @param json the text that Keras's {@code model.to_json()} and {@link #toJson} give
   * @return the model, with initial values for the weights
   * @throws IllegalArgumentException if it is no architecture, or holds what is not supported
   */
  public static KerasModel fromJson(String json) {
    return initialized(ModelReader.parseArchitecture(json));
  }

  private static KerasModel initialized(Network network) {
    return new KerasModel(new WeightedNetwork(network, NetworkGraph.of(network), Map.of()))
        .withSeed(InitialWeights.DEFAULT_SEED);
  }

  /**
   * Saves the model for Keras 3 and for {@link #load}, where there is no such file yet.
   *
   * @param path a file of any of Hadoop's file systems; {@code .keras} for the archives of Keras 3,
   *     {@code .h5} for the older format
   * @throws IllegalArgumentException if the name ends otherwise, or the file is there, or it cannot
   *     be written
   */
  public void save(String path) {
    save(path, false);
  }

  /**
   * Saves the model for Keras 3 and for {@link #load}.
   *
   * @param path a file of any of Hadoop's file systems; {@code .keras} for the archives of Keras 3,
   *     {@code .h5} for the older format
   * @param overwrite whether a file that is there is replaced
   * @throws IllegalArgumentException if the name ends otherwise, or the file is there and must not
   *     be replaced, or it cannot be written
   */
  public void save(String path, boolean overwrite) {
    ModelDestination.save(network, path, overwrite);
  }

  /**
   * The model in the form in which models travel: a {@code .keras} file. Equal models give equal
   * files.
   *
   * @return the file
   */
  public ModelFiles toFiles() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ModelWriter.writeArchive(network, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return ModelFiles.of(FILE, out.toByteArray());
  }

  /**
   * Reads what {@link #toFiles} gave.
   *
   * @param files the file
   * @return the model
   * @throws IllegalArgumentException if it is none, or damaged
   */
  public static KerasModel fromFiles(ModelFiles files) {
    return new KerasModel(
        ModelReader.read(
            files
                .find(FILE)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "There is no %s; there is %s.".formatted(FILE, files))),
            FILE));
  }

  /**
   * The model's name.
   *
   * @return the name
   */
  @Override
  public String name() {
    return network.network().name();
  }

  /**
   * The model under another name, such as one that tells it from others within a model.
   *
   * @param name the name
   * @return another model with the same weights
   */
  public KerasModel named(String name) {
    Network old = network.network();
    Network named =
        new Network(
            requireNonNull(name, "name"),
            old.sequential(),
            old.layers(),
            old.nodes(),
            old.inputs(),
            old.outputs());
    return new KerasModel(new WeightedNetwork(named, network.graph(), network.weights()));
  }

  /**
   * The model with new first values for all weights.
   *
   * @param seed the same values for the same seed
   * @return another model
   */
  public KerasModel withSeed(long seed) {
    return with(
        new LazyWeights(network.graph().weights(), weight -> InitialWeights.of(weight, seed)));
  }

  /**
   * The model with weights from a file, all of them, which belong to the layers by their order.
   *
   * @param path a file of weights, or a whole model, of any of Hadoop's file systems
   * @return another model
   * @throws IllegalArgumentException if it cannot be read, or does not fit
   */
  public KerasModel withWeights(String path) {
    return with(WeightsReader.load(network.network(), network.graph(), path, false));
  }

  /**
   * The model with weights from a file, all of them, which belong to the layers by their names. The
   * file may have more.
   *
   * @param path a file of weights, or a whole model, of any of Hadoop's file systems
   * @return another model
   * @throws IllegalArgumentException if it cannot be read, or does not have them all
   */
  public KerasModel withAllWeightsByName(String path) {
    return with(WeightsReader.load(network.network(), network.graph(), path, true));
  }

  /**
   * The model with weights from a file for those layers whose names and shapes are in it; the
   * others keep theirs.
   *
   * @param path a file of weights, or a whole model, of any of Hadoop's file systems
   * @return another model
   * @throws IllegalArgumentException if it cannot be read, or has no weights for any layer
   */
  public KerasModel withWeightsByName(String path) {
    Map<String, WeightValue> found =
        WeightsReader.loadFitting(network.network(), network.graph(), path);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no weights for any layer of model [%s]: none of %s is in it with the same shapes."
              .formatted(path, name(), layerNames()));
    }
    return with(
        new LazyWeights(
            network.graph().weights(),
            weight -> {
              WeightValue value = found.get(weight.key());
              return value == null ? weight(weight.key()) : value;
            }));
  }

  /**
   * The model with other weights.
   *
   * @param weights values for all weights, by the names that {@link #weights} has; the map must not
   *     change any more
   * @return another model
   */
  public KerasModel with(Map<String, WeightValue> weights) {
    return new KerasModel(new WeightedNetwork(network.network(), network.graph(), weights));
  }

  /**
   * The layers, how they are connected, and their weights.
   *
   * @return what graphs are written of
   */
  public WeightedNetwork weighted() {
    return network;
  }

  /**
   * The part of the model that ends with a layer, such as one that gives features. Inputs that it
   * does not need are left out.
   *
   * @param layer the layer's name, one of {@link #layerNames}
   * @return another model with the same weights, whose outputs are the layer's
   * @throws IllegalArgumentException if there is no such layer
   */
  public KerasModel upTo(String layer) {
    return new KerasModel(NetworkCut.of(network, requireNonNull(layer, "layer")));
  }

  /**
   * The model, of which training changes these layers alone: all others are frozen, as Keras's
   * {@code trainable = False} does it. A frozen BatchNormalization normalizes by its moving
   * averages, which stay. Which layers are frozen is saved with the model.
   *
   * @param names of {@link #layerNames}, where {@code *} stands for anything within a name; layers
   *     of models within this one are named after their model, as in {@code resnet50/conv5_*}. None
   *     for a model that is frozen as a whole.
   * @return another model with the same weights
   * @throws IllegalArgumentException if a name is that of no layer
   */
  public KerasModel withTrainableLayers(String... names) {
    return new KerasModel(TrainableLayers.of(network, List.of(names)));
  }

  /**
   * The names of the layers.
   *
   * @return in Keras's order
   */
  public List<String> layerNames() {
    return network.network().layers().stream().map(Layer::name).toList();
  }

  /**
   * What the model takes.
   *
   * @return names of input layers, types and shapes with the batch's axis, in the order of feeding
   */
  public List<TensorSpec> inputs() {
    return network.graph().inputs().stream().map(Endpoint::spec).toList();
  }

  /**
   * What the model gives.
   *
   * @return names of the layers that give it, types and shapes with the batch's axis
   */
  public List<TensorSpec> outputs() {
    return network.graph().outputs().stream().map(Endpoint::spec).toList();
  }

  /**
   * The weights, those that are not trained included.
   *
   * @return values by the names of layer and weight, as in {@code dense/kernel}, in the order in
   *     which layers use them
   */
  public Map<String, WeightValue> weights() {
    Map<String, WeightValue> ordered = new LinkedHashMap<>();
    network
        .graph()
        .weights()
        .forEach(weight -> ordered.put(weight.key(), network.weights().get(weight.key())));
    return Collections.unmodifiableMap(ordered);
  }

  /**
   * The number of values in all weights, those that are not trained included.
   *
   * @return Keras's {@code count_params}
   */
  public long parameterCount() {
    return network.graph().weights().stream().mapToLong(WeightSpec::elementCount).sum();
  }

  /**
   * The architecture without weights.
   *
   * @return JSON that Keras 3's {@code model_from_json} reads
   */
  public String toJson() {
    return ArchitectureWriter.write(network).toString();
  }

  /**
   * A table of the layers: their classes, the shapes of what they give, how many values their
   * weights have, and what they are applied to.
   *
   * @return lines of text, as Keras prints them
   */
  public String summary() {
    return ModelSummary.of(network);
  }

  /**
   * The model as a graph to score with. What each layer gives is a tensor of the layer's name.
   *
   * @return a graph without variables
   */
  public GraphModel toGraph() {
    return GraphImporter.graph(
        network.graph().freeze(network.weights()),
        network.graph().inputs(),
        network.graph().outputs());
  }

  Network network() {
    return network.network();
  }

  WeightValue weight(String key) {
    return network.weights().get(key);
  }

  /** Whether the other model has the same architecture and the same weights. */
  @Override
  public boolean equals(Object other) {
    return other instanceof KerasModel that
        && network.weights().equals(that.network.weights())
        && toJson().equals(that.toJson());
  }

  @Override
  public int hashCode() {
    return toJson().hashCode();
  }

  /** The name and the number of layers and parameters. */
  @Override
  public String toString() {
    return "KerasModel[%s, %d layers, %d parameters]"
        .formatted(name(), layerNames().size(), parameterCount());
  }

  /**
   * Travels as its file.
   *
   * @return the file
   */
  private Object writeReplace() {
    return new Saved(toFiles());
  }

  /**
   * Is never read as itself.
   *
   * @param in unused
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("A KerasModel travels as its file.");
  }

  private record Saved(ModelFiles files) implements Serializable {
    private Object readResolve() {
      return fromFiles(files);
    }
  }
}
