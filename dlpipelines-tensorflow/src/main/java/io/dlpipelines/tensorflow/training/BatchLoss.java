package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.network.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The loss of a batch: Keras's {@code sum_over_batch_size}, the sum of weighted losses over the
 * number of losses, whatever the weights are. Where outputs are masked, those that do not count are
 * left out of both.
 */
final class BatchLoss {
  private final Ops tf;
  private final TrainingObjective objective;
  private final List<Operand<? extends TType>> labels;
  private final List<Operand<TInt32>> classes;
  private final Optional<Operand<TFloat32>> rowWeights;

  BatchLoss(
      Ops tf,
      TrainingObjective objective,
      List<Operand<? extends TType>> labels,
      List<Operand<TInt32>> classes,
      Optional<Operand<TFloat32>> rowWeights) {
    this.tf = tf;
    this.objective = objective;
    this.labels = labels;
    this.classes = classes;
    this.rowWeights = rowWeights;
  }

  /** The mean over the batch of each output's losses; scalars. */
  List<Operand<TFloat32>> means(List<Value> predictions, boolean classWeights) {
    List<Operand<TFloat32>> means = new ArrayList<>();
    for (int index = 0; index < predictions.size(); index++) {
      Value prediction = predictions.get(index);
      Operand<TFloat32> values =
          objective
              .outputs()
              .get(index)
              .loss()
              .values(tf, counted(index, prediction), floats(prediction.tensor()));
      Operand<TFloat32> weighted =
          weights(values, prediction, index, classWeights)
              .<Operand<TFloat32>>map(weights -> tf.math.mul(values, weights))
              .orElse(values);
      means.add(tf.math.mean(flat(weighted), tf.constant(0)));
    }
    return means;
  }

  /** The losses of all outputs together, as much as each counts; a scalar. */
  Operand<TFloat32> total(List<Operand<TFloat32>> means) {
    Operand<TFloat32> total = weighted(means, 0);
    for (int index = 1; index < means.size(); index++) {
      total = tf.math.add(total, weighted(means, index));
    }
    return total;
  }

  private Operand<TFloat32> weighted(List<Operand<TFloat32>> means, int index) {
    double weight = objective.outputs().get(index).lossWeight();
    return weight == 1
        ? means.get(index)
        : tf.math.mul(means.get(index), tf.constant((float) weight));
  }

  /** A mean times the rows. */
  Operand<TFloat64> lossSum(Operand<TFloat32> mean) {
    Operand<TFloat64> rows =
        tf.dtypes.cast(tf.shape.size(labels.get(0), tf.constant(0), TInt32.class), TFloat64.class);
    return tf.reshape(tf.math.mul(tf.dtypes.cast(mean, TFloat64.class), rows), tf.array(1));
  }

  /** The sums of a metric of an output: of what counts, as it is weighted. */
  Operand<TFloat64> sums(Metric metric, Value prediction, int index) {
    Operand<TFloat32> ones = ones(prediction);
    Optional<Operand<TFloat32>> weights = rowWeights(ones, prediction);
    if (prediction.mask().isPresent()) {
      weights = product(weights, floats(prediction.mask().get()));
    }
    return metric.sums(
        tf, counted(index, prediction), floats(prediction.tensor()), weights.orElse(ones));
  }

  /** Labels, zero where they do not count: what stands there may be none, and weigh in as NaN. */
  private Operand<? extends TType> counted(int index, Value prediction) {
    return prediction.mask().isEmpty()
        ? labels.get(index)
        : zeroed(labels.get(index), prediction.mask().get());
  }

  private <T extends TType> Operand<T> zeroed(Operand<T> values, Operand<TBool> mask) {
    Operand<TBool> spread = mask;
    for (int axis = mask.shape().numDimensions(); axis < values.shape().numDimensions(); axis++) {
      spread = tf.expandDims(spread, tf.constant(axis));
    }
    return tf.select(spread, values, tf.zerosLike(values));
  }

  /** Weights of the shape of the values, {@code [batch, ...]}; empty if all count alike. */
  private Optional<Operand<TFloat32>> weights(
      Operand<TFloat32> values, Value prediction, int index, boolean classWeights) {
    Optional<Operand<TFloat32>> weights = rowWeights(values, prediction);
    if (classWeights && !objective.classWeights().isEmpty()) {
      weights = product(weights, ofClasses(classes.get(index)));
    }
    Optional<Operand<TFloat32>> counted = prediction.mask().map(this::floats);
    Optional<Operand<TFloat32>> labelled =
        objective.outputs().get(index).loss().mask(tf, labels.get(index));
    if (labelled.isPresent()) {
      counted = product(counted, labelled.get());
    }
    return counted.isPresent() ? product(weights, balanced(counted.get())) : weights;
  }

  private Optional<Operand<TFloat32>> rowWeights(Operand<TFloat32> values, Value prediction) {
    int rank = prediction.shape().numDimensions() - 1;
    return rowWeights.map(each -> broadcast(each, values, rank));
  }

  private Optional<Operand<TFloat32>> product(
      Optional<Operand<TFloat32>> weights, Operand<TFloat32> factor) {
    return Optional.of(weights.<Operand<TFloat32>>map(w -> tf.math.mul(w, factor)).orElse(factor));
  }

  private Operand<TFloat32> broadcast(
      Operand<TFloat32> perRow, Operand<TFloat32> values, int rank) {
    Operand<TFloat32> spread = perRow;
    for (int axis = 1; axis < rank; axis++) {
      spread = tf.expandDims(spread, tf.constant(axis));
    }
    return rank > 1 ? tf.math.mul(spread, tf.stopGradient(tf.onesLike(values))) : spread;
  }

  private Operand<TFloat32> ofClasses(Operand<TInt32> labels) {
    Map<Integer, Double> byClass = objective.classWeights();
    int last = 1 + byClass.keySet().stream().mapToInt(each -> each).max().orElse(0);
    float[] weights = new float[last + 1];
    Arrays.fill(weights, 1f);
    byClass.forEach((each, weight) -> weights[each] = weight.floatValue());
    Constant<TFloat32> table = tf.constant(weights);
    Operand<TInt32> known = tf.math.minimum(labels, tf.constant(last));
    return tf.gather(table, known, tf.constant(0));
  }

  /** Keras's: what counts weighs so much more that the mean over all is the mean over these. */
  private Operand<TFloat32> balanced(Operand<TFloat32> counted) {
    Operand<TFloat32> mean = tf.math.mean(flat(counted), tf.constant(0));
    return tf.math.div(counted, tf.math.maximum(mean, tf.constant(1e-7f)));
  }

  private Operand<TFloat32> ones(Value prediction) {
    int last = prediction.shape().numDimensions() - 1;
    return tf.onesLike(tf.math.mean(floats(prediction.tensor()), tf.constant(last)));
  }

  private Operand<TFloat32> flat(Operand<TFloat32> values) {
    return tf.reshape(values, tf.array(-1));
  }

  private Operand<TFloat32> floats(Operand<? extends TType> tensor) {
    return tensor.type() == TFloat32.class
        ? tensor.asOutput().expect(TFloat32.class)
        : tf.dtypes.cast(tensor, TFloat32.class);
  }
}
