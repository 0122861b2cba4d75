package io.dlpipelines.tensorflow.keras.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The operation of Keras 3 that does what a function of TensorFlow does.
 *
 * @param module where Keras 3 has it, such as {@code keras.src.ops.numpy}
 * @param className its class there
 * @param tensors the function's parameters after its first one that may be tensors, in order
 * @param settings the function's other parameters, and what Keras calls them: empty if they may
 *     only be unset, an asterisk if they say nothing
 * @param defaults settings that Keras has other defaults for, in JSON
 */
record KerasOperation(
    String module,
    String className,
    List<String> tensors,
    Map<String, String> settings,
    Map<String, String> defaults) {
  static final String MAY_BE_ANYTHING = "*";

  private static final Map<String, KerasOperation> ALL = all();

  /**
   * What a function is.
   *
   * @param function its name without {@code tf.}
   */
  static Optional<KerasOperation> find(String function) {
    String plain =
        function
            .replaceFirst("^compat\\.v1\\.", "")
            .replaceFirst("^(__operators__|math|nn|linalg|dtypes|image)\\.", "");
    return Optional.ofNullable(ALL.get(plain));
  }

  /**
   * Parameters: {@code y} for a tensor, {@code theirs=ours} for a setting, {@code :0} after it for
   * its default; {@code =ours:0} is a setting that the function does not have.
   */
  private static KerasOperation of(String operation, String... parameters) {
    List<String> tensors = new ArrayList<>();
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> defaults = new LinkedHashMap<>();
    for (String parameter : parameters) {
      String[] names = parameter.split("[=:]", -1);
      if (names.length == 1) {
        tensors.add(parameter);
      } else {
        settings.put(names[0], names[1]);
      }
      if (names.length == 3) {
        defaults.put(names[1], names[2]);
      }
    }
    int dot = operation.indexOf('.');
    String module = operation.substring(0, dot);
    return new KerasOperation(
        (module.equals("layers") ? "keras." : "keras.src.ops.") + module,
        operation.substring(dot + 1),
        tensors,
        settings,
        defaults);
  }

  private static Map<String, KerasOperation> all() {
    Map<String, KerasOperation> all = new TreeMap<>();
    ofOne(all);
    ofTwo(all);
    reductions(all);
    shapes(all);
    activations(all);
    selections(all);
    losses(all);
    matrices(all);
    all.put("cast", of("core.Cast", "dtype=dtype"));
    all.put("identity", of("layers.Identity"));
    all.put("clip_by_value", of("numpy.Clip", "clip_value_min=x_min", "clip_value_max=x_max"));
    all.put("where", of("numpy.Where", "x", "y"));
    all.put("zeros_like", of("numpy.ZerosLike", "dtype=dtype"));
    all.put("ones_like", of("numpy.OnesLike", "dtype=dtype"));
    all.put("one_hot", of("nn.OneHot", "depth=num_classes", "axis=axis", "dtype=dtype"));
    all.put(
        "gather", of("numpy.Take", "indices", "axis=axis:0", "batch_dims=", "validate_indices=*"));
    all.put(
        "resize", of("image.Resize", "size=size", "method=interpolation", "antialias=antialias"));
    all.put("getitem", of("numpy.GetItem", "slice_spec"));
    return all;
  }

  private static void ofOne(Map<String, KerasOperation> all) {
    Map.ofEntries(
            Map.entry("abs", "numpy.Absolute"),
            Map.entry("acos", "numpy.Arccos"),
            Map.entry("acosh", "numpy.Arccosh"),
            Map.entry("asin", "numpy.Arcsin"),
            Map.entry("asinh", "numpy.Arcsinh"),
            Map.entry("atan", "numpy.Arctan"),
            Map.entry("atanh", "numpy.Arctanh"),
            Map.entry("ceil", "numpy.Ceil"),
            Map.entry("cos", "numpy.Cos"),
            Map.entry("cosh", "numpy.Cosh"),
            Map.entry("erf", "math.Erf"),
            Map.entry("erfc", "math.Erfc"),
            Map.entry("exp", "numpy.Exp"),
            Map.entry("expm1", "numpy.Expm1"),
            Map.entry("floor", "numpy.Floor"),
            Map.entry("is_finite", "numpy.Isfinite"),
            Map.entry("is_inf", "numpy.Isinf"),
            Map.entry("is_nan", "numpy.Isnan"),
            Map.entry("log", "numpy.Log"),
            Map.entry("log1p", "numpy.Log1p"),
            Map.entry("logical_not", "numpy.LogicalNot"),
            Map.entry("negative", "numpy.Negative"),
            Map.entry("reciprocal", "numpy.Reciprocal"),
            Map.entry("round", "numpy.Round"),
            Map.entry("rsqrt", "math.Rsqrt"),
            Map.entry("sign", "numpy.Sign"),
            Map.entry("sin", "numpy.Sin"),
            Map.entry("sinh", "numpy.Sinh"),
            Map.entry("sqrt", "numpy.Sqrt"),
            Map.entry("square", "numpy.Square"),
            Map.entry("stop_gradient", "core.StopGradient"),
            Map.entry("tan", "numpy.Tan"),
            Map.entry("tanh", "numpy.Tanh"))
        .forEach((function, operation) -> all.put(function, of(operation)));
  }

  private static void ofTwo(Map<String, KerasOperation> all) {
    Map.ofEntries(
            Map.entry("add", "numpy.Add"),
            Map.entry("subtract", "numpy.Subtract"),
            Map.entry("multiply", "numpy.Multiply"),
            Map.entry("divide", "numpy.TrueDivide"),
            Map.entry("truediv", "numpy.TrueDivide"),
            Map.entry("divide_no_nan", "numpy.DivideNoNan"),
            Map.entry("floordiv", "numpy.FloorDivide"),
            Map.entry("floormod", "numpy.Mod"),
            Map.entry("mod", "numpy.Mod"),
            Map.entry("pow", "numpy.Power"),
            Map.entry("maximum", "numpy.Maximum"),
            Map.entry("minimum", "numpy.Minimum"),
            Map.entry("squared_difference", "math.SquaredDifference"),
            Map.entry("equal", "numpy.Equal"),
            Map.entry("eq", "numpy.Equal"),
            Map.entry("not_equal", "numpy.NotEqual"),
            Map.entry("ne", "numpy.NotEqual"),
            Map.entry("greater", "numpy.Greater"),
            Map.entry("greater_equal", "numpy.GreaterEqual"),
            Map.entry("less", "numpy.Less"),
            Map.entry("less_equal", "numpy.LessEqual"),
            Map.entry("logical_and", "numpy.LogicalAnd"),
            Map.entry("logical_or", "numpy.LogicalOr"),
            Map.entry("logical_xor", "numpy.LogicalXor"))
        .forEach((function, operation) -> all.put(function, of(operation, "y")));
    all.put("atan2", of("numpy.Arctan2", "x"));
    all.put("scalar_mul", of("numpy.Multiply", "x"));
    all.put("bias_add", of("numpy.Add", "bias"));
    all.put("matmul", of("numpy.Matmul", "b"));
  }

  private static void reductions(Map<String, KerasOperation> all) {
    Map.ofEntries(
            Map.entry("reduce_mean", "numpy.Mean"),
            Map.entry("reduce_sum", "numpy.Sum"),
            Map.entry("reduce_prod", "numpy.Prod"),
            Map.entry("reduce_max", "numpy.Max"),
            Map.entry("reduce_min", "numpy.Min"),
            Map.entry("reduce_all", "numpy.All"),
            Map.entry("reduce_any", "numpy.Any"),
            Map.entry("reduce_std", "numpy.Std"),
            Map.entry("reduce_variance", "numpy.Var"),
            Map.entry("reduce_logsumexp", "math.Logsumexp"))
        .forEach(
            (function, operation) ->
                all.put(
                    function,
                    of(
                        operation,
                        "axis=axis",
                        "keepdims=keepdims",
                        "reduction_indices=axis",
                        "keep_dims=keepdims")));
    all.put("argmax", of("numpy.Argmax", "axis=axis:0", "output_type=*"));
    all.put("argmin", of("numpy.Argmin", "axis=axis:0", "output_type=*"));
    all.put("cumsum", of("numpy.Cumsum", "axis=axis:0"));
    all.put("cumprod", of("numpy.Cumprod", "axis=axis:0"));
    all.put("l2_normalize", of("nn.Normalize", "axis=axis", "dim=axis", "epsilon=epsilon:1e-12"));
  }

  private static void shapes(Map<String, KerasOperation> all) {
    all.put("shape", of("core.Shape", "out_type=*"));
    all.put("reshape", of("numpy.Reshape", "shape=newshape"));
    all.put("broadcast_to", of("numpy.BroadcastTo", "shape=shape"));
    all.put("transpose", of("numpy.Transpose", "perm=axes"));
    all.put("expand_dims", of("numpy.ExpandDims", "axis=axis", "dim=axis"));
    all.put("squeeze", of("numpy.Squeeze", "axis=axis", "squeeze_dims=axis"));
    all.put("concat", of("numpy.Concatenate", "axis=axis"));
    all.put("stack", of("numpy.Stack", "axis=axis"));
    all.put("unstack", of("core.Unstack", "num=num", "axis=axis"));
    all.put(
        "split", of("numpy.Split", "num_or_size_splits=indices_or_sections", "axis=axis", "num=*"));
    all.put("tile", of("numpy.Tile", "multiples=repeats"));
    all.put("repeat", of("numpy.Repeat", "repeats=repeats", "axis=axis"));
    all.put("reverse", of("numpy.Flip", "axis=axis"));
    all.put("roll", of("numpy.Roll", "shift=shift", "axis=axis"));
    all.put("pad", of("numpy.Pad", "constant_values", "paddings=pad_width", "mode=mode"));
  }

  private static void selections(Map<String, KerasOperation> all) {
    all.put("slice", of("core.Slice", "begin", "size=shape"));
    all.put("scatter_nd", of("core.Scatter", "updates", "shape=shape"));
    all.put("tensor_scatter_nd_update", of("core.ScatterUpdate", "indices", "updates"));
    for (String reduction : List.of("add", "max", "min")) {
      all.put(
          "tensor_scatter_nd_" + reduction,
          of("core.ScatterUpdate", "indices", "updates", "=reduction:" + reduction));
    }
    all.put("sort", of("numpy.Sort", "axis=axis:-1", "direction="));
    all.put("argsort", of("numpy.Argsort", "axis=axis:-1", "direction=", "stable=*"));
    all.put("top_k", of("math.TopK", "k=k", "sorted=*"));
    for (String reduction : List.of("Sum", "Max", "Min", "Prod")) {
      String name = "segment_" + reduction.toLowerCase(Locale.ROOT);
      all.put(name, of("math.Segment" + reduction, "segment_ids", "=sorted:true"));
      all.put(
          "unsorted_" + name,
          of("math.Segment" + reduction, "segment_ids", "num_segments=num_segments"));
    }
  }

  private static void losses(Map<String, KerasOperation> all) {
    all.put(
        "softmax_cross_entropy_with_logits",
        of("nn.CategoricalCrossentropy", "logits", "axis=axis", "=from_logits:true"));
    all.put(
        "sparse_softmax_cross_entropy_with_logits",
        of("nn.SparseCategoricalCrossentropy", "logits", "=from_logits:true"));
    all.put(
        "sigmoid_cross_entropy_with_logits",
        of("nn.BinaryCrossentropy", "logits", "=from_logits:true"));
  }

  private static void matrices(Map<String, KerasOperation> all) {
    all.put("tensordot", of("numpy.Tensordot", "b", "axes=axes"));
    all.put("det", of("linalg.Det"));
    all.put("inv", of("linalg.Inv", "adjoint="));
    all.put("cholesky", of("linalg.Cholesky"));
    all.put("logdet", of("math.Logdet"));
    all.put("trace", of("numpy.Trace", "=axis1:-2", "=axis2:-1"));
    all.put("rgb_to_grayscale", of("image.RGBToGrayscale"));
    all.put("rgb_to_hsv", of("image.RGBToHSV"));
    all.put("hsv_to_rgb", of("image.HSVToRGB"));
    all.put("moments", of("nn.Moments", "axes=axes", "shift=", "keepdims=keepdims"));
    all.put("erfinv", of("math.Erfinv"));
    all.put("bessel_i0", of("numpy.I0"));
  }

  private static void activations(Map<String, KerasOperation> all) {
    Map.of(
            "relu", "nn.Relu",
            "relu6", "nn.Relu6",
            "selu", "nn.Selu",
            "sigmoid", "nn.Sigmoid",
            "log_sigmoid", "nn.LogSigmoid",
            "softplus", "nn.Softplus",
            "softsign", "nn.Softsign",
            "silu", "nn.Silu",
            "swish", "nn.Silu",
            "elu", "nn.Elu")
        .forEach((function, operation) -> all.put(function, of(operation)));
    all.put("leaky_relu", of("nn.LeakyRelu", "alpha=negative_slope:0.2"));
    all.put("gelu", of("nn.Gelu", "approximate=approximate:false"));
    all.put("softmax", of("nn.Softmax", "axis=axis", "dim=axis"));
    all.put("log_softmax", of("nn.LogSoftmax", "axis=axis", "dim=axis"));
  }
}
