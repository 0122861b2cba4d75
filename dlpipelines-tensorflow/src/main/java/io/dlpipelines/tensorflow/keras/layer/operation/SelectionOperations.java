package io.dlpipelines.tensorflow.keras.layer.operation;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.dlpipelines.tensorflow.keras.network.ArgumentPattern;
import io.dlpipelines.tensorflow.keras.network.Layer;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Operations that take some of the numbers of a tensor, or encode places. */
final class SelectionOperations {
  static final Map<String, Function<LayerConfig, Layer>> ALL =
      Map.ofEntries(
          entry("numpy.GetItem", Operation.of("x key", SelectionOperations::item)),
          entry("numpy.Take", Operation.of("x indices", SelectionOperations::take)),
          entry(
              "numpy.TakeAlongAxis", Operation.of("x indices", SelectionOperations::takeAlongAxis)),
          entry("core.Slice", Operation.of("inputs start_indices", SelectionOperations::slice)),
          entry("nn.OneHot", Operation.of("x", call -> encoded(call, call.tensor("x")))),
          entry("nn.MultiHot", Operation.of("inputs", SelectionOperations::multiHot)));

  private SelectionOperations() {}

  /** Python's {@code x[key]}: numbers, slices, an ellipsis and new axes. */
  private static Operand<? extends TType> item(OperationCall call) {
    JsonNode key = call.find("key").orElseThrow(() -> call.invalid("[key] is missing"));
    List<Operand<TInt32>> begins = new ArrayList<>();
    List<Operand<TInt32>> ends = new ArrayList<>();
    List<Operand<TInt32>> strides = new ArrayList<>();
    Ops tf = call.tf();
    long noBegin = 0;
    long noEnd = 0;
    long ellipsis = 0;
    long newAxis = 0;
    long single = 0;
    for (JsonNode each : key.isArray() ? key : JsonNodeFactory.instance.arrayNode().add(key)) {
      long bit = 1L << begins.size();
      Operand<TInt32> begin = tf.constant(0);
      Operand<TInt32> end = tf.constant(0);
      Operand<TInt32> stride = tf.constant(1);
      String form = each.path("class_name").asText();
      if (each.isNull()) {
        newAxis |= bit;
      } else if (form.equals("__ellipsis__")) {
        ellipsis |= bit;
      } else if (form.equals("__slice__")) {
        JsonNode slice = each.path("config");
        noBegin |= slice.path("start").isNull() ? bit : 0;
        noEnd |= slice.path("stop").isNull() ? bit : 0;
        begin = bound(call, slice.path("start"), 0);
        end = bound(call, slice.path("stop"), 0);
        stride = bound(call, slice.path("step"), 1);
      } else if (each.isIntegralNumber() || ArgumentPattern.input(each).isPresent()) {
        single |= bit;
        begin = call.scalar(each);
        end = tf.math.add(begin, tf.constant(1));
      } else {
        throw call.invalid(
            "[key] has %s, which is no number, slice, ellipsis or new axis".formatted(each));
      }
      begins.add(begin);
      ends.add(end);
      strides.add(stride);
    }
    long[] masks = {noBegin, noEnd, ellipsis, newAxis, single};
    return call.ops()
        .add(
            "StridedSlice",
            List.of(call.tensor("x"), tf.stack(begins), tf.stack(ends), tf.stack(strides)),
            builder ->
                builder
                    .setAttr("begin_mask", masks[0])
                    .setAttr("end_mask", masks[1])
                    .setAttr("ellipsis_mask", masks[2])
                    .setAttr("new_axis_mask", masks[3])
                    .setAttr("shrink_axis_mask", masks[4]));
  }

  private static Operand<TInt32> bound(OperationCall call, JsonNode json, int missing) {
    return json.isNull() || json.isMissingNode() ? call.tf().constant(missing) : call.scalar(json);
  }

