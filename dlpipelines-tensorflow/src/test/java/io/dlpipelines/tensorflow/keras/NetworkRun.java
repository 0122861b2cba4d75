package io.dlpipelines.tensorflow.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.tensorflow.graph.Endpoint;
import io.dlpipelines.tensorflow.keras.file.ArchitectureReader;
import io.dlpipelines.tensorflow.keras.network.Network;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Runs networks on numbers. */
public final class NetworkRun {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(com.fasterxml.jackson.core.json.JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .build();

  private NetworkRun() {}

  /**
   * A network of one layer; settings are JSON, quotes may be left out. Input shapes with batch, -1
   * for sizes that are not known.
   */
  public static Network layer(String className, String settings, long... inputShape) {
    ObjectNode model = JSON.createObjectNode();
    model.put("class_name", "Sequential");
    ObjectNode config = model.putObject("config").put("name", "net");
    ArrayNode layers = config.putArray("layers");
    ObjectNode input = layers.addObject().put("class_name", "InputLayer").putObject("config");
    ArrayNode shape = input.put("name", "x").put("dtype", "float32").putArray("batch_shape");
    shape.addNull();
    for (int axis = 1; axis < inputShape.length; axis++) {
      if (inputShape[axis] < 0) {
        shape.addNull();
      } else {
        shape.add(inputShape[axis]);
      }
    }
    ObjectNode layer = layers.addObject().put("class_name", className);
    layer.set("config", json(settings).deepCopy());
    ((ObjectNode) layer.get("config")).put("name", "y");
    return ArchitectureReader.read(model);
  }

  /** What a layer gives; weights in the order in which it asks for them. */
  public static Numbers apply(
      String className, String settings, Numbers input, Numbers... weights) {
    return apply(layer(className, settings, input.shape()), input, weights);
  }

  /** What a network of one input gives; weights in the order in which layers ask for them. */
  public static Numbers apply(Network network, Numbers input, Numbers... weights) {
    return run(network, List.of(input), weights).values().iterator().next();
  }

  /** A network of JSON; quotes may be left out. */
  public static Network network(String model) {
    return ArchitectureReader.read(json(model));
  }

  /** The outputs by name, in their order; weights in the order in which layers ask for them. */
  public static Map<String, Numbers> run(
      Network network, List<Numbers> inputs, Numbers... weights) {
    NetworkGraph graph = NetworkGraph.of(network);
    Map<String, WeightValue> values = new HashMap<>();
    for (int index = 0; index < graph.weights().size(); index++) {
      WeightSpec weight = graph.weights().get(index);
      values.put(weight.key(), WeightValue.of(weight.shape(), weights[index].values()));
    }
    return run(graph, values, inputs);
  }

  /** The outputs of a model by name, in their order. */
  public static Map<String, Numbers> run(KerasModel model, List<Numbers> inputs) {
    return run(NetworkGraph.of(model.network()), model.weights(), inputs);
  }

  /** The outputs by name, and what each layer gives by the layer's name. */
  public static Map<String, Numbers> run(
      NetworkGraph network,
      Map<String, WeightValue> weights,
      List<Numbers> inputs,
      String... fetches) {
    Map<String, String> wanted = new LinkedHashMap<>();
    for (Endpoint output : network.outputs()) {
      wanted.put(output.name(), output.tensor());
    }
    for (String fetch : fetches) {
      wanted.put(fetch, fetch);
    }
    try (Graph graph = new Graph()) {
      graph.importGraphDef(network.freeze(weights));
      try (Session session = new Session(graph)) {
        Session.Runner runner = session.runner();
        List<TType> fed = new ArrayList<>();
        for (int index = 0; index < inputs.size(); index++) {
          fed.add(inputs.get(index).toTensor(network.inputs().get(index).spec().dtype()));
          runner.feed(network.inputs().get(index).tensor(), fed.get(index));
        }
        wanted.values().forEach(runner::fetch);
        Map<String, Numbers> results = new LinkedHashMap<>();
        try (Result result = runner.run()) {
          int index = 0;
          for (String name : wanted.keySet()) {
            results.put(name, Numbers.of((TFloat32) result.get(index)));
            index++;
          }
        }
        fed.forEach(TType::close);
        return results;
      }
    }
  }

  /** JSON of which quotes may be left out. */
  public static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed);
    }
  }
}
