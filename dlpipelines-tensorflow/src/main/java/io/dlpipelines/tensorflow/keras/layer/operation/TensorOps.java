package io.dlpipelines.tensorflow.keras.layer.operation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** TensorFlow's operations by their names, on tensors of any type. */
final class TensorOps {
  private final Ops tf;

  TensorOps(Ops tf) {
    this.tf = tf;
  }

  Ops tf() {
    return tf;
  }

  Operand<? extends TType> add(String type, Operand<?>... inputs) {
    return add(type, List.of(inputs), builder -> builder);
  }

  Operand<? extends TType> add(
      String type, List<? extends Operand<?>> inputs, UnaryOperator<OperationBuilder> attributes) {
    return build(type, inputs, attributes).output(0);
  }

  /** An operation of several outputs. */
  List<Operand<? extends TType>> addMany(
      String type, List<? extends Operand<?>> inputs, UnaryOperator<OperationBuilder> attributes) {
    Operation operation = build(type, inputs, attributes);
    List<Operand<? extends TType>> outputs = new ArrayList<>();
    for (int index = 0; index < operation.numOutputs(); index++) {
      outputs.add(operation.output(index));
    }
    return outputs;
  }

  private Operation build(
      String type, List<? extends Operand<?>> inputs, UnaryOperator<OperationBuilder> attributes) {
    OperationBuilder builder = tf.scope().opBuilder(type, type);
    inputs.forEach(input -> builder.addInput(input.asOutput()));
    return attributes.apply(builder).build();
  }

