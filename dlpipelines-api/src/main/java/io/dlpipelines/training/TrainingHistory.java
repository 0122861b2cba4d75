package io.dlpipelines.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How a training went, epoch by epoch.
 *
 * @param epochs in their order
 * @param stoppedEarly whether it stopped because a metric no longer improved
 * @param rowsSkipped how many rows were invalid and left out
 * @param warnings what makes it doubtful that the model is any good, each with what to do
 */
public record TrainingHistory(
    List<EpochResult> epochs, boolean stoppedEarly, long rowsSkipped, List<String> warnings)
    implements Serializable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Copies the lists.
   *
   * @param epochs in their order
   * @param stoppedEarly whether it stopped because a metric no longer improved
   * @param rowsSkipped how many rows were invalid and left out
   * @param warnings what makes it doubtful that the model is any good, each with what to do
   */
  public TrainingHistory {
    epochs = List.copyOf(epochs);
    warnings = List.copyOf(warnings);
  }

  /**
   * The history of a training that has not begun.
   *
   * @return a history without epochs
   */
  public static TrainingHistory none() {
    return new TrainingHistory(List.of(), false, 0, List.of());
  }

  /**
   * The metrics that were measured in any epoch.
   *
   * @return their names, as they are first met
   */
  public List<String> metricNames() {
    return epochs.stream().flatMap(epoch -> epoch.metrics().keySet().stream()).distinct().toList();
  }

  /**
   * The best epoch by a metric: the least value of losses and errors, the greatest of accuracies
   * and the like, as {@link MetricDirection} tells; the first of equals.
   *
   * @param metric its name
   * @return empty if no epoch has a value of it that is a number
   */
  public Optional<EpochResult> findBest(String metric) {
    MonitoredMetric monitored = new MonitoredMetric(metric, 0);
    Optional<EpochResult> best = Optional.empty();
    for (EpochResult epoch : epochs) {
      if (epoch.findMetric(metric).isPresent() && monitored.improves(epoch)) {
        best = Optional.of(epoch);
      }
    }
    return best;
  }

  /**
   * The best epoch by a metric that must have been measured.
   *
   * @param metric its name
   * @return the epoch, as {@link #findBest} finds it
   * @throws IllegalArgumentException if no epoch has a value of it that is a number
   */
  public EpochResult bestOrThrow(String metric) {
    return findBest(metric)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No epoch of %d has a value of metric [%s]; measured were %s."
                        .formatted(epochs.size(), metric, metricNames())));
  }

  /**
   * How long all epochs took.
   *
   * @return in seconds
   */
  public double seconds() {
    return epochs.stream().mapToDouble(EpochResult::seconds).sum();
  }

  /**
   * The history as JSON; numbers that JSON lacks are texts: {@code "NaN"}, {@code "Infinity"}.
   *
   * @return what {@link #fromJson} reads
   */
  public JsonNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("stoppedEarly", stoppedEarly).put("rowsSkipped", rowsSkipped);
    ArrayNode list = json.putArray("epochs");
    epochs.forEach(epoch -> list.add(epoch.toJson()));
    ArrayNode texts = json.putArray("warnings");
    warnings.forEach(texts::add);
    return json;
  }

  /**
   * Reads a history.
   *
   * @param json what {@link #toJson} gave
   * @return the history
   * @throws IllegalArgumentException if it is no history
   */
  public static TrainingHistory fromJson(JsonNode json) {
    List<EpochResult> epochs = new ArrayList<>();
    json.required("epochs").forEach(epoch -> epochs.add(EpochResult.fromJson(epoch)));
    List<String> warnings = new ArrayList<>();
    json.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    return new TrainingHistory(
        epochs,
        json.required("stoppedEarly").asBoolean(),
        Long.parseLong(json.required("rowsSkipped").asText()),
        warnings);
  }

  /**
   * The history as rows: {@code epoch} (int), a column of doubles for each metric, null where it
   * was not measured, {@code learningRate}, {@code seconds} and {@code rowsPerSecond} (doubles).
   *
   * @param spark the session
   * @return one row for each epoch, in one partition
   */
  public Dataset<Row> toDataset(SparkSession spark) {
    List<String> names = metricNames();
    StructType schema = new StructType().add("epoch", DataTypes.IntegerType, false);
    for (String name : names) {
      schema = schema.add(name, DataTypes.DoubleType, true);
    }
    schema =
        schema
            .add("learningRate", DataTypes.DoubleType, false)
            .add("seconds", DataTypes.DoubleType, false)
            .add("rowsPerSecond", DataTypes.DoubleType, false);
    List<Row> rows = epochs.stream().map(epoch -> row(epoch, names)).toList();
    return spark.createDataFrame(rows, schema).coalesce(1);
  }

  private static Row row(EpochResult epoch, List<String> names) {
    List<Object> values = new ArrayList<>();
    values.add(epoch.epoch());
    names.forEach(name -> values.add(epoch.metrics().get(name)));
    values.add(epoch.learningRate());
    values.add(epoch.seconds());
    values.add(epoch.rowsPerSecond());
    return RowFactory.create(values.toArray());
  }

  /** A table for people: a line for each epoch, one for the whole, and one for each warning. */
  @Override
  public String toString() {
    return new HistoryTable(this).toString();
  }
}
