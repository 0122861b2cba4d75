package io.dlpipelines.tensorflow.training.metric;

import io.dlpipelines.param.NamedChoices;
import io.dlpipelines.param.NamedChoices.Choice;
import io.dlpipelines.tensorflow.training.Metric;
import io.dlpipelines.tensorflow.training.loss.Losses;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metrics by name, and each loss as a metric. Names, settings and formulas are Keras 3's, but
 * for {@code class_id} of {@code auc}, and {@code macro} as the average of F scores, since a metric
 * is one number.
 */
public final class Metrics {

  /** All metrics, with Keras's short names. */
  public static final NamedChoices<Metric> ALL = new NamedChoices<>("metric", choices(), aliases());

  private Metrics() {}

  /**
   * A metric.
   *
   * @param text its name, with settings where they are not to be as by default: {@code
   *     binary_accuracy(threshold=0.7)}
   * @return the metric, under the name that was asked for
   * @throws IllegalArgumentException if the name or a setting is unknown or wrong
   */
  public static Metric of(String text) {
    return ALL.of(text);
  }

  private static Map<String, Choice<? extends Metric>> choices() {
    Map<String, Choice<? extends Metric>> all = new LinkedHashMap<>();
    all.putAll(AccuracyMetrics.ALL);
    all.putAll(ConfusionMetrics.ALL);
    all.put("auc", Auc::new);
    all.put("f1_score", FScore::f1);
    all.put("fbeta_score", FScore::new);
    all.put("r2_score", R2Score::new);
    all.put("root_mean_squared_error", LossMetric::rootMeanSquared);
    Losses.ALL.choices().forEach((name, loss) -> all.put(name, LossMetric.choice(loss)));
    all.put("cosine_similarity", LossMetric::cosineSimilarity);
    return all;
  }

  private static Map<String, String> aliases() {
    Map<String, String> all = new LinkedHashMap<>(Losses.ALL.aliases());
    all.put("acc", "accuracy");
    all.put("f1", "f1_score");
    all.put("f_beta_score", "fbeta_score");
    all.put("log_cosh_error", "log_cosh");
    all.put("r2", "r2_score");
    all.put("rmse", "root_mean_squared_error");
    return all;
  }
}
