package io.dlpipelines.tensorflow.keras.layer.operation;

import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/** An argument that is one image or a batch of them, with channels last or first. */
final class Images {
  private final TensorOps ops;
  private final Operand<? extends TType> given;
  private final boolean channelsFirst;
  private final boolean single;

  private Images(OperationCall call, Operand<? extends TType> given) {
    ops = call.ops();
    this.given = given;
    channelsFirst = call.channelsFirst();
    single = TensorOps.rank(given) == 3;
    if (!single && TensorOps.rank(given) != 4) {
      throw call.invalid("it takes images of three or four axes, and is given " + given.shape());
    }
  }

  static Images of(OperationCall call, String name) {
    return new Images(call, call.tensor(name));
  }

  /** {@code [batch, height, width, channels]}. */
  Operand<? extends TType> batch() {
    Operand<? extends TType> x = single ? ops.expand(given, 0) : given;
    return channelsFirst ? ops.transpose(x, 0, 2, 3, 1) : x;
  }

  /** As the images were given, of {@code [batch, height, width, channels]}. */
  Operand<? extends TType> asGiven(Operand<? extends TType> y) {
    Operand<? extends TType> x = channelsFirst ? ops.transpose(y, 0, 3, 1, 2) : y;
    return single ? ops.squeeze(x, 0) : x;
  }

  /** Changes images of four axes with channels last. */
  Operand<? extends TType> changed(UnaryOperator<Operand<? extends TType>> change) {
    return asGiven(change.apply(batch()));
  }

  boolean single() {
    return single;
  }
}
