package io.dlpipelines.tensorflow.keras.network;

import io.dlpipelines.tensorflow.runtime.TensorFlowText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tensorflow.op.Ops;

/**
 * Layers and their connections: the architecture of a model, without weights. Immutable.
 *
 * <p>Each layer's name is unique. A layer may be applied more than once, with the same weights.
 */
public final class Network {
  /** One for all layers: to open a scope takes time for each name that the graph has already. */
  private static final String SCOPE = "keras_layers";

  private final String name;
  private final boolean sequential;
  private final Map<String, Layer> layers;
  private final List<Node> nodes;
  private final List<TensorReference> inputs;
  private final List<TensorReference> outputs;

  /**
   * Checks that everything that is referred to is there.
   *
   * @param name the network's name
   * @param sequential whether it is a plain stack, which Keras writes in a shorter form
   * @param layers in Keras's order, which is that of the weights in files
   * @param nodes applications of layers other than those that stand for inputs, in any order
   * @param inputs the tensors that are given
   * @param outputs the tensors that come out
   * @throws IllegalArgumentException if two layers have the same name, or a tensor comes from
   *     nowhere
   */
  public Network(
      String name,
      boolean sequential,
      List<Layer> layers,
      List<Node> nodes,
      List<TensorReference> inputs,
      List<TensorReference> outputs) {
    this.name = name;
    this.sequential = sequential;
    this.layers = new LinkedHashMap<>();
    for (Layer layer : layers) {
      if (this.layers.put(layer.name(), layer) != null) {
        throw invalid("two layers have the name [%s]".formatted(layer.name()));
      }
    }
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.nodes = ordered(nodes);
  }

