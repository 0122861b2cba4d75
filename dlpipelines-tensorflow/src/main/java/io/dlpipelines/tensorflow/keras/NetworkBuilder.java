package io.dlpipelines.tensorflow.keras;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.KerasTensor.Application;
import io.dlpipelines.tensorflow.keras.layer.LayerRegistry;
import io.dlpipelines.tensorflow.keras.network.InputLayer;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import io.dlpipelines.tensorflow.keras.network.LayerNames;
import io.dlpipelines.tensorflow.keras.network.LayerOrder;
import io.dlpipelines.tensorflow.keras.network.NestedNetwork;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.Node;
import io.dlpipelines.tensorflow.keras.network.TensorReference;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes one network of what was applied to what. */
final class NetworkBuilder {
  private final Map<KerasBlock, Layer> layers = new IdentityHashMap<>();
  private final Map<KerasBlock, Integer> applications = new IdentityHashMap<>();
  private final Map<Application, TensorReference> references = new IdentityHashMap<>();
  private final Map<String, KerasModel> nested = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();

  private NetworkBuilder(List<Application> all) {
    LayerNames names = new LayerNames();
    all.stream()
        .map(Application::block)
        .distinct()
        .flatMap(block -> ownName(block).stream())
        .forEach(names::take);
    all.forEach(application -> add(application, names));
  }

  static WeightedNetwork sequential(String name, List<KerasBlock> blocks) {
    if (!blocks.isEmpty() && blocks.get(0) instanceof KerasModel model) {
      return stack(name, input(model), blocks);
    }
    if (blocks.isEmpty() || !isInput(blocks.get(0))) {
      throw new IllegalArgumentException(
          "A sequential model starts with what it takes. Put input(...) first, with the shape of"
              + " one example.");
    }
    return stack(name, blocks.get(0), blocks.subList(1, blocks.size()));
  }

  private static WeightedNetwork stack(String name, KerasBlock first, List<KerasBlock> blocks) {
    KerasTensor input = first.apply();
    KerasTensor output = input;
    for (KerasBlock block : blocks) {
      output = block.apply(output);
    }
    return build(name, true, List.of(input), List.of(output));
  }

  static WeightedNetwork functional(
      String name, List<KerasTensor> inputs, List<KerasTensor> outputs) {
    return build(name, false, inputs, outputs);
  }

