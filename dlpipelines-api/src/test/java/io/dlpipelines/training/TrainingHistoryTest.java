package io.dlpipelines.training;

import static io.dlpipelines.training.Epochs.epoch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dlpipelines.battery.SparkTest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingHistoryTest extends SparkTest {
  private static final TrainingHistory HISTORY =
      new TrainingHistory(
          List.of(
              epoch(1, "loss", 0.9, "accuracy", 0.5, "val_loss", Double.NaN),
              epoch(2, "loss", 0.4, "accuracy", 0.75, "val_loss", 0.6),
              epoch(3, "loss", 0.4, "accuracy", 0.75),
              epoch(4, "loss", 0.5, "accuracy", 0.7, "val_loss", 0.5)),
          true,
          3,
          List.of("the loss is NaN"));

  @ParameterizedTest
  @CsvSource({"loss, 2", "accuracy, 2", "val_loss, 4"})
  void bestEpochIsTheFirstOfTheBestValues(String metric, int best) {
    assertThat(HISTORY.bestOrThrow(metric).epoch()).isEqualTo(best);
    assertThat(HISTORY.findBest(metric)).contains(HISTORY.epochs().get(best - 1));
  }

  @Test
  void metricWithoutAnyNumberHasNoBestEpoch() {
    TrainingHistory failed =
        new TrainingHistory(List.of(epoch(1, "loss", Double.NaN)), false, 0, List.of());
    assertThat(failed.findBest("loss")).isEmpty();
    assertThat(HISTORY.findBest("auc")).isEmpty();
    assertThatThrownBy(() -> HISTORY.bestOrThrow("auc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "No epoch of 4 has a value of metric [auc]; measured were [loss, accuracy, val_loss].");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accuracy",
        "val_accuracy",
        "acc",
        "binary_accuracy",
        "top_k_categorical_accuracy",
        "auc",
        "val_auc_1",
        "precision",
        "recall",
        "r2",
        "r2_score",
        "val_f1_score",
        "mean_iou",
        "cosine_similarity",
        "head_accuracy"
      })
  void moreIsBetter(String metric) {
    assertThat(MetricDirection.of(metric)).isEqualTo(MetricDirection.MAX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss",
        "val_loss",
        "mean_squared_error",
        "mae",
        "accuracy_loss",
        "recall_mae",
        "hinge",
        ""
      })
  void lessIsBetter(String metric) {
    assertThat(MetricDirection.of(metric)).isEqualTo(MetricDirection.MIN);
  }

  @Test
  void sumsAreThoseOfEpochs() {
    assertThat(HISTORY.seconds()).isEqualTo(8);
    assertThat(HISTORY.epochs().get(0).rowsPerSecond()).isEqualTo(500);
    assertThat(new EpochResult(1, Map.of(), 0.1, 0, 10).rowsPerSecond()).isZero();
  }

  @Test
  void metricsKeepTheirOrderAndDoNotChange() {
    Map<String, Double> metrics = new LinkedHashMap<>(Map.of("z", 1.0));
    metrics.put("a", 2.0);
    EpochResult result = new EpochResult(1, metrics, 0.1, 1, 1);
    metrics.put("m", 3.0);
    assertThat(result.metrics()).containsExactly(Map.entry("z", 1.0), Map.entry("a", 2.0));
    assertThatThrownBy(() -> result.metrics().put("b", 1.0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void resultsAreChecked() {
    assertThatThrownBy(() -> epoch(0, "loss", 1)).hasMessage("Epochs are counted from 1, not 0.");
    Map<String, Double> metrics = new HashMap<>();
    metrics.put("loss", null);
    assertThatThrownBy(() -> new EpochResult(1, metrics, 0.1, 1, 1)).hasMessage("loss");
  }

  @Test
  void anyDoubleSurvivesJsonAndJavaSerialization() throws Exception {
    Random random = new Random(11);
    double[] special = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      -0.0,
      1e-7,
      3
    };
    for (int trial = 0; trial < 200; trial++) {
      EpochResult[] epochs = new EpochResult[random.nextInt(4)];
      for (int i = 0; i < epochs.length; i++) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int m = random.nextInt(3); m >= 0; m--) {
          double value =
              random.nextBoolean()
                  ? special[random.nextInt(special.length)]
                  : Double.longBitsToDouble(random.nextLong());
          metrics.put("metric \"" + m + "\" ü", value);
        }
        double rate = special[random.nextInt(special.length)];
        epochs[i] = new EpochResult(i + 1, metrics, rate, random.nextDouble(), random.nextLong());
      }
      TrainingHistory history =
          new TrainingHistory(
              Arrays.asList(epochs),
              random.nextBoolean(),
              random.nextLong(),
              Collections.nCopies(random.nextInt(3), "a \"warning\" ü"));
      String text = history.toJson().toString();
      assertThat(TrainingHistory.fromJson(new ObjectMapper().readTree(text)))
          .as(text)
          .isEqualTo(history);
      assertThat(TrainingHistory.fromJson(history.toJson())).isEqualTo(history);
      assertThat(JavaSerialization.copy(history)).isEqualTo(history);
    }
  }

  @Test
  void otherJsonIsRefused() {
    assertThatThrownBy(() -> TrainingHistory.fromJson(JsonNodeFactory.instance.objectNode()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("epochs");
  }

  @Test
  void tableHasALineForEachEpoch() {
    assertThat(HISTORY)
        .hasToString(
            """
            epoch     loss  accuracy  val_loss  learning rate  seconds  rows/s
                1  0.90000   0.50000       NaN      0.0010000     2.00     500
                2  0.40000   0.75000   0.60000      0.0010000     2.00     500
                3  0.40000   0.75000         -      0.0010000     2.00     500
                4  0.50000   0.70000   0.50000      0.0010000     2.00     500
            4 epochs in 8.00 s, stopped early, 3 rows skipped
            warning: the loss is NaN\
            """);
    assertThat(new TrainingHistory(List.of(epoch(1)), false, 0, List.of()).toString())
        .endsWith("1 epoch in 2.00 s");
  }

  @Test
  void datasetHasAColumnForEachMetric() {
    Dataset<Row> rows = HISTORY.toDataset(spark());
    assertThat(rows.schema().fieldNames())
        .containsExactly(
            "epoch", "loss", "accuracy", "val_loss", "learningRate", "seconds", "rowsPerSecond");
    assertThat(rows.schema().fields())
        .extracting(StructField::dataType)
        .startsWith(DataTypes.IntegerType, DataTypes.DoubleType)
        .endsWith(DataTypes.DoubleType);
    List<Row> collected = rows.collectAsList();
    assertThat(collected.get(1)).isEqualTo(RowFactory.create(2, 0.4, 0.75, 0.6, 0.001, 2.0, 500.0));
    assertThat(collected.get(2).isNullAt(3)).isTrue();
    assertThat(rows.orderBy("loss").first().getInt(0)).isEqualTo(2);
    assertThat(TrainingHistory.none().toDataset(spark()).count()).isZero();
  }
}
