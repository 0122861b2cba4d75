package io.dlpipelines.tensorflow.keras;

import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerOrder;
import io.dlpipelines.tensorflow.keras.network.LayerTensor;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.Node;
import io.dlpipelines.tensorflow.keras.network.TensorReference;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The part of a network that the outputs of one layer need. */
final class NetworkCut {
  private final List<Node> nodes;

  /** Applications of layers, as their first tensors, and how they count without those left out. */
  private final Map<TensorReference, Integer> indices = new HashMap<>();

  private NetworkCut(Network network, List<TensorReference> outputs) {
    Set<TensorReference> needed = new HashSet<>();
    outputs.forEach(output -> needed.add(application(output)));
    for (int index = network.nodes().size() - 1; index >= 0; index--) {
      Node node = network.nodes().get(index);
      if (needed.contains(application(node))) {
        node.tensors().forEach(input -> needed.add(application(input)));
      }
    }
    nodes = network.nodes().stream().filter(node -> needed.contains(application(node))).toList();
    Map<String, Integer> counts = new HashMap<>();
    nodes.stream()
        .sorted(Comparator.comparingInt(Node::index))
        .forEach(
            node ->
                indices.put(application(node), counts.merge(node.layer(), 1, Integer::sum) - 1));
    network.inputs().stream()
        .filter(input -> needed.contains(application(input)))
        .forEach(input -> indices.put(application(input), input.node()));
  }

  static WeightedNetwork of(WeightedNetwork model, String layer) {
    Network network = model.network();
    if (network.findLayer(layer).isEmpty()) {
      throw new IllegalArgumentException(
          "Model [%s] has no layer [%s]; it has %s."
              .formatted(
                  network.name(),
                  layer,
                  nearest(layer, network.layers().stream().map(Layer::name))));
    }
    Network cut = cut(network, outputs(model, layer));
    NetworkGraph graph = NetworkGraph.of(cut);
    Map<String, WeightValue> weights = new HashMap<>();
    graph.weights().forEach(weight -> weights.put(weight.key(), model.weights().get(weight.key())));
    return new WeightedNetwork(cut, graph, weights);
  }

  private static Network cut(Network network, List<TensorReference> outputs) {
    NetworkCut cut = new NetworkCut(network, outputs);
    List<Node> nodes = cut.nodes.stream().map(cut::renumbered).toList();
    List<TensorReference> inputs =
        network.inputs().stream()
            .filter(input -> cut.indices.containsKey(application(input)))
            .toList();
    List<TensorReference> ends = cut.renumbered(outputs);
    List<String> order = LayerOrder.of(nodes, inputs, ends);
    List<Layer> layers = order.stream().map(name -> network.findLayer(name).orElseThrow()).toList();
    return new Network(network.name(), network.sequential(), layers, nodes, inputs, ends);
  }

  /** What the layer gives where it is first applied; an input gives itself. */
  private static List<TensorReference> outputs(WeightedNetwork model, String layer) {
    List<TensorReference> given =
        model.network().inputs().stream().filter(input -> input.layer().equals(layer)).toList();
    return given.isEmpty()
        ? model.graph().tensors().stream()
            .filter(tensor -> tensor.layer().equals(List.of(layer)) && tensor.application() == 0)
            .map(LayerTensor::index)
            .map(index -> new TensorReference(layer, 0, index))
            .toList()
        : given;
  }

  private Node renumbered(Node node) {
    return node.with(indices.get(application(node)), this::renumbered);
  }

  private List<TensorReference> renumbered(Collection<TensorReference> tensors) {
    return tensors.stream().map(this::renumbered).toList();
  }

  private TensorReference renumbered(TensorReference tensor) {
    return new TensorReference(tensor.layer(), indices.get(application(tensor)), tensor.index());
  }

  private static TensorReference application(Node node) {
    return new TensorReference(node.layer(), node.index(), 0);
  }

  private static TensorReference application(TensorReference tensor) {
    return new TensorReference(tensor.layer(), tensor.node(), 0);
  }

  /** Names by how little they differ from one. */
  static List<String> nearest(String name, Stream<String> known) {
    return known
        .sorted(
            Comparator.comparing(
                each -> LevenshteinDistance.getDefaultInstance().apply(name, each)))
        .toList();
  }
}
