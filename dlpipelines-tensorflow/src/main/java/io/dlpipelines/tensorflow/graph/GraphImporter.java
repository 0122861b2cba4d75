package io.dlpipelines.tensorflow.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.tensor.TensorBuffer;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.ModelKind;
import io.dlpipelines.tensorflow.runtime.TrialModel;
import io.dlpipelines.tensorflow.runtime.VariableValues;
import io.dlpipelines.tensorflow.safety.SafeGraph;
import io.dlpipelines.tensorflow.safety.SafeModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedVariable;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.VariableDef;

/** Reads models and finds out what they offer. */
public final class GraphImporter {
  static final String DEFAULT_SIGNATURE = "serving_default";

  private GraphImporter() {}

  /**
   * Whatever is at a path, told by the names of the files: a SavedModel with its default signature,
   * a checkpoint, else a frozen graph.
   *
   * @param path on any Hadoop file system
   * @return the model
   * @throws IllegalArgumentException if there is no model
   */
  public static GraphModel any(String path) {
    return switch (GraphFiles.kindOf(path)) {
      case GRAPH -> graph(path);
      case SAVED_MODEL -> savedModel(path, "serve", "");
      case CHECKPOINT -> checkpoint(path, "");
    };
  }

  /**
   * A frozen graph in a file.
   *
   * @param path on any Hadoop file system
   * @return the model
   * @throws IllegalArgumentException if there is no such file, or it is no graph
   */
  public static GraphModel graph(String path) {
    return frozen(withVariables(path), GraphFiles.shown(path));
  }

  /**
   * A graph in a file whose variables are to be initialized.
   *
   * @param path on any Hadoop file system
   * @return the model
   * @throws IllegalArgumentException if there is no such file, or it is no graph
   */
  public static GraphModel withVariables(String path) {
    return loaded(GraphFiles.readGraph(path), GraphFiles.shown(path));
  }

  /**
   * A frozen graph.
   *
   * @param bytes the serialized GraphDef
   * @return the model
   * @throws IllegalArgumentException if it is no graph
   */
  public static GraphModel graph(byte[] bytes) {
    String source = "The graph of %d bytes".formatted(bytes.length);
    return frozen(loaded(ModelFiles.of(ModelKind.GRAPH_FILE, bytes), source), source);
  }

  /** What it gives is what needs no variable, but for what only reads one. */
  private static GraphModel frozen(GraphModel model, String source) {
    GraphDef definition = definition(model);
    if (VariableFiles.unassigned(definition, tensors(model.outputs()), List.of()).isEmpty()) {
      return model;
    }
    GraphNodes nodes = new GraphNodes(definition);
    Set<String> unset = new LinkedHashSet<>();
    List<Endpoint> kept = new ArrayList<>();
    boolean computed = false;
    for (Endpoint output : model.outputs()) {
      List<String> tensor = List.of(output.tensor());
      List<String> variables = VariableFiles.unassigned(definition, tensor, List.of());
      unset.addAll(variables);
      if (variables.isEmpty()) {
        kept.add(output);
      } else {
        computed |= nodes.needed(tensor).stream().anyMatch(nodes.placeholders()::contains);
      }
    }
    if (computed || kept.isEmpty() && !unset.isEmpty()) {
      throw VariableFiles.withoutValues(List.copyOf(unset), source);
    }
    return new GraphModel(
        model.kind(),
        model.tags(),
        model.files(),
        model.inputs(),
        kept,
        model.opaqueInputs(),
        model.opaqueOutputs(),
        model.rows());
  }

  /**
   * A frozen graph.
   *
   * @param definition the graph
   * @return the model
   * @throws IllegalArgumentException if it is empty, or TensorFlow refuses it
   */
  public static GraphModel graph(GraphDef definition) {
    requireNodes(definition, "The graph");
    GraphModel model =
        withoutSignature(
            ModelKind.GRAPH,
            GraphFiles.of(definition),
            definition,
            new GraphNodes(definition).terminals());
    return model.withRows(stated(definition, model));
  }

  /**
   * A frozen graph of which it is known what is fed and fetched.
   *
   * @param definition the graph
   * @param inputs what is fed
   * @param outputs what is fetched
   * @return the model
   */
  public static GraphModel graph(
      GraphDef definition, List<Endpoint> inputs, List<Endpoint> outputs) {
    return new GraphModel(ModelKind.GRAPH, List.of(), GraphFiles.of(definition), inputs, outputs)
        .withRows(StatedBatch.of(definition, inputs, outputs));
  }

