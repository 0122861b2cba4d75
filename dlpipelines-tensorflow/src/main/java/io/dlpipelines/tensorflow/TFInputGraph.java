package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.persist.SavedData;
import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.Encoding;
import io.dlpipelines.tensorflow.graph.Endpoint;
import io.dlpipelines.tensorflow.graph.FunctionInliner;
import io.dlpipelines.tensorflow.graph.GraphChain;
import io.dlpipelines.tensorflow.graph.GraphDescriptor;
import io.dlpipelines.tensorflow.graph.GraphExporter;
import io.dlpipelines.tensorflow.graph.GraphImporter;
import io.dlpipelines.tensorflow.graph.GraphIndex;
import io.dlpipelines.tensorflow.graph.GraphModel;
import io.dlpipelines.tensorflow.graph.GraphNodes;
import io.dlpipelines.tensorflow.graph.GraphVariable;
import io.dlpipelines.tensorflow.graph.OpaqueTensor;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.LiveGraph;
import io.dlpipelines.tensorflow.runtime.LoadedTensorFlow;
import io.dlpipelines.tensorflow.runtime.VariableValues;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;

/**
 * A TensorFlow graph that stages score with: immutable, safe for use by many threads, and known by
 * its content. Its files are read when it is made, on the driver, and travel with the stage.
 *
 * <p>Tensors are named by the key they have in the signature, where there is one, and always by
 * {@code operation:index}; {@code operation} alone means its first output. Paths are those of any
 * Hadoop file system.
 */
public final class TFInputGraph implements Serializable {
  private static final String SERVE = "serve";
  private static final Pattern KERAS_FILE = Pattern.compile("(?i).*\\.(keras|h5|hdf5)");

  private final GraphModel model;
  private transient GraphIndex index;

  private TFInputGraph(GraphModel model) {
    this.model = model;
  }

  /**
   * Reads what is at a path, told by the names of the files: a Keras model ({@code .keras}, {@code
   * .h5}, {@code .hdf5}), a SavedModel with its default signature, a checkpoint, else a frozen
   * graph.
   *
   * @param path a file or folder
   * @return the graph
   * @throws IllegalArgumentException if there is no model
   */
  public static TFInputGraph fromPath(String path) {
    return KERAS_FILE.matcher(requireNonNull(path, "path")).matches()
        ? fromKeras(path)
        : new TFInputGraph(GraphImporter.any(path));
  }

  /**
   * Reads a Keras model with its weights. What each layer gives is a tensor of the layer's name.
   *
   * @param path a file: {@code .keras}, {@code .h5} or {@code .hdf5}
   * @return the graph; its inputs have the names of the input layers, its outputs of those that
   *     give them
   * @throws IllegalArgumentException if there is no such file, or it holds no model that is
   *     supported
   */
  public static TFInputGraph fromKeras(String path) {
    return fromKeras(KerasModel.load(requireNonNull(path, "path")));
  }

  /**
   * Takes a Keras model with its weights. What each layer gives is a tensor of the layer's name.
   *
   * @param model the model
   * @return the graph; its inputs have the names of the input layers, its outputs of those that
   *     give them
   */
  public static TFInputGraph fromKeras(KerasModel model) {
    return new TFInputGraph(requireNonNull(model, "model").toGraph());
  }

  /**
   * Reads a frozen graph, that is, one without variables.
   *
   * @param path a file with a serialized GraphDef
   * @return the graph; its inputs are its placeholders, its outputs what no operation takes
   * @throws IllegalArgumentException if there is no such file, or it is no graph
   */
  public static TFInputGraph fromGraphDef(String path) {
    return new TFInputGraph(GraphImporter.graph(requireNonNull(path, "path")));
  }

  /**
   * Reads a graph with variables, to be trained.
   *
   * @param path a file with a serialized GraphDef
   * @param initializer the operation that gives the variables their first values
   * @return the graph with these values; its inputs are its placeholders, its outputs what no
   *     operation takes
   * @throws IllegalArgumentException if there is no such file, it is no graph, or has no such
   *     operation
   */
  public static TFInputGraph fromGraphDef(String path, String initializer) {
    requireNonNull(initializer, "initializer");
    TFInputGraph read = new TFInputGraph(GraphImporter.withVariables(requireNonNull(path, "path")));
    read.index().requireSafe(List.of(initializer), List.of());
    return initialized(read.index().nodes().definition(), initializer);
  }

