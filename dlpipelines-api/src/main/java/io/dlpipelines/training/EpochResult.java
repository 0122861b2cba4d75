package io.dlpipelines.training;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What one pass over the rows came to.
 *
 * @param epoch its number, from 1
 * @param metrics values by name, in the order they are told: {@code loss}, {@code accuracy}, {@code
 *     val_loss}
 * @param learningRate that of the epoch's last step
 * @param seconds how long it took
 * @param rows how many rows were trained on
 */
public record EpochResult(
    int epoch, Map<String, Double> metrics, double learningRate, double seconds, long rows)
    implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Copies the metrics, and keeps their order.
   *
   * @param epoch its number, from 1
   * @param metrics values by name
   * @param learningRate that of the epoch's last step
   * @param seconds how long it took
   * @param rows how many rows were trained on
   * @throws IllegalArgumentException if the epoch is not counted from 1
   * @throws NullPointerException if a metric has no value
   */
  public EpochResult {
    if (epoch < 1) {
      throw new IllegalArgumentException("Epochs are counted from 1, not %d.".formatted(epoch));
    }
    metrics.forEach((name, value) -> requireNonNull(value, name));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /**
   * How fast it went.
   *
   * @return rows per second, 0 where no time was measured
   */
  public double rowsPerSecond() {
    return seconds > 0 ? rows / seconds : 0;
  }

  /**
   * Looks a metric up.
   *
   * @param name its name
   * @return empty if it was not measured
   */
  public OptionalDouble findMetric(String name) {
    Double value = metrics.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * A metric that must have been measured.
   *
   * @param name its name
   * @return its value
   * @throws IllegalArgumentException if it was not measured, naming those that were
   */
  public double metricOrThrow(String name) {
    return findMetric(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Metric [%s] was not measured in epoch %d, only %s were. Choose one of these, or have it measured; names with val_ need rows to validate with."
                        .formatted(name, epoch, metrics.keySet())));
  }

  /** A line for a log: {@code loss 0.1234, accuracy 0.9712, learning rate 0.001, 3.2 s}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    metrics.forEach(
        (name, value) -> text.append(String.format(Locale.ROOT, "%s %.4g, ", name, value)));
    return text.append(
            String.format(Locale.ROOT, "learning rate %.4g, %.1f s", learningRate, seconds))
        .toString();
  }

  JsonNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("epoch", epoch);
    ObjectNode values = json.putObject("metrics");
    metrics.forEach(values::put);
    return json.put("learningRate", learningRate).put("seconds", seconds).put("rows", rows);
  }

  /** NaN and infinities are texts in JSON, so numbers are read as texts. */
  static EpochResult fromJson(JsonNode json) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> metric : json.required("metrics").properties()) {
      metrics.put(metric.getKey(), Double.parseDouble(metric.getValue().asText()));
    }
    return new EpochResult(
        Integer.parseInt(json.required("epoch").asText()),
        metrics,
        Double.parseDouble(json.required("learningRate").asText()),
        Double.parseDouble(json.required("seconds").asText()),
        Long.parseLong(json.required("rows").asText()));
  }
}
