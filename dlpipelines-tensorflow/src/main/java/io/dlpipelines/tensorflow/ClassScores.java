package io.dlpipelines.tensorflow;

import io.dlpipelines.tensor.TensorSpec;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** What is told of classes, made of what a network gives of them. */
final class ClassScores {
  static final String RAW = "raw";
  static final String PROBABILITY = "probability";
  static final String PREDICTION = "prediction";

  /** The least probability whose logarithm is told: Keras's epsilon. */
  private static final float LEAST = 1e-7f;

  private ClassScores() {}

  static TFInputGraph behind(TFInputGraph network, boolean logits) {
    TensorSpec output = network.outputs().get(0);
    long units = output.shape().rank() > 1 ? output.shape().dimension(1) : 1;
    TFInputGraph scores =
        TFInputGraph.build(
            tf -> {
              Operand<TFloat32> given =
                  tf.withName("scores")
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, units)));
              if (logits) {
                Operand<TFloat32> raw = units == 1 ? pair(tf, tf.math.neg(given), given) : given;
                add(tf, raw, tf.nn.softmax(units == 1 ? pair(tf, tf.zerosLike(given), given) : given));
              } else {
                Operand<TFloat32> probability =
                    units == 1 ? pair(tf, tf.math.sub(tf.constant(1f), given), given) : given;
                add(
                    tf,
                    tf.math.log(tf.math.maximum(probability, tf.constant(LEAST))),
                    probability);
              }
            });
    return network.then(output.name(), scores.sliceAt(RAW, PROBABILITY, PREDICTION), "scores");
  }

  private static void add(Ops tf, Operand<TFloat32> raw, Operand<TFloat32> probability) {
    tf.withName(RAW).identity(raw);
    tf.withName(PROBABILITY).identity(probability);
    Operand<TFloat64> prediction =
        tf.dtypes.cast(tf.math.argMax(probability, tf.constant(1)), TFloat64.class);
    tf.withName(PREDICTION).identity(prediction);
  }

  private static Operand<TFloat32> pair(
      Ops tf, Operand<TFloat32> first, Operand<TFloat32> second) {
    return tf.concat(List.of(first, second), tf.constant(1));
  }
}
