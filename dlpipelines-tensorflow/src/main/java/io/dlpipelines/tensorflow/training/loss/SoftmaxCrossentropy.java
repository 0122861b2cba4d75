package io.dlpipelines.tensorflow.training.loss;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** {@code -sum(label log(softmax(logits)))} by TensorFlow's kernel, which is one of matrices. */
final class SoftmaxCrossentropy {

  private SoftmaxCrossentropy() {}

  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> logits) {
    int rank = logits.shape().numDimensions();
    if (rank == 2) {
      return tf.nn.softmaxCrossEntropyWithLogits(logits, labels).loss();
    }
    Operand<TInt32> matrix = tf.stack(List.of(tf.constant(-1), Classes.count(tf, logits)));
    Operand<TInt32> rows =
        tf.slice(tf.shape(logits), tf.constant(new int[] {0}), tf.constant(new int[] {rank - 1}));
    return tf.reshape(of(tf, tf.reshape(labels, matrix), tf.reshape(logits, matrix)), rows);
  }
}
