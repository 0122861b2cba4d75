package io.dlpipelines.tensorflow.keras.layer.operation;

import com.fasterxml.jackson.databind.node.TextNode;
import io.dlpipelines.tensorflow.keras.network.Activation;
import io.dlpipelines.tensorflow.keras.network.Activations;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/** Activation functions that are not within layers. */
final class ActivationOperations {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("nn.Sigmoid", "sigmoid"),
          Map.entry("nn.SparseSigmoid", "sparse_sigmoid"),
          Map.entry("nn.Softplus", "softplus"),
          Map.entry("nn.Softsign", "softsign"),
          Map.entry("nn.SparsePlus", "sparse_plus"),
          Map.entry("nn.Silu", "silu"),
          Map.entry("nn.LogSigmoid", "log_sigmoid"),
          Map.entry("nn.HardSigmoid", "hard_sigmoid"),
          Map.entry("nn.HardSilu", "hard_silu"),
          Map.entry("nn.HardTanh", "hard_tanh"),
          Map.entry("nn.Selu", "selu"),
          Map.entry("nn.TanhShrink", "tanh_shrink"));

  static final Map<String, Function<LayerConfig, Layer>> ALL = all();

  private ActivationOperations() {}

  private static Map<String, Function<LayerConfig, Layer>> all() {
    Map<String, Function<LayerConfig, Layer>> all = new TreeMap<>();
    NAMES.forEach((operation, name) -> all.put(operation, of(call -> named(name))));
    all.put("nn.Relu", ofNumbers("relu"));
    all.put("nn.Relu6", ofNumbers("relu6"));
    all.put(
        "nn.Gelu", of(call -> named(call.flag("approximate", true) ? "gelu_approximate" : "gelu")));
    all.put("nn.LeakyRelu", of(call -> Activations.leakyRelu(call.number("negative_slope", 0.2))));
    all.put("nn.Elu", of(call -> Activations.elu(call.number("alpha", 1))));
    all.put("nn.Celu", of(call -> Activations.celu(call.number("alpha", 1))));
    all.put("nn.HardShrink", of(call -> Activations.hardShrink(call.number("threshold", 0.5))));
    all.put("nn.SoftShrink", of(call -> Activations.softShrink(call.number("threshold", 0.5))));
    all.put("nn.Squareplus", of(call -> Activations.squareplus(call.number("b", 4))));
    all.put("nn.Softmax", Operation.of("x", ActivationOperations::softmax));
    all.put("nn.LogSoftmax", alongAxis("log_softmax"));
    all.put("nn.Sparsemax", alongAxis("sparsemax"));
    all.put("nn.Glu", alongAxis("glu"));
    return all;
  }

  private static Function<LayerConfig, Layer> of(Function<OperationCall, Activation> function) {
    return Operation.of("x", call -> applied(call, function.apply(call), call.tensor("x")));
  }

  /** Integers stay integers. */
  private static Function<LayerConfig, Layer> ofNumbers(String name) {
    return Operation.of(
        "x",
        call -> {
          Operand<? extends TType> x = call.tensor("x");
          return call.ops().cast(applied(call, named(name), x), TensorOps.typeOf(x));
        });
  }

  /** In 32 bits, but of the type of floats that is given. */
  private static Operand<? extends TType> applied(
      OperationCall call, Activation function, Operand<? extends TType> x) {
    TensorOps ops = call.ops();
    Operand<? extends TType> y = function.apply(call.tf(), ops.floats(x));
    return ElementTypes.isFloating(TensorOps.typeOf(x)) ? ops.cast(y, TensorOps.typeOf(x)) : y;
  }

  private static Operand<? extends TType> softmax(OperationCall call) {
    Operand<? extends TType> x = call.tensor("x");
    int[] axes = call.has("axis") || call.isNull("axis") ? call.axes("axis", x) : new int[] {-1};
    return applied(call, Activations.softmax(axes), x);
  }

  /** A function of the last axis along any, or of all numbers where no axis is said. */
  private static Function<LayerConfig, Layer> alongAxis(String name) {
    return Operation.of(
        "x",
        call -> {
          TensorOps ops = call.ops();
          Operand<? extends TType> x = call.tensor("x");
          if (call.isNull("axis")) {
            Operand<? extends TType> row = ops.reshape(x, 1, -1);
            return ops.reshape(applied(call, named(name), row), ops.sizes(x));
          }
          int axis = call.axisOf(x, -1);
          int last = TensorOps.rank(x) - 1;
          Operand<? extends TType> moved = ops.moveAxis(x, axis, last);
          return ops.moveAxis(applied(call, named(name), moved), last, axis);
        });
  }

  private static Activation named(String name) {
    return Activations.find(TextNode.valueOf(name)).orElseThrow();
  }
}