  /**
   * Takes a frozen graph, that is, one without variables.
   *
   * @param bytes a serialized GraphDef
   * @return the graph; its inputs are its placeholders, its outputs what no operation takes
   * @throws IllegalArgumentException if it is no graph
   */
  public static TFInputGraph fromGraphDef(byte[] bytes) {
    return new TFInputGraph(GraphImporter.graph(requireNonNull(bytes, "bytes").clone()));
  }

  /**
   * Reads the meta graph tagged {@code serve} of a SavedModel, of TensorFlow 1 or 2, with its
   * variables, tables and assets.
   *
   * @param dir the folder that holds {@code saved_model.pb}
   * @return the graph with the signature {@code serving_default}, or the only one
   * @throws IllegalArgumentException if it is no SavedModel, or has no such meta graph or signature
   */
  public static TFInputGraph fromSavedModel(String dir) {
    return fromSavedModel(dir, SERVE, "");
  }

  /**
   * Reads a SavedModel, of TensorFlow 1 or 2, with its variables, tables and assets.
   *
   * @param dir the folder that holds {@code saved_model.pb}
   * @param tags of the meta graph, separated by commas
   * @param signature the signature's key; empty for {@code serving_default}, or the only one
   * @return the graph
   * @throws IllegalArgumentException if it is no SavedModel, or has no such meta graph or signature
   */
  public static TFInputGraph fromSavedModel(String dir, String tags, String signature) {
    return new TFInputGraph(
        GraphImporter.savedModel(
            requireNonNull(dir, "dir"),
            requireNonNull(tags, "tags"),
            requireNonNull(signature, "signature")));
  }

  /**
   * Reads a checkpoint with its meta graph.
   *
   * @param dirOrPrefix the folder of checkpoints, of which the newest is taken, or one's prefix
   * @return the graph with the signature {@code serving_default} or the only one, if it has any
   * @throws IllegalArgumentException if a file is missing
   */
  public static TFInputGraph fromCheckpoint(String dirOrPrefix) {
    return fromCheckpoint(dirOrPrefix, "");
  }

  /**
   * Reads a checkpoint with its meta graph.
   *
   * @param dirOrPrefix the folder of checkpoints, of which the newest is taken, or one's prefix
   * @param signature the signature's key
   * @return the graph
   * @throws IllegalArgumentException if a file is missing, or there is no such signature
   */
  public static TFInputGraph fromCheckpoint(String dirOrPrefix, String signature) {
    return new TFInputGraph(
        GraphImporter.checkpoint(
            requireNonNull(dirOrPrefix, "dirOrPrefix"), requireNonNull(signature, "signature")));
  }

  /**
   * Takes a copy of a live graph that has no variables.
   *
   * @param graph the graph, which stays the caller's
   * @return the graph
   * @throws IllegalArgumentException if it has variables
   */
  public static TFInputGraph fromGraph(Graph graph) {
    return live(requireNonNull(graph, "graph"), Optional.empty());
  }

  /**
   * Takes a copy of a live graph, with the values that its variables have now.
   *
   * @param graph the graph, which stays the caller's
   * @param session the session with the variables, which stays the caller's
   * @return the graph, without operations that write to variables
   * @throws IllegalArgumentException if a variable is not initialized
   */
  public static TFInputGraph fromGraph(Graph graph, Session session) {
    return live(requireNonNull(graph, "graph"), Optional.of(requireNonNull(session, "session")));
  }

  /**
   * Takes a copy of a live graph with its variables and the values they have now, to be trained
   * further by {@link TFEstimator}.
   *
   * @param graph the graph, which stays the caller's; operations that read variables are added to
   *     it
   * @param session the session with the variables, which stays the caller's
   * @return the graph
   * @throws IllegalArgumentException if a variable is not initialized
   */
  public static TFInputGraph fromTrainable(Graph graph, Session session) {
    requireNonNull(session, "session");
    GraphDef definition = LiveGraph.definition(requireNonNull(graph, "graph"));
    return new TFInputGraph(
        GraphImporter.checkpoint(
            definition, VariableValues.of(graph, session, variables(definition))));
  }

  private static TFInputGraph initialized(GraphDef definition, String initializer) {
    if (!new GraphNodes(definition).contains(initializer)) {
      throw new IllegalArgumentException(
          "The graph has the variables %s, and no operation [%s] that gives them their first values."
              .formatted(variables(definition), initializer));
    }
    return new TFInputGraph(
        GraphImporter.checkpoint(
            definition, VariableValues.of(definition, initializer, variables(definition))));
  }

