package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.tensorflow.training.Metric;
import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics of how many predictions of which label are above a threshold. */
final class ConfusionMetrics {
  static final Map<String, Choice<? extends Metric>> ALL = all();

  private ConfusionMetrics() {}

  private static Map<String, Choice<? extends Metric>> all() {
    Map<String, Choice<? extends Metric>> all = new LinkedHashMap<>();
    all.put("precision", larger(counts -> ratio(counts.truePositives(), counts.falsePositives())));
    all.put("recall", larger(counts -> ratio(counts.truePositives(), counts.falseNegatives())));
    all.put("true_positives", larger(ConfusionMetric.Counts::truePositives));
    all.put("true_negatives", larger(ConfusionMetric.Counts::trueNegatives));
    all.put("false_positives", smaller(ConfusionMetric.Counts::falsePositives));
    all.put("false_negatives", smaller(ConfusionMetric.Counts::falseNegatives));
    return all;
  }

  private static Choice<Metric> larger(ConfusionMetric.Told told) {
    return (name, settings) -> new ConfusionMetric(name, settings, true, told);
  }

  private static Choice<Metric> smaller(ConfusionMetric.Told told) {
    return (name, settings) -> new ConfusionMetric(name, settings, false, told);
  }

  /** {@code part / (part + rest)}, and 0 of nothing. */
  static double ratio(double part, double rest) {
    return part + rest == 0 ? 0 : part / (part + rest);
  }
}
