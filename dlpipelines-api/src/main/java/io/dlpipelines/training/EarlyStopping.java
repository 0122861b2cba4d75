package io.dlpipelines.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Stops a training whose metric has not improved for some epochs, as Keras's {@code EarlyStopping}
 * does. Used by one thread.
 */
public final class EarlyStopping {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What there is to do after an epoch. */
  public enum Verdict {
    /** It is the best so far: keep its weights. */
    IMPROVED,
    /** It is not, and there is patience left. */
    WAIT,
    /** It is not, and patience is at its end. */
    STOP
  }

  private final MonitoredMetric metric;
  private final int patience;
  private int wait;

  /**
   * Before the first epoch.
   *
   * @param monitor the metric, such as {@code val_loss}
   * @param patience how many epochs without improvement stop the training; 0 is as 1
   * @param minDelta how much better than the best a value must be
   * @throws IllegalArgumentException if {@code patience} or {@code minDelta} is negative
   */
  public EarlyStopping(String monitor, int patience, double minDelta) {
    if (patience < 0) {
      throw new IllegalArgumentException(
          "The patience is %d epochs, and must be 0 or more.".formatted(patience));
    }
    this.metric = new MonitoredMetric(monitor, minDelta);
    this.patience = patience;
  }

  /**
   * Judges an epoch. The first never stops the training.
   *
   * @param result of the epoch
   * @return what there is to do
   * @throws IllegalArgumentException if the metric was not measured
   */
  public Verdict epochEnded(EpochResult result) {
    if (metric.improves(result)) {
      wait = 0;
      return Verdict.IMPROVED;
    }
    wait++;
    return wait >= patience && result.epoch() > 1 ? Verdict.STOP : Verdict.WAIT;
  }

  /**
   * The metric.
   *
   * @return with its best value and epoch
   */
  public MonitoredMetric metric() {
    return metric;
  }

  /**
   * What a checkpoint must hold.
   *
   * @return the state
   */
  public JsonNode state() {
    ObjectNode state = JSON.createObjectNode().put("wait", wait);
    return state.set("metric", metric.state());
  }

  /**
   * Goes on from a checkpoint.
   *
   * @param state what {@link #state} gave
   * @throws IllegalArgumentException if it is no such state
   */
  public void restore(JsonNode state) {
    metric.restore(state.required("metric"));
    wait = Integer.parseInt(state.required("wait").asText());
  }
}