  private static List<String> variables(GraphDef definition) {
    return GraphVariable.of(definition).stream().map(GraphVariable::name).toList();
  }

  private static TFInputGraph live(Graph graph, Optional<Session> session) {
    return new TFInputGraph(GraphImporter.graph(LiveGraph.freeze(graph, session)));
  }

  /**
   * Builds a graph with TensorFlow's Java operations, on the driver. Variables have the values that
   * they are given by {@code tf.variable(value)}, or in {@code tf.withInitScope()}.
   *
   * @param builder adds the operations; placeholders become inputs
   * @return the graph
   * @throws IllegalArgumentException if a variable is given no value
   */
  public static TFInputGraph build(Consumer<Ops> builder) {
    GraphDef definition = GraphTensors.build(requireNonNull(builder, "builder"));
    return variables(definition).isEmpty()
        ? new TFInputGraph(GraphImporter.graph(definition))
        : initialized(definition, GraphTensors.INITIALIZER);
  }

  /**
   * What is fed.
   *
   * @return the signature's inputs, or the placeholders
   */
  public List<TensorSpec> inputs() {
    return model.inputs().stream().map(Endpoint::spec).toList();
  }

  /**
   * What is fetched.
   *
   * @return the signature's outputs, or what no operation takes
   */
  public List<TensorSpec> outputs() {
    return model.outputs().stream().map(Endpoint::spec).toList();
  }

  /**
   * The inputs that tensors need.
   *
   * @param tensors names of tensors
   * @return those of {@link #inputs()} without which the tensors cannot be computed
   * @throws IllegalArgumentException if there is no such tensor
   */
  public List<TensorSpec> inputsOf(Collection<String> tensors) {
    Set<String> needed =
        index().nodes().needed(tensors.stream().map(name -> tensorName(name)).toList());
    return model.inputs().stream()
        .filter(input -> needed.contains(GraphNodes.operationOf(input.tensor())))
        .map(Endpoint::spec)
        .toList();
  }

  /**
   * Makes any tensors the outputs. A frozen graph loses what they do not need, so that less
   * travels.
   *
   * @param tensors names of tensors
   * @return the graph with these outputs, and the inputs they need
   * @throws IllegalArgumentException if there is no such tensor, or none is named
   */
  public TFInputGraph sliceAt(String... tensors) {
    if (tensors.length == 0) {
      throw new IllegalArgumentException("Name at least one tensor to slice at.");
    }
    return new TFInputGraph(
        index().slice(Arrays.stream(tensors).map(name -> endpointOrThrow(name)).toList()));
  }

  /**
   * Puts another graph behind this one. At most one of the two may have variables.
   *
   * @param output a tensor of this graph
   * @param next the graph that takes it
   * @param input the input of {@code next} that it takes the place of
   * @return a graph with the inputs of both but that one, and the outputs of {@code next}
   * @throws IllegalArgumentException if there is no such tensor, or the graphs cannot be joined
   */
  public TFInputGraph then(String output, TFInputGraph next, String input) {
    return new TFInputGraph(
        GraphChain.join(model, endpointOrThrow(output), next.model, next.endpointOrThrow(input)));
  }

  /**
   * What is known of a tensor.
   *
   * @param name the tensor's name
   * @return its type and shape
   * @throws IllegalArgumentException if there is no such tensor
   */
  public TensorSpec tensorOrThrow(String name) {
    return endpointOrThrow(name).spec();
  }

  /**
   * A tensor's own name.
   *
   * @param name a signature's key or the tensor's name
   * @return {@code operation:index}
   * @throws IllegalArgumentException if there is no such tensor
   */
  public String tensorName(String name) {
    return endpointOrThrow(name).tensor();
  }

  /**
   * Writes the graph to a file that {@link #fromGraphDef(String)} and TensorFlow's tools read.
   *
   * @param path the file, on any Hadoop file system
   * @throws IllegalArgumentException if the graph has variables, there is something at the path
   *     already, or it cannot be written
   */
  public void saveGraphDef(String path) {
    GraphExporter.writeGraphDef(model, requireNonNull(path, "path"));
  }

  /**
   * Writes the graph as a SavedModel, as TensorFlow Serving takes it: with the tag {@code serve}
   * and the signature {@code serving_default}, in which {@code operation:0} is called {@code
   * operation}.
   *
   * @param dir the folder, on any Hadoop file system
   * @throws IllegalArgumentException if the graph has variables, there is something at the path
   *     already, or it cannot be written
   */
  public void saveSavedModel(String dir) {
    GraphExporter.writeSavedModel(model, requireNonNull(dir, "dir"));
  }

