package io.dlpipelines.image;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.image.zoo.ImageNetwork;
import io.dlpipelines.image.zoo.NamedNetwork;
import io.dlpipelines.image.zoo.NetworkVariant;
import io.dlpipelines.image.zoo.Preprocessing;
import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.persist.DataParam;
import io.dlpipelines.persist.SavedData;
import io.dlpipelines.tensorflow.GraphParam;
import io.dlpipelines.tensorflow.HasGraph;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;

/**
 * A stage that scores images with a network: a named one with its published weights ({@code
 * modelName}), one in a file ({@code modelPath}), or a graph ({@code graph}). It is read on the
 * driver when it is first needed, stays with the stage and is saved with it.
 *
 * @param <S> the stage
 */
public abstract class ImageNetworkStage<S extends ImageNetworkStage<S>> extends ImageStage<S>
    implements HasGraph<S>, HasPreprocessing<S> {

  private final Param<String> modelName;
  private final Param<String> weightsPath =
      ParamFactory.path(
          this,
          "weightsPath",
          "file with the weights of the named network, on any Hadoop file system; unset: those that"
              + " Keras publishes");
  private final DoubleParam alpha =
      ParamFactory.positive(
          this, "alpha", "width of the named network's layers, relative to the published network");
  private final Param<String> modelPath =
      ParamFactory.path(
          this, "modelPath", "file or folder with the network, on any Hadoop file system");
  private final GraphParam graph = new GraphParam(this, "graph", "the network as a graph");
  private final Param<String> inputTensor =
      ParamFactory.text(
          this, "inputTensor", "tensor that takes the images; unset: the graph's only input");
  private final Param<String> preprocessing = HasPreprocessing.preprocessingParam(this);

  private Wanted known = Wanted.NOTHING;
  private TFInputGraph network;

  /** What names the network that was read. */
  private record Wanted(Serializable pathOrVariant, String weightsPath) implements Serializable {
    static final Wanted NOTHING = new Wanted("", "");
  }

  /**
   * Sets the defaults.
   *
   * @param uid the stage's unique name
   * @param modelNames names of networks, in any case
   */
  protected ImageNetworkStage(String uid, List<String> modelNames) {
    super(uid);
    modelName =
        ParamFactory.choiceIgnoringCase(this, "modelName", "name of the network", modelNames);
    setDefault(alpha, 1.0);
    setDefault(preprocessing, Preprocessing.NONE.paramValue());
  }

  /**
   * The name of the network.
   *
   * @return the Param
   */
  public final Param<String> modelName() {
    return modelName;
  }

  /**
   * The name of the network.
   *
   * @return the value
   */
  public final String getModelName() {
    return getOrDefault(modelName);
  }

  /**
   * Sets the name of the network: Keras's names, such as {@code ResNet50}, in any case.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final S setModelName(String value) {
    set(modelName, requireNonNull(value, "modelName"));
    return (S) this;
  }

  /**
   * The file with the named network's weights.
   *
   * @return the Param
   */
  public final Param<String> weightsPath() {
    return weightsPath;
  }

  /**
   * The file with the named network's weights.
   *
   * @return the value
   */
  public final String getWeightsPath() {
    return getOrDefault(weightsPath);
  }

  /**
   * Sets the file with the named network's weights, on any Hadoop file system.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final S setWeightsPath(String value) {
    set(weightsPath, requireNonNull(value, "weightsPath"));
    return (S) this;
  }

  /**
   * The width of the named network's layers.
   *
   * @return the Param
   */
  public final DoubleParam alpha() {
    return alpha;
  }

  /**
   * The width of the named network's layers.
   *
   * @return the value
   */
  public final double getAlpha() {
    return (Double) getOrDefault(alpha);
  }

  /**
   * Sets the width of the named network's layers, relative to the published network.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final S setAlpha(double value) {
    set(alpha, value);
    return (S) this;
  }

  /**
   * The file or folder with the network.
   *
   * @return the Param
   */
  public final Param<String> modelPath() {
    return modelPath;
  }

  /**
   * The file or folder with the network.
   *
   * @return the value
   */
  public final String getModelPath() {
    return getOrDefault(modelPath);
  }

  /**
   * Sets the file or folder with the network: what {@link TFInputGraph#fromPath} reads.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final S setModelPath(String value) {
    set(modelPath, requireNonNull(value, "modelPath"));
    return (S) this;
  }

  @Override
  public final GraphParam graph() {
    return graph;
  }

  /**
   * The tensor that takes the images.
   *
   * @return the Param
   */
  public final Param<String> inputTensor() {
    return inputTensor;
  }

  /**
   * The tensor that takes the images.
   *
   * @return the value
   */
  public final String getInputTensor() {
    return getOrDefault(inputTensor);
  }

  /**
   * Sets the tensor that takes the images.
   *
   * @param value the value
   * @return this stage
   */
  @SuppressWarnings("unchecked")
  public final S setInputTensor(String value) {
    set(inputTensor, requireNonNull(value, "inputTensor"));
    return (S) this;
  }

  @Override
  public final Param<String> preprocessing() {
    return preprocessing;
  }

  /**
   * The Param that names the tensor that is fetched.
   *
   * @return the Param; unset: the network's only output
   */
  abstract Param<String> output();

  /**
   * The network.
   *
   * @return what the Params say
   * @throws IllegalArgumentException if none is set, or more than one, or it cannot be had, or
   *     Params do not fit it
   */
  final ImageNetwork network() {
    requireOne();
    if (!isSet(modelName)) {
      requireUnset("there is no modelName", weightsPath, alpha);
      return network(resolved(), inputTensor, output(), Preprocessing.of(getPreprocessing()));
    }
    requireUnset(getModelName() + " has its own", inputTensor, preprocessing, channelOrder());
    TFInputGraph resolved = resolved();
    return variant()
        .imageNetwork(
            resolved, isSet(output()) ? getOrDefault(output()) : resolved.outputs().get(0).name());
  }

  final void requireOne() {
    List<String> set =
        Stream.of(modelName, modelPath, graph).filter(this::isSet).map(Param::name).toList();
    if (set.size() != 1) {
      throw invalid(
          set.isEmpty() ? "no network is set" : "more than one network is set",
          set.isEmpty() ? "modelName, modelPath, graph" : String.join(", ", set),
          set.isEmpty() ? "Set one of these." : "Clear all but one of these.");
    }
  }

  final void requireUnset(String reason, Param<?>... params) {
    for (Param<?> param : params) {
      if (isSet(param)) {
        throw invalid(
            "%s is set, and %s".formatted(param.name(), reason),
            getOrDefault(param),
            "Clear it, or give another network.");
      }
    }
  }

  private TFInputGraph resolved() {
    if (isSet(graph)) {
      return getGraph();
    }
    Wanted wanted = wanted();
    if (!wanted.equals(known)) {
      network =
          isSet(modelName)
              ? TFInputGraph.fromKeras(
                  variant()
                      .pretrained(
                          isSet(weightsPath) ? Optional.of(getWeightsPath()) : Optional.empty()))
              : TFInputGraph.fromPath(getModelPath());
      known = wanted;
    }
    return network;
  }

  private Wanted wanted() {
    return isSet(modelName)
        ? new Wanted(variant(), isSet(weightsPath) ? getWeightsPath() : "")
        : new Wanted(getModelPath(), "");
  }

  /**
   * The named network in the form that this stage needs.
   *
   * @return the whole network, for the images that it is given
   */
  NetworkVariant variant() {
    NetworkVariant published = NamedNetwork.of(getModelName()).variant();
    return published
        .withAlpha(getAlpha())
        .withSize(
            isSet(imageHeight()) ? getImageHeight() : published.height(),
            isSet(imageWidth()) ? getImageWidth() : published.width());
  }

  /** A network that is named, or in a file, is saved too. */
  @Override
  protected <T> Optional<SavedData> savedData(DataParam<T> param) {
    if (!isSet(modelName) && !isSet(modelPath) && !isSet(graph)) {
      return Optional.empty();
    }
    requireOne();
    return Optional.of(graph.toSaved(resolved()));
  }

  /**
   * Takes the network that was saved with this stage.
   *
   * @param saved what was saved
   */
  final void loaded(SavedData saved) {
    TFInputGraph loaded = graph.fromSaved(saved);
    if (isSet(modelName) || isSet(modelPath)) {
      network = loaded;
      known = wanted();
    } else {
      setGraph(loaded);
    }
  }

  /**
   * Gives a copy the network that was read. What the copy is given besides takes the place of what
   * this stage had.
   *
   * @param copy the copy
   * @param extra what it is given besides
   * @return the copy
   */
  final S copied(S copy, ParamMap extra) {
    ImageNetworkStage<S> other = copy;
    List<Param<?>> networks = List.of(other.modelName, other.modelPath, other.graph);
    if (networks.stream().anyMatch(extra::contains)) {
      networks.stream().filter(param -> !extra.contains(param)).forEach(other::clear);
    }
    other.known = known;
    other.network = network;
    return copy;
  }
}
