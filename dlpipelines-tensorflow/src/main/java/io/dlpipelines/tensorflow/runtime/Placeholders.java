package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensor.Dtype;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/** What a graph is fed with. */
public final class Placeholders {

  private Placeholders() {}

  /**
   * Adds a placeholder whose name is exactly the one given.
   *
   * @param tf the graph
   * @param name its name, in no scope
   * @param shape the static shape
   * @param dtype the type of the elements
   * @return the tensor
   */
  public static Operand<? extends TType> add(Ops tf, String name, Shape shape, Dtype dtype) {
    return tf.scope()
        .env()
        .opBuilder("Placeholder", name, tf.scope())
        .setAttr("dtype", Dtypes.toProto(dtype))
        .setAttr("shape", shape)
        .build()
        .<TType>output(0);
  }
}
