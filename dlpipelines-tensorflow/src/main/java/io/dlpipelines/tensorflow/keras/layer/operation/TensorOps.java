package io.dlpipelines.tensorflow.keras.layer.operation;

import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
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
    OperationBuilder builder = tf.scope().opBuilder(type, type);
    inputs.forEach(input -> builder.addInput(input.asOutput()));
    return build(builder, attributes);
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
    return build(builder, attributes);
  }

  private static Operand<? extends TType> build(
      OperationBuilder builder, UnaryOperator<OperationBuilder> attributes) {
    Operation operation = attributes.apply(builder).build();
    return operation.<TType>output(0);
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

  /** Integers and truth values as floats of 32 bits. */
  Operand<? extends TType> floating(Operand<? extends TType> x) {
    return ElementTypes.isFloating(typeOf(x)) ? x : cast(x, DataType.DT_FLOAT);
  }

  static DataType typeOf(Operand<?> x) {
    return x.asOutput().dataType();
  }
}