  /** The nodes in an order in which each comes after those it needs. */
  private List<Node> ordered(List<Node> all) {
    Map<NodeKey, Node> byKey = new LinkedHashMap<>();
    Map<NodeKey, List<Node>> dependents = new HashMap<>();
    Map<Node, Integer> open = new HashMap<>();
    List<NodeKey> given = inputs.stream().map(NodeKey::of).toList();
    Deque<Node> ready = new ArrayDeque<>();
    for (Node node : all) {
      if (!layers.containsKey(node.layer())) {
        throw invalid("there is no layer [%s]; it has %s".formatted(node.layer(), layers.keySet()));
      }
      NodeKey key = new NodeKey(node.layer(), node.index());
      if (given.contains(key) || byKey.put(key, node) != null) {
        throw invalid("layer [%s] has two applications %d".formatted(node.layer(), node.index()));
      }
      List<NodeKey> needs =
          node.tensors().stream()
              .map(NodeKey::of)
              .distinct()
              .filter(need -> !given.contains(need))
              .toList();
      needs.forEach(
          need -> dependents.computeIfAbsent(need, unused -> new ArrayList<>()).add(node));
      open.put(node, needs.size());
      if (needs.isEmpty()) {
        ready.add(node);
      }
    }
    List<Node> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      Node node = ready.remove();
      ordered.add(node);
      for (Node next :
          dependents.getOrDefault(new NodeKey(node.layer(), node.index()), List.of())) {
        if (open.merge(next, -1, Integer::sum) == 0) {
          ready.add(next);
        }
      }
    }
    for (TensorReference output : outputs) {
      NodeKey key = NodeKey.of(output);
      if (!given.contains(key) && !byKey.containsKey(key)) {
        throw invalid("its output %s is given by no layer".formatted(output));
      }
    }
    if (ordered.size() < all.size()) {
      Node stuck = all.stream().filter(node -> !ordered.contains(node)).findFirst().orElseThrow();
      throw invalid(
          "layer [%s] needs %s, which is not there or waits for the layer itself"
              .formatted(stuck.layer(), stuck.tensors()));
    }
    return List.copyOf(ordered);
  }

  private record NodeKey(String layer, int index) {
    static NodeKey of(TensorReference tensor) {
      return new NodeKey(tensor.layer(), tensor.node());
    }
  }

  /**
   * The network's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Whether it is a plain stack, which Keras writes in a shorter form.
   *
   * @return true for Keras's Sequential
   */
  public boolean sequential() {
    return sequential;
  }

  /**
   * The layers.
   *
   * @return in Keras's order, which is that of the weights in files
   */
  public List<Layer> layers() {
    return List.copyOf(layers.values());
  }

  /**
   * A layer by its name.
   *
   * @param layer the name
   * @return the layer, empty if there is none
   */
  public Optional<Layer> findLayer(String layer) {
    return Optional.ofNullable(layers.get(layer));
  }

  /**
   * Whether training changes a weight: it is trainable, and so are the layers that lead to it.
   *
   * @param weight a weight of this network
   * @return false for those of frozen layers, and for moving averages
   */
  public boolean trains(WeightSpec weight) {
    return weight.trainable() && trains(weight.owner());
  }

  private boolean trains(List<String> owner) {
    Layer layer = layers.get(owner.get(0));
    return layer.config().trainable()
        && (!(layer instanceof NestedNetwork nested)
            || nested.network().trains(owner.subList(1, owner.size())));
  }

  /**
   * The network with other layers in the places of its own.
   *
   * @param change gives a layer of the same name for each
   * @return another network
   */
  public Network with(UnaryOperator<Layer> change) {
    return new Network(
        name, sequential, layers.values().stream().map(change).toList(), nodes, inputs, outputs);
  }

  /**
   * Applications of layers.
   *
   * @return in an order in which each comes after those it needs
   */
  public List<Node> nodes() {
    return nodes;
  }

  /**
   * The tensors that are given.
   *
   * @return in the order in which they are fed
   */
  public List<TensorReference> inputs() {
    return inputs;
  }

  /**
   * The tensors that come out.
   *
   * @return in Keras's order
   */
  public List<TensorReference> outputs() {
    return outputs;
  }

  /**
   * Writes the network into a graph.
   *
   * @param trace the writing
   * @param values what is given, in the order of {@link #inputs}
   * @return what comes out, in the order of {@link #outputs}
   * @throws IllegalArgumentException naming the layer that cannot take what it is given
   */
  public List<Value> call(Trace trace, List<Value> values) {
    trace.train(this::trains);
    return call(
        trace,
        trace.root().withSubScope(SCOPE),
        List.of(),
        values,
        new LayerMode(trace.training(), true));
  }

  List<Value> call(Trace trace, Ops tf, List<String> owner, List<Value> values, LayerMode mode) {
    if (values.size() != inputs.size()) {
      throw invalid("it takes %d inputs, and is given %d".formatted(inputs.size(), values.size()));
    }
    Map<TensorReference, Value> tensors = new HashMap<>();
    for (int index = 0; index < values.size(); index++) {
      tensors.put(inputs.get(index), values.get(index));
    }
    for (Node node : nodes) {
      List<Value> given = call(trace, tf, owner, node, tensors, mode);
      for (int index = 0; index < given.size(); index++) {
        tensors.put(new TensorReference(node.layer(), node.index(), index), given.get(index));
      }
    }
    return outputs.stream().map(output -> tensorOrThrow(tensors, output)).toList();
  }

  private List<Value> call(
      Trace trace,
      Ops tf,
      List<String> owner,
      Node node,
      Map<TensorReference, Value> tensors,
      LayerMode mode) {
    Layer layer = layers.get(node.layer());
    CallArguments arguments = new CallArguments(all(tensors, node.tensors()), node.pattern());
    List<String> path = new ArrayList<>(owner);
    path.add(layer.name());
    List<Value> given =
        named(layer, new LayerCall(trace, tf, path, layer, arguments, mode.of(layer)));
    for (int index = 0; index < given.size(); index++) {
      trace.record(new Trace.LayerOutput(path, node.index(), index, given.get(index)));
    }
    return given;
  }

  /** TensorFlow's own complaint does not say which layer it is about. */
  private static List<Value> named(Layer layer, LayerCall call) {
    try {
      return call.outputs();
    } catch (RuntimeException refused) {
      if (!refused.getClass().getPackageName().startsWith("org.tensorflow")) {
        throw refused;
      }
      throw layer
          .config()
          .invalid(
              "it cannot be applied to inputs of shape %s: %s"
                  .formatted(
                      call.inputs().stream().map(Value::shape).toList(),
                      TensorFlowText.reason(refused.getMessage())));
    }
  }

  private List<Value> all(Map<TensorReference, Value> tensors, List<TensorReference> references) {
    return references.stream().map(reference -> tensorOrThrow(tensors, reference)).toList();
  }

  private Value tensorOrThrow(Map<TensorReference, Value> tensors, TensorReference reference) {
    Value value = tensors.get(reference);
    if (value == null) {
      throw invalid("layer [%s] has no output %d".formatted(reference.layer(), reference.index()));
    }
    return value;
  }

  private IllegalArgumentException invalid(String problem) {
    return new IllegalArgumentException("Model [%s]: %s.".formatted(name, problem));
  }
}