  private static GraphModel loaded(ModelFiles files, String source) {
    GraphDef definition = GraphFiles.parseGraph(files, source);
    requireNodes(definition, source);
    SafeGraph safe = SafeGraph.of(definition);
    safe.requireSound(source);
    return loaded(ModelKind.GRAPH, files, definition, safe, source);
  }

  /** What it gives is what only computes. */
  private static GraphModel loaded(
      ModelKind kind, ModelFiles files, GraphDef definition, SafeGraph safe, String source) {
    GraphNodes nodes = new GraphNodes(definition);
    List<String> outputs = safe.safe(nodes.terminals());
    List<String> fed = nodes.placeholders().stream().map(name -> name + ":0").toList();
    return tried(
        new TrialModel(files, kind, List.of(), fed, outputs),
        () -> withoutSignature(kind, files, definition, outputs),
        definition,
        VariableFiles.unassigned(definition, outputs, List.of()),
        source);
  }

  /**
   * A SavedModel.
   *
   * @param path its folder, on any Hadoop file system
   * @param tags of the meta graph, separated by commas
   * @param signature the signature's key; empty for {@code serving_default}, or the only one
   * @return the model
   * @throws IllegalArgumentException if there is none, or not with these tags and signature
   */
  public static GraphModel savedModel(String path, String tags, String signature) {
    ModelFiles files = GraphFiles.readSavedModel(path);
    List<String> tagList = List.of(tags.split("\\s*,\\s*"));
    String source = GraphFiles.shown(path);
    MetaGraphDef metaGraph = metaGraph(GraphFiles.parseSavedModel(files, source), tagList);
    return withSignature(ModelKind.SAVED_MODEL, tagList, files, metaGraph, signature, source);
  }

  /**
   * A checkpoint with its meta graph.
   *
   * @param path its folder or prefix, on any Hadoop file system
   * @param signature the signature's key; empty for {@code serving_default}, or none if the meta
   *     graph has none
   * @return the model
   * @throws IllegalArgumentException if a file is missing, or there is no such signature
   */
  public static GraphModel checkpoint(String path, String signature) {
    ModelFiles files = GraphFiles.readCheckpoint(path);
    String source = GraphFiles.shown(path);
    MetaGraphDef metaGraph = GraphFiles.parseMetaGraph(files, source);
    requireNodes(metaGraph.getGraphDef(), source);
    if (!signature.isEmpty() || metaGraph.getSignatureDefCount() > 0) {
      return withSignature(ModelKind.CHECKPOINT, List.of(), files, metaGraph, signature, source);
    }
    SafeGraph safe = SafeGraph.of(metaGraph);
    safe.requireSound(source);
    safe.requireSafeLoad(files);
    return loaded(ModelKind.CHECKPOINT, files, metaGraph.getGraphDef(), safe, source);
  }

  /**
   * A graph with the values of its variables.
   *
   * @param definition the graph
   * @param values of all its variables, by the names of their operations
   * @return a checkpoint with its meta graph
   */
  public static GraphModel checkpoint(GraphDef definition, Map<String, TensorBuffer> values) {
    requireNodes(definition, "The graph");
    byte[] metaGraph = GraphFiles.toBytes(CheckpointGraph.of(definition, values));
    ModelFiles files =
        GraphFiles.checkpoint(metaGraph, prefix -> VariableValues.save(values, prefix));
    GraphModel model =
        withoutSignature(
            ModelKind.CHECKPOINT, files, definition, new GraphNodes(definition).terminals());
    return model.withRows(stated(definition, model));
  }

  /**
   * Checks a model that was saved, as one that is imported is checked.
   *
   * @param model the model
   * @return the model
   * @throws IllegalArgumentException if it is damaged, or would do more than compute
   */
  public static GraphModel checked(GraphModel model) {
    SafeGraph safe = safe(model);
    safe.requireSound(GraphFiles.THE_MODEL);
    safe.requireSafeLoad(model.files());
    safe.requireSafe(tensors(model.outputs()), tensors(model.inputs()));
    SafeModel.require(trial(model), model::rows, GraphFiles.THE_MODEL);
    return model;
  }