  private static Operand<? extends TType> take(OperationCall call) {
    TensorOps ops = call.ops();
    long batchDims = call.integer("batch_dims", 0);
    Operand<? extends TType> x = ReductionOperations.axisOrRavel(call, call.tensor("x"));
    int axis = call.axisOf(x, 0);
    Operand<? extends TType> indices = counted(ops, call.tensor("indices"), ops.size(x, axis));
    return ops.add(
        "GatherV2",
        List.of(x, indices, call.tf().constant(axis)),
        builder -> builder.setAttr("batch_dims", batchDims));
  }

  /** Indices below 0 count from the end. */
  private static Operand<? extends TType> counted(
      TensorOps ops, Operand<? extends TType> indices, Operand<TInt32> size) {
    Operand<TInt32> places = ops.integers(indices);
    return ops.choose(
        ops.add("Less", places, ops.number(0, places)), ops.plus(places, size), places);
  }

  /** One place for each number of the result; other axes are repeated to fit. */
  private static Operand<? extends TType> takeAlongAxis(OperationCall call) {
    TensorOps ops = call.ops();
    Operand<? extends TType> x = ReductionOperations.axisOrRavel(call, call.tensor("x"));
    int last = TensorOps.rank(x) - 1;
    int axis = call.axisOf(x, 0);
    Operand<? extends TType> indices = counted(ops, call.tensor("indices"), ops.size(x, axis));
    Operand<? extends TType> rows = ops.moveAxis(x, axis, last);
    Operand<? extends TType> places = ops.moveAxis(indices, axis, last);
    Operand<? extends TType> xOthers = leading(ops, rows);
    Operand<? extends TType> indexOthers = leading(ops, places);
    Operand<? extends TType> others = ops.add("BroadcastArgs", xOthers, indexOthers);
    rows = repeated(ops, rows, others);
    places = repeated(ops, places, others);
    Operand<? extends TType> y =
        ops.add(
            "GatherV2",
            List.of(rows, places, call.tf().constant(last)),
            builder -> builder.setAttr("batch_dims", (long) last));
    return ops.moveAxis(y, last, axis);
  }

  private static Operand<? extends TType> leading(TensorOps ops, Operand<? extends TType> x) {
    return ops.slice(ops.tf().shape(x), 0, 0, -1, 1);
  }

  private static Operand<? extends TType> repeated(
      TensorOps ops, Operand<? extends TType> x, Operand<? extends TType> others) {
    Operand<? extends TType> own = ops.slice(ops.tf().shape(x), 0, -1, Integer.MAX_VALUE, 1);
    return ops.add("BroadcastTo", x, ops.concat(List.of(others, own), 0));
  }

  private static Operand<? extends TType> slice(OperationCall call) {
    return call.ops()
        .add("Slice", call.tensor("inputs"), call.sizes("start_indices"), call.sizes("shape"));
  }

  private static Operand<? extends TType> encoded(OperationCall call, Operand<? extends TType> x) {
    DataType type =
        call.find("dtype").orElse(NullNode.instance).isNull()
            ? DataType.DT_FLOAT
            : call.type("dtype");
    if (call.flag("sparse", false)) {
      throw call.invalid("[sparse] is true; sparse tensors are not supported");
    }
    TensorOps ops = call.ops();
    long axis = call.integer("axis", -1);
    return ops.add(
        "OneHot",
        List.of(
            ops.cast(x, DataType.DT_INT64),
            call.tf().constant(call.integer("num_classes")),
            ops.cast(call.tf().constant(1f), type),
            ops.cast(call.tf().constant(0f), type)),
        builder -> builder.setAttr("axis", axis));
  }

  /** Whether a class is among those of the second axis, or of a vector. */
  private static Operand<? extends TType> multiHot(OperationCall call) {
    Operand<? extends TType> x = call.tensor("inputs");
    Operand<? extends TType> each = encoded(call, x);
    String type = TensorOps.typeOf(each) == DataType.DT_BOOL ? "Any" : "Max";
    return call.ops().reduce(type, each, false, TensorOps.rank(x) > 1 ? 1 : 0);
  }
}
