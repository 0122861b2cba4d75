package io.dlpipelines.tensorflow;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stage;
import org.tensorflow.op.core.Unstage;
import org.tensorflow.types.TFloat32;

/**
 * Runs that exhaust a resource of TensorFlow, as they do where a device's memory does not suffice,
 * but without its wait of ten seconds: a staging area that takes so many numbers at once.
 */
public final class StagedRows {

  private StagedRows() {}

  /** Where operations are added that fail with more numbers of a tensor than these. */
  public static Ops limit(Ops tf, Operand<TFloat32> tensor, int most) {
    Op staged =
        tf.stage(
            List.of(tensor),
            Stage.memoryLimit(Math.max(1, (long) most * Float.BYTES)),
            Stage.sharedName("rows"));
    return tf.withControlDependencies(
        tf.withControlDependencies(staged)
            .unstage(List.of(TFloat32.class), Unstage.sharedName("rows")));
  }

  static Operand<TFloat32> tensor(Ops tf, String operation) {
    return ((Graph) tf.scope().env()).operation(operation).<TFloat32>output(0);
  }
}