  /**
   * Notes that a model needs no check, being in use here, when it is loaded again.
   *
   * @param model the model
   */
  public static void trust(GraphModel model) {
    SafeModel.trust(trial(model));
  }

  static SafeGraph safe(GraphModel model) {
    return model.kind() == ModelKind.GRAPH
        ? SafeGraph.of(definition(model))
        : SafeGraph.of(metaGraph(model));
  }

  private static TrialModel trial(GraphModel model) {
    return new TrialModel(
        model.files(),
        model.kind(),
        model.tags(),
        tensors(model.inputs()),
        tensors(model.outputs()));
  }

  private static List<String> tensors(List<Endpoint> endpoints) {
    return endpoints.stream().map(Endpoint::tensor).toList();
  }

  /**
   * The graph of a model.
   *
   * @param model the model
   * @return its definition
   */
  public static GraphDef definition(GraphModel model) {
    return model.kind() == ModelKind.GRAPH
        ? GraphFiles.parseGraph(model.files(), GraphFiles.THE_MODEL)
        : metaGraph(model).getGraphDef();
  }

  private static MetaGraphDef metaGraph(GraphModel model) {
    return model.kind() == ModelKind.SAVED_MODEL
        ? metaGraph(GraphFiles.parseSavedModel(model.files(), GraphFiles.THE_MODEL), model.tags())
        : GraphFiles.parseMetaGraph(model.files(), GraphFiles.THE_MODEL);
  }

  /**
   * The variables that the author of a model had trained: TensorFlow 1 has a collection of them, in
   * TensorFlow 2 they are objects.
   *
   * @param model the model
   * @return names of operations; empty if nothing is said of any
   */
  public static Set<String> trainableVariables(GraphModel model) {
    Set<String> names = new LinkedHashSet<>();
    if (model.kind() == ModelKind.GRAPH) {
      return names;
    }
    MetaGraphDef metaGraph = metaGraph(model);
    CollectionDef collection =
        metaGraph.getCollectionDefOrDefault(
            "trainable_variables", CollectionDef.getDefaultInstance());
    for (ByteString variable : collection.getBytesList().getValueList()) {
      try {
        names.add(GraphNodes.operationOf(VariableDef.parseFrom(variable).getVariableName()));
      } catch (InvalidProtocolBufferException malformed) {
        throw GraphFiles.malformed(GraphFiles.THE_MODEL, "meta graph", malformed.getMessage());
      }
    }
    metaGraph.getObjectGraphDef().getNodesList().stream()
        .filter(SavedObject::hasVariable)
        .map(SavedObject::getVariable)
        .filter(SavedVariable::getTrainable)
        .forEach(variable -> names.add(variable.getName()));
    return names;
  }

  private static void requireNodes(GraphDef definition, String source) {
    if (definition.getNodeCount() == 0) {
      throw GraphFiles.malformed(source, "GraphDef", "it has no nodes.");
    }
  }

  private static GraphModel withoutSignature(
      ModelKind kind, ModelFiles files, GraphDef definition, List<String> outputs) {
    Map<String, Map.Entry<String, String>> opaque = new LinkedHashMap<>();
    Map<String, TensorSpec> tensors = GraphTensors.inspect(definition, opaque);
    List<String> inputs = new GraphNodes(definition).placeholders();
    return new GraphModel(
        kind,
        List.of(),
        files,
        endpoints(inputs, tensors),
        endpoints(outputs, tensors),
        opaque(inputs, opaque),
        opaque(outputs, opaque),
        0);
  }

  private static List<Endpoint> endpoints(
      Collection<String> operations, Map<String, TensorSpec> tensors) {
    Set<String> wanted = Set.copyOf(operations);
    return tensors.values().stream()
        .filter(tensor -> wanted.contains(GraphNodes.operationOf(tensor.name())))
        .map(Endpoint::of)
        .toList();
  }

  private static List<OpaqueTensor> opaque(
      Collection<String> operations, Map<String, Map.Entry<String, String>> tensors) {
    Set<String> wanted = Set.copyOf(operations);
    return tensors.entrySet().stream()
        .filter(tensor -> wanted.contains(GraphNodes.operationOf(tensor.getKey())))
        .map(
            tensor ->
                new OpaqueTensor(
                    tensor.getKey(), tensor.getValue().getKey(), tensor.getValue().getValue()))
        .toList();
  }