  /**
   * What a person wants to see.
   *
   * @return lines of text: the form, the size, and a table of inputs and outputs
   */
  public String describe() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "TensorFlow model, %s%s"
            .formatted(
                model.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                model.tags().isEmpty() ? "" : ", tags " + model.tags()));
    lines.add(
        "%,d bytes in %d files, SHA-256 %s"
            .formatted(model.files().size(), model.files().files().size(), model.files().sha256()));
    lines.addAll(table("Inputs", model.inputs(), model.opaqueInputs()));
    lines.addAll(table("Outputs", model.outputs(), model.opaqueOutputs()));
    return String.join("\n", lines);
  }

  private static List<String> table(
      String title, List<Endpoint> endpoints, List<OpaqueTensor> opaque) {
    int width =
        Stream.concat(
                endpoints.stream().map(Endpoint::name), opaque.stream().map(OpaqueTensor::name))
            .mapToInt(String::length)
            .max()
            .orElse(1);
    String line = "  %-" + width + "s  %-8s %s%s";
    List<String> lines = new ArrayList<>();
    lines.add(title + (endpoints.isEmpty() && opaque.isEmpty() ? ": none" : ":"));
    for (Endpoint endpoint : endpoints) {
      lines.add(
          line.formatted(
              endpoint.name(), endpoint.spec().dtype(), endpoint.spec().shape(), kept(endpoint)));
    }
    for (OpaqueTensor tensor : opaque) {
      lines.add(
          line.formatted(
              tensor.name(),
              tensor.type(),
              tensor.shape(),
              "  (no column holds %s)".formatted(tensor.content())));
    }
    return lines;
  }

  /** The tensors that hold what has another name, or several of them. */
  private static String kept(Endpoint endpoint) {
    if (!endpoint.encoding().equals(Encoding.DENSE)) {
      return "  (" + endpoint.encoding() + ")";
    }
    return endpoint.tensor().equals(endpoint.name()) ? "" : "  (" + endpoint.tensor() + ")";
  }

  /** The same content, the same signature: interchangeable. */
  @Override
  public boolean equals(Object other) {
    return other instanceof TFInputGraph that && model.equals(that.model);
  }

  @Override
  public int hashCode() {
    return model.hashCode();
  }

  /** A short form for logs and Param listings. */
  @Override
  public String toString() {
    return "TFInputGraph(" + model.files() + ", " + inputs() + " -> " + outputs() + ")";
  }

  SavedData toSaved() {
    GraphImporter.trust(model);
    return new SavedData(
        "TensorFlow " + LoadedTensorFlow.version(), GraphDescriptor.toJson(model), model.files());
  }

  static TFInputGraph fromSaved(SavedData saved) {
    return new TFInputGraph(
        GraphImporter.checked(GraphDescriptor.fromJson(saved.descriptor(), saved.files())));
  }

  /** The variables that the graph's author had trained; empty if the files do not tell. */
  Set<String> trainableVariables() {
    return GraphImporter.trainableVariables(model);
  }

  /** The values that variables have, by the names of their operations. */
  Map<String, TensorBuffer> values(Collection<String> variables) {
    return VariableValues.of(model.files(), model.kind(), model.tags(), variables);
  }

  /** The graph with these values in the place of its variables, cut at its outputs. */
  TFInputGraph frozen(List<Endpoint> outputs, Map<String, TensorBuffer> values) {
    GraphModel cut = index().slice(outputs);
    Set<String> needed = index().nodes().needed(outputs.stream().map(Endpoint::tensor).toList());
    return new TFInputGraph(
        GraphImporter.graph(
            LiveGraph.freeze(FunctionInliner.inline(index().nodes().only(needed)), values),
            cut.inputs(),
            outputs));
  }

  GraphModel model() {
    return model;
  }

  synchronized GraphIndex index() {
    if (index == null) {
      index = new GraphIndex(model);
    }
    return index;
  }

  private Endpoint endpointOrThrow(String name) {
    return index()
        .find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no tensor [%s] in the graph; its outputs are %s, the nearest names %s."
                        .formatted(
                            name,
                            model.outputs().stream().map(Endpoint::name).toList(),
                            index().nearest(name))));
  }
}
