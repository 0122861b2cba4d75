package io.dlpipelines.tensorflow.training.loss;

import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.training.Loss;
import io.dlpipelines.tensorflow.training.OutputActivation;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * {@code -log(probability of the class)}. A class that the output has no unit for gives NaN.
 * One-hot labels are taken to the kernel, since TensorFlow's sparse one has no gradient outside
 * Python.
 */
final class SparseCategoricalCrossentropy implements Loss {
  private final String name;
  private final Logits logits;
  private final List<Integer> ignored;

  SparseCategoricalCrossentropy(String name, SettingsReader settings) {
    this.name = name;
    logits = Logits.ofSoftmax(settings.flag("from_logits", false));
    ignored =
        settings.text("ignore_class").isPresent()
            ? List.of(settings.integer("ignore_class", 0, Integer.MIN_VALUE))
            : List.of();
  }

  @Override
  public Labels labels() {
    return Labels.CLASSES;
  }

  @Override
  public void requireFits(TensorSpec output) {
    Head.CLASSES.require(name, output);
  }

  @Override
  public Optional<String> findMisfit(OutputActivation activation) {
    ActivationNeed need =
        logits.given() ? ActivationNeed.logitsOfClasses(true) : ActivationNeed.CLASSES;
    return need.findMisfit(name, activation);
  }

  @Override
  public Operand<TFloat32> values(
      Ops tf, Operand<? extends TType> labels, Operand<TFloat32> predictions) {
    Operand<TInt32> classes = tf.dtypes.cast(labels, TInt32.class);
    Operand<TFloat32> values =
        tf.select(
            isKnown(tf, classes, predictions),
            SoftmaxCrossentropy.of(
                tf,
                Classes.oneHot(tf, classes, predictions),
                logits
                    .find(predictions)
                    .orElseGet(() -> tf.math.log(Probabilities.clipped(tf, predictions)))),
            tf.constant(Float.NaN));
    return ignored.isEmpty() ? values : tf.select(counts(tf, classes), values, tf.constant(0f));
  }

  @Override
  public Optional<Operand<TFloat32>> mask(Ops tf, Operand<? extends TType> labels) {
    return ignored.isEmpty()
        ? Optional.empty()
        : Optional.of(
            tf.dtypes.cast(counts(tf, tf.dtypes.cast(labels, TInt32.class)), TFloat32.class));
  }

  private static Operand<TBool> isKnown(
      Ops tf, Operand<TInt32> classes, Operand<TFloat32> predictions) {
    return tf.math.logicalAnd(
        tf.math.greaterEqual(classes, tf.constant(0)),
        tf.math.less(classes, Classes.count(tf, predictions)));
  }

  private Operand<TBool> counts(Ops tf, Operand<TInt32> classes) {
    return tf.math.notEqual(classes, tf.constant(ignored.get(0)));
  }
}
