package io.dlpipelines.tensorflow.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.param.SettingsReader;
import io.dlpipelines.training.EpochResult;
import io.dlpipelines.training.MonitoredMetric;
import java.util.Optional;

/** Lowers the rate when a metric no longer improves, as Keras's {@code ReduceLROnPlateau} does. */
final class ReduceOnPlateau implements LearningRateSchedule {
  private final MonitoredMetric metric;
  private final double factor;
  private final long patience;
  private final long cooldown;
  private final double leastRate;
  private double rate;
  private long wait;
  private long cooling;

  ReduceOnPlateau(ScheduleSettings settings) {
    SettingsReader reader = settings.reader();
    metric =
        new MonitoredMetric(
            reader.text("monitor").orElse("val_loss"),
            reader.number("min_delta", 1e-4, 0, Double.MAX_VALUE));
    factor = reader.number("factor", 0.1, 0, Math.nextDown(1.0));
    patience = reader.whole("patience", 10);
    cooldown = reader.whole("cooldown", 0);
    leastRate = reader.number("min_lr", 0, 0, Double.MAX_VALUE);
    rate = settings.learningRate();
    if (patience < 0 || cooldown < 0) {
      throw settings.invalid("has a [patience] or [cooldown] below 0.");
    }
  }

  @Override
  public double rate(long step) {
    return rate;
  }

  @Override
  public void epochEnded(EpochResult result) {
    boolean improved = metric.improves(result);
    if (cooling > 0) {
      cooling--;
      wait = 0;
    }
    if (improved) {
      wait = 0;
    } else if (cooling == 0) {
      wait++;
      if (wait >= patience && rate > leastRate) {
        rate = Math.max(rate * factor, leastRate);
        cooling = cooldown;
        wait = 0;
      }
    }
  }

  @Override
  public Optional<String> monitor() {
    return Optional.of(metric.name());
  }

  @Override
  public JsonNode state() {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.put("rate", rate).put("wait", wait).put("cooling", cooling);
    return state.set("metric", metric.state());
  }

  @Override
  public void restore(JsonNode state) {
    metric.restore(state.required("metric"));
    rate = Double.parseDouble(state.required("rate").asText());
    wait = Long.parseLong(state.required("wait").asText());
    cooling = Long.parseLong(state.required("cooling").asText());
  }
}
