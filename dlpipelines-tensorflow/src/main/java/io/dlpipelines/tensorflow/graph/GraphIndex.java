package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.scoring.LastUsed;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.ModelKind;
import io.dlpipelines.tensorflow.safety.SafeGraph;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.tensorflow.proto.GraphDef;

/** Finds the tensors of a model by the names that users give. */
public final class GraphIndex {
  private static final int NEAREST = 3;
  private static final int MEMORY = 4;

  private final GraphModel model;
  private final SafeGraph safe;
  private final GraphNodes nodes;
  private final Map<String, TensorSpec> tensors;
  private final Map<String, OpaqueTensor> opaque = new LinkedHashMap<>();
  private final Map<Part, ProbedGraph> probed = new LastUsed<>(MEMORY);

  /** What some tensors need, as it is or with another number of rows in its shapes. */
  private record Part(Set<String> fetched, boolean stated) {}

  /**
   * Reads a model's graph.
   *
   * @param model the model
   */
  public GraphIndex(GraphModel model) {
    this.safe = GraphImporter.safe(model);
    GraphDef definition = safe.definition();
    this.model = model;
    this.nodes = new GraphNodes(definition);
    Map<String, Map.Entry<String, String>> others = new LinkedHashMap<>();
    this.tensors = GraphTensors.inspect(definition, others);
    others.forEach(
        (name, type) -> opaque.put(name, new OpaqueTensor(name, type.getKey(), type.getValue())));
  }

  /**
   * Looks a tensor up.
   *
   * @param name a signature's key, {@code operation:index}, or {@code operation} for its first
   *     output
   * @return empty if there is none, or its type cannot be held
   */
  public Optional<Endpoint> find(String name) {
    Optional<Endpoint> declared =
        Stream.concat(model.inputs().stream(), model.outputs().stream())
            .filter(endpoint -> endpoint.name().equals(name))
            .findFirst();
    if (declared.isPresent()) {
      return declared;
    }
    String tensor = name.contains(":") ? name : name + ":0";
    return Stream.concat(model.inputs().stream(), model.outputs().stream())
        .filter(endpoint -> endpoint.tensor().equals(tensor))
        .findFirst()
        .or(() -> Optional.ofNullable(tensors.get(tensor)).map(Endpoint::of));
  }

  /**
   * Looks a tensor up whose values no column holds.
   *
   * @param name a signature's key, {@code operation:index}, or {@code operation} for its first
   *     output
   * @return empty if there is none
   */
  public Optional<OpaqueTensor> findOpaque(String name) {
    return Stream.concat(model.opaqueInputs().stream(), model.opaqueOutputs().stream())
        .filter(tensor -> tensor.name().equals(name))
        .findFirst()
        .or(() -> Optional.ofNullable(opaque.get(name.contains(":") ? name : name + ":0")));
  }

  /**
   * The names that are most like one that is unknown.
   *
   * @param name the unknown name
   * @return the nearest first
   */
  public List<String> nearest(String name) {
    return nearest(
        name,
        Stream.concat(
            Stream.concat(model.inputs().stream(), model.outputs().stream()).map(Endpoint::name),
            tensors.keySet().stream()));
  }

  /**
   * The names that are most like a name.
   *
   * @param name the name
   * @param all the names there are
   * @return the nearest first
   */
  public static List<String> nearest(String name, Stream<String> all) {
    Map<String, Integer> distances = new LinkedHashMap<>();
    all.forEach(known -> distances.put(known, distance(name, known)));
    return distances.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getValue))
        .limit(NEAREST)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The placeholders that must be fed before tensors can be fetched, and are not.
   *
   * @param fetched names of tensors, {@code operation:index}
   * @param fed names of tensors, {@code operation:index}
   * @return names of operations
   */
  public Set<String> missing(Collection<String> fetched, Collection<String> fed) {
    return nodes.missing(fetched, fed);
  }

  /**
   * Checks that only computing is done to fetch tensors.
   *
   * @param fetched names of tensors, {@code operation:index}, and of operations
   * @param fed names of tensors, {@code operation:index}
   * @throws IllegalArgumentException if more is done, such as to read a file
   */
  public void requireSafe(Collection<String> fetched, Collection<String> fed) {
    safe.requireSafe(fetched, fed);
  }

  /**
   * Asks TensorFlow how outputs depend on what is fed.
   *
   * @param fetched names of the outputs, {@code operation:index}
   * @param fixedRows how many rows a batch has, where tensors take no other number; else 0
   * @return a probe that is fed nothing yet
   */
  public BatchProbe probe(List<String> fetched, int fixedRows) {
    boolean stated = fixedRows > 1 && fixedRows == model.rows();
    synchronized (probed) {
      ProbedGraph graph =
          probed.computeIfAbsent(
              new Part(Set.copyOf(fetched), stated),
              part -> {
                GraphDef needed = nodes.only(nodes.needed(part.fetched()));
                return new ProbedGraph(stated ? StatedBatch.replaced(needed, fixedRows) : needed);
              });
      return new BatchProbe(graph, fetched, stated ? StatedBatch.ROWS : fixedRows);
    }
  }

  /**
   * The model with other outputs, and without what they do not need where the graph can be cut.
   *
   * @param outputs the outputs
   * @return the model
   */
  public GraphModel slice(List<Endpoint> outputs) {
    List<String> fetched = outputs.stream().map(Endpoint::tensor).toList();
    Set<String> needed = nodes.needed(fetched);
    List<Endpoint> kept =
        model.inputs().stream()
            .filter(input -> needed.contains(GraphNodes.operationOf(input.tensor())))
            .toList();
    ModelFiles files =
        model.kind() == ModelKind.GRAPH ? GraphFiles.of(nodes.only(needed)) : model.files();
    return new GraphModel(model.kind(), model.tags(), files, kept, outputs).withRows(model.rows());
  }

  /**
   * The nodes of the graph.
   *
   * @return what depends on what
   */
  public GraphNodes nodes() {
    return nodes;
  }

  private static int distance(String name, String known) {
    int distance = LevenshteinDistance.getDefaultInstance().apply(name, known);
    return known.contains(name) || name.contains(known) ? Math.min(distance, 1) : distance;
  }
}
