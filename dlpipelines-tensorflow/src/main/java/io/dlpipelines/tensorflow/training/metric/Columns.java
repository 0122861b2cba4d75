package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.training.loss.Head;
import java.io.Serializable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Which units of an output are measured: one class, or all together. */
record Columns(int classId) implements Serializable {
  private static final int ALL = -1;

  static Columns read(SettingsReader settings) {
    return new Columns(
        settings.text("class_id").isPresent() ? settings.integer("class_id", 0, 0) : ALL);
  }

  void require(String name, TensorSpec output) {
    Head.ANY.require(name, output);
    TensorShape shape = output.shape();
    long units = shape.dimension(shape.rank() - 1);
    if (units != TensorShape.UNKNOWN && classId >= units) {
      throw new IllegalArgumentException(
          "%s needs an output with a unit of number %d; output %s has shape %s. Units count from 0."
              .formatted(name, classId, output.name(), shape));
    }
  }

  /** {@code [batch, ..., columns]}. */
  Operand<TFloat32> of(Ops tf, Operand<TFloat32> units) {
    return classId == ALL
        ? units
        : tf.gather(units, tf.constant(new int[] {classId}), tf.constant(-1));
  }
}
