package io.dlpipelines.tensorflow.keras.network;

import com.google.protobuf.UnsafeByteOperations;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.graph.Endpoint;
import io.dlpipelines.tensorflow.runtime.Dtypes;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.Placeholders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * A network as a graph to score with. What each layer gives is a tensor of the layer's name.
 *
 * @param definition the graph, with placeholders for the weights
 * @param inputs what is fed, by the names of the input layers
 * @param outputs what comes out, by the names of the layers that give it
 * @param weights the weights, in the order in which layers ask for them
 * @param tensors what each layer gives, those of nested models included, in the order of writing
 */
public record NetworkGraph(
    GraphDef definition,
    List<Endpoint> inputs,
    List<Endpoint> outputs,
    List<WeightSpec> weights,
    List<LayerTensor> tensors) {
  private static final String WEIGHTS = "weights/";

  /**
   * Writes a network into a graph of its own.
   *
   * @param network the network
   * @return the graph
   * @throws IllegalArgumentException naming the layer that cannot take what it is given
   */
  public static NetworkGraph of(Network network) {
    List<Endpoint> inputs = new ArrayList<>();
    List<Endpoint> outputs = new ArrayList<>();
    List<WeightSpec> weights = new ArrayList<>();
    List<LayerTensor> tensors = new ArrayList<>();
    GraphDef definition =
        GraphTensors.build(
            tf -> {
              Trace trace = new Trace(tf, false, 0, NetworkGraph::placeholder);
              List<Value> given = new ArrayList<>();
              for (TensorReference input : network.inputs()) {
                InputLayer layer = inputLayer(network, input);
                Operand<? extends TType> fed =
                    Placeholders.add(
                        tf, trace.unique(tensorName(layer.name())), shape(layer), layer.dtype());
                given.add(Value.of(fed));
                inputs.add(endpoint(layer.name(), fed));
              }
              List<Value> results = network.call(trace, given);
              Map<TensorReference, Operand<?>> named = nameOutputs(tf, trace);
              for (int index = 0; index < results.size(); index++) {
                TensorReference output = network.outputs().get(index);
                outputs.add(
                    endpoint(
                        outputName(output, outputs),
                        fetchable(
                            tf,
                            output,
                            named.getOrDefault(output, tf.identity(results.get(index).tensor())))));
              }
              weights.addAll(trace.weights());
              trace.outputs().forEach(output -> tensors.add(layerTensor(output)));
            });
    return new NetworkGraph(definition, inputs, outputs, weights, tensors);
  }

  /**
   * The graph with the weights in it.
   *
   * @param values the values, by {@link WeightSpec#key}
   * @return a definition without variables
   * @throws IllegalArgumentException if a weight has no value, or one of another shape
   */
  public GraphDef freeze(Map<String, WeightValue> values) {
    Map<String, WeightValue> byOperation = new HashMap<>();
    for (WeightSpec weight : weights) {
      WeightValue value = values.get(weight.key());
      if (value == null || !value.shape().equals(weight.shape())) {
        throw new IllegalArgumentException(
            "The weight %s %s."
                .formatted(
                    weight, value == null ? "has no value" : "is given as " + value.shape()));
      }
      byOperation.put(weightName(weight), value);
    }
    GraphDef.Builder frozen = definition.toBuilder().clearNode();
    for (NodeDef node : definition.getNodeList()) {
      WeightValue value = byOperation.get(node.getName());
      frozen.addNode(value == null ? node : constant(node.getName(), value));
    }
    return frozen.build();
  }

  private static NodeDef constant(String name, WeightValue value) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    value.shape().forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(shape)
            .setTensorContent(UnsafeByteOperations.unsafeWrap(value.bytes()));
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static InputLayer inputLayer(Network network, TensorReference input) {
    return network
        .findLayer(input.layer())
        .filter(InputLayer.class::isInstance)
        .map(InputLayer.class::cast)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Model [%s]: its input %s is no InputLayer.".formatted(network.name(), input)));
  }

  private static Shape shape(InputLayer layer) {
    return layer
        .shape()
        .orElseThrow(
            () ->
                layer
                    .config()
                    .invalid(
                        "the model does not say the shape of its input; save it after it was built,"
                            + " or called once"));
  }

  /** Names what each layer gave; the first outputs of first applications get the plain names. */
  private static Map<TensorReference, Operand<?>> nameOutputs(Ops tf, Trace trace) {
    Map<TensorReference, Operand<?>> named = new HashMap<>();
    List<Trace.LayerOutput> later = new ArrayList<>();
    for (Trace.LayerOutput output : trace.outputs()) {
      if (output.application() == 0 && output.index() == 0) {
        named.put(reference(output), identity(tf, trace, output, ""));
      } else {
        later.add(output);
      }
    }
    for (Trace.LayerOutput output : later) {
      String number =
          (output.application() == 0 ? "" : "_" + output.application())
              + (output.index() == 0 ? "" : "_output_" + output.index());
      named.put(reference(output), identity(tf, trace, output, number));
    }
    return named;
  }

  private static TensorReference reference(Trace.LayerOutput output) {
    return new TensorReference(
        String.join("/", output.layer()), output.application(), output.index());
  }

  private static Operand<?> identity(Ops tf, Trace trace, Trace.LayerOutput output, String number) {
    String name = trace.unique(tensorName(String.join("/", output.layer())) + number);
    return tf.scope()
        .env()
        .opBuilder("Identity", name, tf.scope())
        .addInput(output.value().tensor().asOutput())
        .build()
        .output(0);
  }

  private static String outputName(TensorReference output, List<Endpoint> before) {
    String name = output.layer();
    int copies = 0;
    while (taken(name, before)) {
      copies++;
      name = output.layer() + "_" + copies;
    }
    return name;
  }

  private static boolean taken(String name, List<Endpoint> endpoints) {
    return endpoints.stream().anyMatch(endpoint -> endpoint.name().equals(name));
  }

  private static Endpoint endpoint(String name, Operand<?> tensor) {
    return new Endpoint(
        new TensorSpec(
            name,
            Dtypes.find(tensor.asOutput().dataType()).orElseThrow(),
            tensorShape(tensor.shape())),
        GraphTensors.name(tensor));
  }

  /** A tensor of a type that rows can have. */
  private static Operand<?> fetchable(Ops tf, TensorReference output, Operand<?> tensor) {
    DataType type = tensor.asOutput().dataType();
    return switch (type) {
      case DT_INT8, DT_INT16 -> tf.dtypes.cast(tensor, TInt32.class);
      case DT_UINT32 -> tf.dtypes.cast(tensor, TInt64.class);
      case DT_UINT64 -> tf.dtypes.cast(tensor, TFloat64.class);
      case DT_COMPLEX64, DT_COMPLEX128 ->
          throw new IllegalArgumentException(
              "The model's output [%s] has complex numbers; add operations that take their real and imaginary parts or their absolute values."
                  .formatted(output.layer()));
      default -> tensor;
    };
  }

  private static LayerTensor layerTensor(Trace.LayerOutput output) {
    Operand<?> tensor = output.value().tensor();
    return new LayerTensor(
        output.layer(),
        output.application(),
        output.index(),
        typeName(tensor.asOutput().dataType()),
        tensorShape(tensor.shape()));
  }

  private static String typeName(DataType type) {
    return switch (type) {
      case DT_FLOAT -> "float32";
      case DT_DOUBLE -> "float64";
      case DT_HALF -> "float16";
      default -> type.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
    };
  }

  private static TensorShape tensorShape(Shape shape) {
    return shape.isUnknown() ? TensorShape.unknownRank() : TensorShape.of(shape.asArray());
  }

  private static Operand<TFloat32> placeholder(Ops tf, WeightSpec weight) {
    Shape shape = Shape.of(weight.shape().stream().mapToLong(Long::longValue).toArray());
    return Placeholders.add(tf, weightName(weight), shape, Dtype.FLOAT32)
        .asOutput()
        .expect(TFloat32.class);
  }

  private static String weightName(WeightSpec weight) {
    return WEIGHTS + tensorName(weight.key());
  }

  private static String tensorName(String name) {
    return TensorNames.path(name);
  }
}