  private static GraphModel withSignature(
      ModelKind kind,
      List<String> tags,
      ModelFiles files,
      MetaGraphDef metaGraph,
      String signature,
      String source) {
    SignatureDef chosen = signature(kind, metaGraph, signature, source);
    CompositeSignature tensors = new CompositeSignature(metaGraph, chosen);
    SafeGraph.of(metaGraph).requireSound(source);
    GraphDef loaded =
        UnneededAssets.removed(
            metaGraph.getGraphDef(),
            SafeGraph.of(metaGraph).missingAssets(files),
            tensorNames(chosen.getOutputsMap()));
    GraphDef dense = DenseEnds.of(loaded, tensors.inputs(), tensors.outputs());
    boolean same = dense.equals(metaGraph.getGraphDef());
    MetaGraphDef scored = same ? metaGraph : metaGraph.toBuilder().setGraphDef(dense).build();
    ModelFiles scoredFiles = same ? files : GraphFiles.with(files, kind, tags, scored);
    SignatureEndpoints endpoints = new SignatureEndpoints(tensors, scored.getGraphDef());
    GraphModel model = endpoints.model(kind, tags, scoredFiles);
    List<String> fetched = tensors(model.outputs());
    SafeGraph safe = SafeGraph.of(scored);
    safe.requireSafeLoad(files);
    safe.requireSafe(fetched, tensors(model.inputs()));
    List<String> variables = VariableFiles.unassigned(dense, fetched, safe.initializers());
    if (kind == ModelKind.SAVED_MODEL) {
      VariableFiles.requireAll(files, variables, source);
    }
    return tried(trial(model), () -> model, dense, variables, source);
  }

  private static List<String> tensorNames(Map<String, TensorInfo> outputs) {
    return outputs.values().stream()
        .flatMap(
            info ->
                info.hasCompositeTensor()
                    ? info.getCompositeTensor().getComponentsList().stream()
                        .map(TensorInfo::getName)
                    : Stream.of(
                        info.getName(),
                        info.getCooSparse().getIndicesTensorName(),
                        info.getCooSparse().getValuesTensorName()))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** What a model offers is looked at when it is known that this does not end the process. */
  private static GraphModel tried(
      TrialModel trial,
      Supplier<GraphModel> offered,
      GraphDef definition,
      List<String> variables,
      String source) {
    try {
      int rows = SafeModel.require(trial, () -> stated(definition, offered.get()), source);
      return offered.get().withRows(rows);
    } catch (IllegalArgumentException refused) {
      throw VariableFiles.explained(refused, variables, source);
    }
  }

  private static int stated(GraphDef definition, GraphModel model) {
    return StatedBatch.of(definition, model.inputs(), model.outputs());
  }

  static MetaGraphDef metaGraph(SavedModel savedModel, List<String> tags) {
    return savedModel.getMetaGraphsList().stream()
        .filter(
            metaGraph ->
                new TreeSet<>(metaGraph.getMetaInfoDef().getTagsList()).equals(new TreeSet<>(tags)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The SavedModel has no meta graph with the tags %s; there is %s."
                        .formatted(
                            tags,
                            savedModel.getMetaGraphsList().stream()
                                .map(metaGraph -> metaGraph.getMetaInfoDef().getTagsList())
                                .toList())));
  }

  private static SignatureDef signature(
      ModelKind kind, MetaGraphDef metaGraph, String name, String source) {
    Map<String, SignatureDef> signatures = new TreeMap<>(metaGraph.getSignatureDefMap());
    signatures.remove(ModelKind.INIT_SIGNATURE);
    if (signatures.isEmpty() && kind == ModelKind.SAVED_MODEL) {
      throw new IllegalArgumentException(
          "%s has no signatures, so that nothing says what is fed and what is fetched. Save it with them: tf.saved_model.save(model, path, signatures=...), or model.export(path) of a Keras model."
              .formatted(source));
    }
    String wanted = name;
    if (name.isEmpty()) {
      wanted = signatures.size() == 1 ? signatures.keySet().iterator().next() : DEFAULT_SIGNATURE;
    }
    SignatureDef found = signatures.get(wanted);
    if (found == null) {
      throw new IllegalArgumentException(
          "The model has no signature [%s]; there is %s. Name one of these."
              .formatted(wanted, signatures.keySet()));
    }
    return found;
  }
}
