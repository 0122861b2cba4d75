package io.dlpipelines.tensorflow.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.training.EpochResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReduceOnPlateauTest {

  /** Rates are those after each epoch; the initial one is 8. */
  @ParameterizedTest
  @CsvSource({
    "'factor=0.5, patience=2',                    5 4 4 4 4 4 3 3 3,  8 8 8 4 4 2 2 2 1",
    "'factor=0.5, patience=1',                    5 6 7 4 5,          8 4 2 2 1",
    "'factor=0.5, patience=0',                    5 6 7 4 5,          8 4 2 2 1",
    "'factor=0.5, patience=1, min_lr=3',          5 6 7 8,            8 4 3 3",
    "'factor=0.5, patience=1, min_delta=1',       5 4.5 4.2 3.9,      8 4 2 2",
    "'factor=0.5, patience=1, cooldown=2',        5 5 5 5 5 5,        8 4 4 2 2 1",
    "'factor=0.5, patience=2, cooldown=1',        5 5 5 5 5 5 5,      8 8 4 4 2 2 1",
    "'factor=0.5, patience=1, monitor=accuracy',  5 6 7 6 8,          8 8 8 4 4",
    "'factor=0.5, patience=1',                    NaN 5 NaN,          4 4 2",
    "'factor=0, patience=1',                      5 5 5,              8 0 0",
    "'patience=1',                                5 4.99995 4.9998,   8 0.8 0.8"
  })
  void ratesAfterEachEpoch(String settings, String values, String rates) {
    LearningRateSchedule schedule = schedule(settings);
    assertThat(schedule.rate(0)).isEqualTo(8);
    assertThat(play(schedule, 0, doubles(values))).isEqualTo(doubles(rates));
  }

  @Test
  void defaultsAreThoseOfKeras() {
    LearningRateSchedule schedule = schedule("");
    assertThat(schedule.monitor()).contains("val_loss");
    List<Double> plateau = new ArrayList<>();
    for (int epoch = 0; epoch < 12; epoch++) {
      plateau.add(5.0);
    }
    List<Double> rates = play(schedule, 0, plateau);
    assertThat(rates.subList(0, 10)).containsOnly(8.0);
    assertThat(rates.subList(10, 12)).containsOnly(0.8);
  }

  @Test
  void goesOnFromAnySavedState() throws Exception {
    Random random = new Random(23);
    for (int trial = 0; trial < 100; trial++) {
      String settings = "factor=0.7, patience=2, cooldown=%d".formatted(random.nextInt(3));
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        values.add(random.nextInt(6) == 0 ? Double.NaN : random.nextInt(9));
      }
      List<Double> whole = play(schedule(settings), 0, values);
      int saved = random.nextInt(20);
      LearningRateSchedule first = schedule(settings);
      List<Double> rates = play(first, 0, values.subList(0, saved));
      LearningRateSchedule second = schedule(settings);
      second.restore(new ObjectMapper().readTree(first.state().toString()));
      assertThat(second.rate(0)).isEqualTo(first.rate(0));
      rates.addAll(play(second, saved, values.subList(saved, 20)));
      assertThat(rates).isEqualTo(whole);
    }
  }

  @Test
  void metricMustBeMeasured() {
    assertThatThrownBy(() -> play(schedule("monitor=val_auc"), 0, List.of(1.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Metric [val_auc] was not measured in epoch 1");
  }

  private static LearningRateSchedule schedule(String settings) {
    String text = "reduce_on_plateau(%s)".formatted(settings);
    return LearningRateSchedule.of(NamedSettings.parse(text), 8, 10);
  }

  private static List<Double> play(
      LearningRateSchedule schedule, int epochsBefore, List<Double> values) {
    List<Double> rates = new ArrayList<>();
    for (double value : values) {
      int epoch = epochsBefore + rates.size() + 1;
      Map<String, Double> metrics = Map.of("val_loss", value, "accuracy", value);
      schedule.epochEnded(new EpochResult(epoch, metrics, 8, 1, 1));
      rates.add(schedule.rate(10L * epoch));
    }
    return rates;
  }

  private static List<Double> doubles(String text) {
    List<Double> values = new ArrayList<>();
    for (String value : text.split(" ")) {
      values.add(Double.parseDouble(value));
    }
    return values;
  }
}