  /** An operation that takes a list, then other inputs. */
  Operand<? extends TType> addOfList(
      String type,
      List<? extends Operand<?>> list,
      List<? extends Operand<?>> others,
      UnaryOperator<OperationBuilder> attributes) {
    OperationBuilder builder = tf.scope().opBuilder(type, type);
    builder.addInputList(list.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    others.forEach(input -> builder.addInput(input.asOutput()));
    return attributes.apply(builder).build().output(0);
  }

  Operand<? extends TType> constant(TensorProto tensor) {
    return add(
        "Const",
        List.of(),
        builder ->
            builder
                .setAttr("dtype", tensor.getDtype())
                .setAttr("value", AttrValue.newBuilder().setTensor(tensor).build()));
  }

  /** A scalar of a type. */
  Operand<? extends TType> number(double value, DataType type) {
    return ElementTypes.isComplex(type)
        ? cast(number(value, ElementTypes.partOf(type)), type)
        : constant(Literal.tensor(JsonNodeFactory.instance.numberNode(value), type));
  }

  /** A scalar of the type of a tensor. */
  Operand<? extends TType> number(double value, Operand<?> like) {
    return number(value, typeOf(like));
  }

  Operand<? extends TType> cast(Operand<? extends TType> x, DataType type) {
    return typeOf(x) == type
        ? x
        : add("Cast", List.of(x), builder -> builder.setAttr("DstT", type));
  }

  /**
   * A value whose operation has no gradient, with that of another form of it, which may be less
   * exact.
   */
  Operand<? extends TType> differentiated(
      Operand<? extends TType> value, Operand<? extends TType> form) {
    Operand<? extends TType> zero = add("Sub", form, add("StopGradient", form));
    return add("AddV2", add("StopGradient", value), zero);
  }

  Operand<TInt32> integers(Operand<? extends TType> x) {
    return cast(x, DataType.DT_INT32).asOutput().expect(TInt32.class);
  }

  /** Floats of 32 bits. */
  Operand<TFloat32> floats(Operand<? extends TType> x) {
    return cast(x, DataType.DT_FLOAT).asOutput().expect(TFloat32.class);
  }

  /** Integers and truth values as floats of 32 bits. */
  Operand<? extends TType> floating(Operand<? extends TType> x) {
    return ElementTypes.isInexact(typeOf(x)) ? x : cast(x, DataType.DT_FLOAT);
  }

  Operand<? extends TType> plus(Operand<?> x, Operand<?> y) {
    return add("AddV2", x, y);
  }

  Operand<? extends TType> plus(Operand<?> x, double y) {
    return plus(x, number(y, x));
  }

  Operand<? extends TType> minus(Operand<?> x, Operand<?> y) {
    return add("Sub", x, y);
  }

  Operand<? extends TType> minus(Operand<?> x, double y) {
    return minus(x, number(y, x));
  }

  Operand<? extends TType> times(Operand<?> x, Operand<?> y) {
    return add("Mul", x, y);
  }

  Operand<? extends TType> times(Operand<?> x, double y) {
    return times(x, number(y, x));
  }

  Operand<? extends TType> over(Operand<?> x, Operand<?> y) {
    return add("RealDiv", x, y);
  }

  Operand<? extends TType> over(Operand<?> x, double y) {
    return over(x, number(y, x));
  }

  /** {@code yes} where a condition holds, else {@code no}; all are repeated to fit. */
  Operand<? extends TType> choose(Operand<?> condition, Operand<?> yes, Operand<?> no) {
    return add("SelectV2", condition, yes, no);
  }

  /** One value for all along axes. */
  Operand<? extends TType> reduce(String type, Operand<?> x, boolean keepDims, int... axes) {
    return add(type, List.of(x, tf.array(axes)), builder -> builder.setAttr("keep_dims", keepDims));
  }

  Operand<? extends TType> reshape(Operand<?> x, int... sizes) {
    return add("Reshape", x, tf.array(sizes));
  }

  /** Sizes that are scalars, as {@link #sizes} gives. */
  Operand<? extends TType> reshape(Operand<?> x, List<Operand<TInt32>> sizes) {
    return sizes.isEmpty() ? reshape(x) : add("Reshape", x, tf.stack(sizes));
  }

  /** The sizes of the axes as scalars, in a list that may be changed. */
  List<Operand<TInt32>> sizes(Operand<? extends TType> x) {
    return Value.of(x).sizes(tf);
  }

  Operand<TInt32> size(Operand<? extends TType> x, int axis) {
    return sizes(x).get(axis < 0 ? axis + rank(x) : axis);
  }

  Operand<? extends TType> transpose(Operand<?> x, int... order) {
    boolean same = IntStream.range(0, order.length).allMatch(axis -> order[axis] == axis);
    return same ? add("Identity", x) : add("Transpose", x, tf.array(order));
  }

  /** Moves an axis to another place; both are counted from 0. */
  Operand<? extends TType> moveAxis(Operand<?> x, int from, int to) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank(x)).boxed().toList());
    order.add(to, order.remove(from));
    return from == to
        ? add("Identity", x)
        : transpose(x, order.stream().mapToInt(Integer::intValue).toArray());
  }

  Operand<? extends TType> expand(Operand<?> x, int axis) {
    return add("ExpandDims", x, tf.constant(axis));
  }

  Operand<? extends TType> squeeze(Operand<?> x, int... axes) {
    long[] squeezed = Arrays.stream(axes).asLongStream().toArray();
    return add("Squeeze", List.of(x), builder -> builder.setAttr("squeeze_dims", squeezed));
  }

  Operand<? extends TType> concat(List<? extends Operand<?>> all, int axis) {
    return all.size() == 1
        ? add("Identity", all.get(0))
        : addOfList("ConcatV2", all, List.of(tf.constant(axis)), builder -> builder);
  }

  Operand<? extends TType> stack(List<? extends Operand<?>> all, int axis) {
    return addOfList("Pack", all, List.of(), builder -> builder.setAttr("axis", (long) axis));
  }

  /** What lies along an axis from a place to before another; places below 0 count from the end. */
  Operand<? extends TType> slice(Operand<?> x, int axis, int begin, int end, int stride) {
    int[] begins = new int[axis + 1];
    int[] ends = new int[axis + 1];
    int[] strides = new int[axis + 1];
    Arrays.fill(strides, 1);
    begins[axis] = begin;
    ends[axis] = end;
    strides[axis] = stride;
    long others = (1L << axis) - 1;
    long last = end == Integer.MAX_VALUE ? 1L << axis : 0;
    return add(
        "StridedSlice",
        List.of(x, tf.array(begins), tf.array(ends), tf.array(strides)),
        builder -> builder.setAttr("begin_mask", others).setAttr("end_mask", others | last));
  }

  /** One of the places along an axis, which is dropped. */
  Operand<? extends TType> at(Operand<?> x, int axis, int place) {
    return add("GatherV2", x, tf.constant(place), tf.constant(axis));
  }

  /** {@code 0, 1, ...} of a type. */
  Operand<? extends TType> range(Operand<TInt32> count, DataType type) {
    return cast(tf.range(tf.constant(0), count, tf.constant(1)), type);
  }

  static DataType typeOf(Operand<?> x) {
    return x.asOutput().dataType();
  }

  static int rank(Operand<?> x) {
    return x.shape().numDimensions();
  }
}