  private static WeightedNetwork build(
      String name, boolean sequential, List<KerasTensor> inputs, List<KerasTensor> outputs) {
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("The model has no outputs. Name at least one.");
    }
    List<Application> all = ordered(inputs, outputs);
    for (Application application : all) {
      if (isInput(application.block())
          && inputs.stream().noneMatch(input -> input.application() == application)) {
        throw new IllegalArgumentException(
            "The outputs need the input %s, which is none of the model's inputs. Add it to them."
                .formatted(application.block()));
      }
    }
    NetworkBuilder builder = new NetworkBuilder(all);
    Network network =
        new Network(
            name,
            sequential,
            builder.layers(inputs, outputs),
            builder.nodes,
            builder.references(inputs),
            builder.references(outputs));
    NetworkGraph graph = NetworkGraph.of(network);
    return new WeightedNetwork(network, graph, builder.weights(graph));
  }

  /** Inputs first, then each application after those it needs, as near to its user as can be. */
  private static List<Application> ordered(List<KerasTensor> inputs, List<KerasTensor> outputs) {
    Map<Application, Boolean> done = new IdentityHashMap<>();
    List<Application> ordered = new ArrayList<>();
    for (KerasTensor input : inputs) {
      if (!isInput(input.application().block())) {
        throw new IllegalArgumentException(
            "A model's inputs are made by input(...), and one is made by %s."
                .formatted(input.application().block()));
      }
      if (done.put(input.application(), true) == null) {
        ordered.add(input.application());
      }
    }
    Deque<Application> stack = new ArrayDeque<>();
    for (KerasTensor output : outputs) {
      stack.push(output.application());
      while (!stack.isEmpty()) {
        Application next = stack.peek();
        List<Application> open =
            next.inputs().stream()
                .map(KerasTensor::application)
                .filter(need -> !done.containsKey(need))
                .toList();
        if (open.isEmpty()) {
          stack.pop();
          if (done.put(next, true) == null) {
            ordered.add(next);
          }
        } else {
          stack.push(open.get(0));
        }
      }
    }
    return ordered;
  }

  private List<Layer> layers(List<KerasTensor> inputs, List<KerasTensor> outputs) {
    Map<String, Layer> byName = new HashMap<>();
    layers.values().forEach(layer -> byName.put(layer.name(), layer));
    return LayerOrder.of(nodes, references(inputs), references(outputs)).stream()
        .map(byName::get)
        .toList();
  }

  private static boolean isInput(KerasBlock block) {
    return block instanceof KerasLayer layer && layer.className().equals(InputLayer.CLASS_NAME);
  }

  private static Optional<String> ownName(KerasBlock block) {
    return block instanceof KerasModel model
        ? Optional.of(model.name())
        : Optional.ofNullable(((KerasLayer) block).settings().get("name"))
            .map(name -> name.asText());
  }

  private void add(Application application, LayerNames names) {
    KerasBlock block = application.block();
    Layer layer = layers.get(block);
    if (layer == null) {
      layer = block instanceof KerasModel model ? nested(model) : layer((KerasLayer) block, names);
      layers.put(block, layer);
    }
    int index = applications.merge(block, 1, Integer::sum) - 1;
    references.put(application, new TensorReference(layer.name(), index, 0));
    if (!isInput(block)) {
      List<TensorReference> inputs = references(application.inputs());
      nodes.add(new Node(layer.name(), index, inputs, layer.pattern(inputs.size())));
    }
  }

  private Layer nested(KerasModel model) {
    nested.put(model.name(), model);
    ObjectNode settings = JsonNodeFactory.instance.objectNode().put("name", model.name());
    return new NestedNetwork(
        config(model.network().sequential() ? "Sequential" : "Functional", settings),
        model.network());
  }

  private static Layer layer(KerasLayer block, LayerNames names) {
    ObjectNode settings = block.settings();
    if (!settings.has("name")) {
      settings.put("name", names.next(block.className()));
    }
    Layer layer = create(config(block.className(), settings));
    List<String> unread = layer.config().unread();
    if (!unread.isEmpty()) {
      throw layer
          .config()
          .invalid("it has no settings %s; it has %s".formatted(unread, layer.config().known()));
    }
    return layer;
  }

  private static LayerConfig config(String className, ObjectNode settings) {
    return new LayerConfig(className, settings, NetworkBuilder::create);
  }

  private static Layer create(LayerConfig config) {
    return LayerRegistry.find(config)
        .orElseThrow(
            () ->
                config.invalid(
                    "there is no such class of layers%s"
                        .formatted(LayerRegistry.nearest(config.className()))));
  }

  private List<TensorReference> references(List<KerasTensor> tensors) {
    return tensors.stream()
        .map(
            tensor -> {
              TensorReference first = references.get(tensor.application());
              return new TensorReference(first.layer(), first.node(), tensor.index());
            })
        .toList();
  }

  /** Nested models bring theirs. */
  private Map<String, WeightValue> weights(NetworkGraph graph) {
    return new LazyWeights(
        graph.weights(),
        weight -> {
          KerasModel model = weight.owner().size() > 1 ? nested.get(weight.owner().get(0)) : null;
          String key = weight.key();
          return model == null
              ? InitialWeights.of(weight, InitialWeights.DEFAULT_SEED)
              : model.weight(key.substring(key.indexOf('/', model.name().length()) + 1));
        });
  }

  /** What a model of one input takes. */
  private static KerasLayer input(KerasModel model) {
    if (model.inputs().size() != 1) {
      throw new IllegalArgumentException(
          "Model [%s] has %d inputs, and a sequential model has one. Use KerasModel.functional."
              .formatted(model.name(), model.inputs().size()));
    }
    TensorSpec input = model.inputs().get(0);
    return input(input.shape().withoutFirst().toArray())
        .with("dtype", input.dtype().name().toLowerCase(Locale.ROOT));
  }

  static KerasLayer input(long... shape) {
    List<Long> sizes = new ArrayList<>();
    sizes.add(null);
    Arrays.stream(shape).forEach(size -> sizes.add(size < 0 ? null : size));
    return KerasLayer.of(InputLayer.CLASS_NAME).with("batch_shape", sizes);
  }
}
