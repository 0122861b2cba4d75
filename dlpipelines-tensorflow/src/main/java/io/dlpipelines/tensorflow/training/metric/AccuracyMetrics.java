package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.tensorflow.training.Metric;
import io.dlpipelines.tensorflow.training.loss.Head;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** How often predictions are right. */
final class AccuracyMetrics {
  static final Map<String, Choice<? extends Metric>> ALL = all();

  private AccuracyMetrics() {}

  private static Map<String, Choice<? extends Metric>> all() {
    Map<String, Choice<? extends Metric>> all = new LinkedHashMap<>();
    all.put("accuracy", (name, settings) -> new Accuracy(name, Head.ANY, byUnits()));
    all.put("binary_accuracy", AccuracyMetrics::binary);
    all.put("categorical_accuracy", AccuracyMetrics::best);
    all.put("sparse_categorical_accuracy", AccuracyMetrics::best);
    all.put("top_k_categorical_accuracy", AccuracyMetrics::topK);
    all.put("sparse_top_k_categorical_accuracy", AccuracyMetrics::topK);
    return all;
  }

  private static Metric binary(String name, SettingsReader settings) {
    return new Accuracy(name, Head.ANY, threshold((float) settings.number("threshold", 0.5)));
  }

  private static Metric best(String name, SettingsReader settings) {
    return new Accuracy(name, Head.CLASSES, AccuracyMetrics::isBest);
  }

  private static Metric topK(String name, SettingsReader settings) {
    int k = settings.integer("k", 5, 1);
    return new Accuracy(
        name, Head.CLASSES, (tf, truth) -> tf.dtypes.cast(isAmong(tf, truth, k), TFloat32.class));
  }

  /** Of one unit whether it is on the right side, of more whether the largest is the right one. */
  private static Accuracy.Hits byUnits() {
    Accuracy.Hits binary = threshold(0.5f);
    return (tf, truth) ->
        truth.predictions().shape().get(-1) == 1 ? binary.of(tf, truth) : isBest(tf, truth);
  }

  private static Accuracy.Hits threshold(float threshold) {
    return (tf, truth) -> {
      Operand<TFloat32> positive =
          tf.dtypes.cast(
              tf.math.greater(truth.predictions(), tf.constant(threshold)), TFloat32.class);
      Operand<TBool> right = tf.math.equal(truth.values(), positive);
      return tf.math.mean(tf.dtypes.cast(right, TFloat32.class), tf.constant(-1));
    };
  }

  private static Operand<TFloat32> isBest(Ops tf, Truth truth) {
    return tf.dtypes.cast(
        tf.math.equal(truth.classes(), tf.math.argMax(truth.predictions(), tf.constant(-1))),
        TFloat32.class);
  }

  private static Operand<TBool> isAmong(Ops tf, Truth truth, int k) {
    Operand<TFloat32> predictions = truth.predictions();
    Operand<TInt32> classes = tf.dtypes.cast(truth.classes(), TInt32.class);
    Operand<TFloat32> rows = tf.reshape(predictions, Sums.matrix(tf, predictions));
    Operand<TBool> hits =
        tf.nn.inTopK(rows, tf.reshape(classes, tf.constant(new int[] {-1})), tf.constant(k));
    return tf.reshape(hits, tf.shape(classes));
  }
}
