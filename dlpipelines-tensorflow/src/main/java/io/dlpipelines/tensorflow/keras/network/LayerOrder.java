package io.dlpipelines.tensorflow.keras.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Orders the layers of a network as Keras's functional models do, which matters since weights in
 * files belong to layers by their order: those farthest from the outputs first, and of those
 * equally far the one that a search back from the outputs meets first.
 */
public final class LayerOrder {
  private final Map<TensorReference, Node> nodes = new HashMap<>();
  private final Map<String, Integer> met = new HashMap<>();
  private final List<TensorReference> sorted = new ArrayList<>();

  private LayerOrder(List<Node> all, List<TensorReference> inputs, List<TensorReference> outputs) {
    all.forEach(node -> nodes.put(application(node.layer(), node.index()), node));
    Set<TensorReference> done = new HashSet<>();
    outputs.forEach(output -> search(application(output.layer(), output.node()), done));
    inputs.forEach(input -> met.putIfAbsent(input.layer(), -1));
  }

  /**
   * Orders layers.
   *
   * @param nodes applications of layers other than those that stand for inputs, in any order
   * @param inputs the tensors that are given
   * @param outputs the tensors that come out
   * @return the names of the layers that the outputs need, and of the inputs
   */
  public static List<String> of(
      List<Node> nodes, List<TensorReference> inputs, List<TensorReference> outputs) {
    LayerOrder order = new LayerOrder(nodes, inputs, outputs);
    Map<String, Integer> distances = order.distances();
    inputs.forEach(input -> distances.putIfAbsent(input.layer(), 0));
    return distances.keySet().stream()
        .sorted(
            Comparator.<String>comparingInt(layer -> -distances.get(layer))
                .thenComparingInt(order.met::get))
        .toList();
  }

  private void search(TensorReference output, Set<TensorReference> done) {
    Deque<TensorReference> open = new ArrayDeque<>(List.of(output));
    while (!open.isEmpty()) {
      TensorReference next = open.peek();
      met.putIfAbsent(next.layer(), met.size());
      needs(next)
          .filter(need -> !done.contains(need))
          .findFirst()
          .ifPresentOrElse(
              open::push,
              () -> {
                open.pop();
                if (done.add(next)) {
                  sorted.add(next);
                }
              });
    }
  }

  private Map<String, Integer> distances() {
    Map<TensorReference, Integer> byApplication = new HashMap<>();
    Map<String, Integer> byLayer = new LinkedHashMap<>();
    for (int index = sorted.size() - 1; index >= 0; index--) {
      TensorReference next = sorted.get(index);
      int distance =
          Math.max(byApplication.getOrDefault(next, 0), byLayer.getOrDefault(next.layer(), 0));
      byLayer.put(next.layer(), distance);
      needs(next).forEach(need -> byApplication.merge(need, distance + 1, Math::max));
    }
    return byLayer;
  }

  private Stream<TensorReference> needs(TensorReference application) {
    Node node = nodes.get(application);
    return node == null
        ? Stream.empty()
        : node.tensors().stream().map(need -> application(need.layer(), need.node()));
  }

  /** All outputs of an application stand for one: its first. */
  private static TensorReference application(String layer, int index) {
    return new TensorReference(layer, index, 0);
  }
}
