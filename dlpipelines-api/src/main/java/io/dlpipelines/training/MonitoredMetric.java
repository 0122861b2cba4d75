package io.dlpipelines.training;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The best value of a metric so far. Used by one thread. */
public final class MonitoredMetric {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final double minDelta;
  private final MetricDirection direction;
  private double best;
  private int bestEpoch;

  /**
   * Before the first epoch.
   *
   * @param name the metric, such as {@code val_loss}
   * @param minDelta how much better than the best a value must be
   * @throws IllegalArgumentException if {@code minDelta} is negative or NaN
   */
  public MonitoredMetric(String name, double minDelta) {
    if (!(minDelta >= 0)) {
      throw new IllegalArgumentException(
          "The least improvement of [%s] is %s, and must be 0 or more.".formatted(name, minDelta));
    }
    this.name = requireNonNull(name, "name");
    this.minDelta = minDelta;
    this.direction = MetricDirection.of(name);
    this.best = direction.worst();
  }

  /**
   * Takes an epoch's value.
   *
   * @param result of the epoch
   * @return whether the value is better than all before it
   * @throws IllegalArgumentException if the metric was not measured
   */
  public boolean improves(EpochResult result) {
    double value = result.metricOrThrow(name);
    boolean improved = direction.isBetter(value, best, minDelta);
    if (improved) {
      best = value;
      bestEpoch = result.epoch();
    }
    return improved;
  }

  /**
   * The metric.
   *
   * @return its name
   */
  public String name() {
    return name;
  }

  /**
   * The best value.
   *
   * @return an infinity before there is one
   */
  public double best() {
    return best;
  }

  /**
   * The epoch of the best value.
   *
   * @return 0 before there is one
   */
  public int bestEpoch() {
    return bestEpoch;
  }

  /**
   * What a checkpoint must hold.
   *
   * @return the state
   */
  public JsonNode state() {
    return JSON.createObjectNode().put("best", best).put("bestEpoch", bestEpoch);
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param state what {@link #state} gave
   * @throws IllegalArgumentException if it is no such state
   */
  public void restore(JsonNode state) {
    best = Double.parseDouble(state.required("best").asText());
    bestEpoch = Integer.parseInt(state.required("bestEpoch").asText());
  }
}
