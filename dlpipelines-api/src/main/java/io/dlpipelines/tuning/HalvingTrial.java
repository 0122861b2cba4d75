package io.dlpipelines.tuning;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.training.TrainingHistory;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One fit of a {@link HalvingSearch}.
 *
 * @param rung its round, from 0
 * @param setting which of the estimator's param maps, from 0
 * @param resource how much it was given, such as the number of epochs
 * @param params the setting, as a person reads it: names and values
 * @param metric what the evaluator said of the held-out rows; NaN if it failed
 * @param seconds how long fitting and evaluating took
 * @param failure why it was dropped, empty if it did not fail
 * @param history of the training, where the model tells; without epochs where not
 */
public record HalvingTrial(
    int rung,
    int setting,
    int resource,
    Map<String, String> params,
    double metric,
    double seconds,
    String failure,
    TrainingHistory history)
    implements Serializable {

  /**
   * Copies the Params, and keeps their order.
   *
   * @param rung its round, from 0
   * @param setting which of the estimator's param maps, from 0
   * @param resource how much it was given
   * @param params the setting: names and values
   * @param metric what the evaluator said; NaN if it failed
   * @param seconds how long fitting and evaluating took
   * @param failure why it was dropped, empty if it did not fail
   * @param history of the training; without epochs where there is none
   */
  public HalvingTrial {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    requireNonNull(failure, "failure");
    requireNonNull(history, "history");
  }

  /**
   * Whether the setting was dropped because its fit failed or gave no number.
   *
   * @return whether it was
   */
  public boolean failed() {
    return !failure.isEmpty();
  }
}
