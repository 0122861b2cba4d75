package io.dlpipelines.tensorflow.training.loss;

import java.io.Serializable;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.types.TFloat32;

/**
 * Predictions before their activation, where that is to be had. Losses are exact on them where the
 * activation has rounded to 0 or 1.
 */
record Logits(String activation, boolean given) implements Serializable {

  /** Of probabilities of classes, or of logits where they are given. */
  static Logits ofSoftmax(boolean given) {
    return new Logits("Softmax", given);
  }

  /** Of one probability by unit, or of logits where they are given. */
  static Logits ofSigmoid(boolean given) {
    return new Logits("Sigmoid", given);
  }

  Optional<Operand<TFloat32>> find(Operand<TFloat32> predictions) {
    Operation operation = predictions.op();
    while (operation instanceof GraphOperation identity && identity.type().equals("Identity")) {
      operation = identity.input(0).op();
    }
    if (operation instanceof GraphOperation found && found.type().equals(activation)) {
      return Optional.of(found.input(0).expect(TFloat32.class));
    }
    return given ? Optional.of(predictions) : Optional.empty();
  }
}
