package io.dlpipelines.training;

import static io.dlpipelines.training.Epochs.epoch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dlpipelines.training.EarlyStopping.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlyStoppingTest {

  /** I for improved, W for wait, S for stop. */
  @ParameterizedTest
  @CsvSource({
    "val_loss,     2, 0,    5 4 3,             III",
    "val_loss,     2, 0,    5 4 4 4,           IIWS",
    "val_loss,     2, 0,    5 4 4 3 3 3,       IIWIWS",
    "val_accuracy, 2, 0,    0.5 0.6 0.6 0.5,   IIWS",
    "val_accuracy, 2, 0,    0.5 0.4 0.3,       IWS",
    "loss,         0, 0,    5 6,               IS",
    "loss,         1, 0,    5 6,               IS",
    "loss,         2, 0.5,  5 4.6 4.6,         IWS",
    "loss,         2, 0.5,  5 4.6 4.4 4.3 4.2, IWIWS",
    "loss,         1, 0,    NaN NaN,           WS",
    "loss,         1, 0,    NaN 3 2,           WII",
    "loss,         2, 0,    5 NaN NaN,         IWS",
    "loss,         1, 0,    Infinity 3,        WI"
  })
  void verdicts(String metric, int patience, double minDelta, String values, String verdicts) {
    EarlyStopping stopping = new EarlyStopping(metric, patience, minDelta);
    assertThat(judge(stopping, metric, values.split(" "), 0)).isEqualTo(verdicts);
  }

  @Test
  void remembersTheBestEpoch() {
    EarlyStopping stopping = new EarlyStopping("auc", 9, 0);
    assertThat(stopping.metric().bestEpoch()).isZero();
    judge(stopping, "auc", new String[] {"0.5", "0.9", "0.7"}, 0);
    assertThat(stopping.metric().bestEpoch()).isEqualTo(2);
    assertThat(stopping.metric().best()).isEqualTo(0.9);
    assertThat(stopping.metric().name()).isEqualTo("auc");
  }

  @Test
  void goesOnFromAnySavedState() throws Exception {
    Random random = new Random(5);
    for (int trial = 0; trial < 100; trial++) {
      String metric = random.nextBoolean() ? "loss" : "accuracy";
      List<String> values = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        values.add(random.nextInt(6) == 0 ? "NaN" : Integer.toString(random.nextInt(8)));
      }
      int saved = random.nextInt(12);
      EarlyStopping whole = new EarlyStopping(metric, 3, 0);
      EarlyStopping first = new EarlyStopping(metric, 3, 0);
      EarlyStopping second = new EarlyStopping(metric, 3, 0);
      String[] all = values.toArray(String[]::new);
      String head = judge(first, metric, values.subList(0, saved).toArray(String[]::new), 0);
      second.restore(new ObjectMapper().readTree(first.state().toString()));
      String tail = judge(second, metric, values.subList(saved, 12).toArray(String[]::new), saved);
      assertThat(head + tail).isEqualTo(judge(whole, metric, all, 0));
      assertThat(second.state()).isEqualTo(whole.state());
    }
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new EarlyStopping("loss", -1, 0))
        .hasMessage("The patience is -1 epochs, and must be 0 or more.");
    assertThatThrownBy(() -> new EarlyStopping("loss", 1, -0.1))
        .hasMessage("The least improvement of [loss] is -0.1, and must be 0 or more.");
    EarlyStopping stopping = new EarlyStopping("val_loss", 1, 0);
    assertThatThrownBy(() -> stopping.epochEnded(epoch(1, "loss", 1, "mae", 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Metric [val_loss] was not measured in epoch 1, only [loss, mae] were.");
    assertThatThrownBy(() -> stopping.restore(new ObjectMapper().createObjectNode()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("metric");
  }

  private static String judge(
      EarlyStopping stopping, String metric, String[] values, int epochsBefore) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      double value = Double.parseDouble(values[i]);
      verdicts.add(stopping.epochEnded(epoch(epochsBefore + i + 1, metric, value)));
    }
    return verdicts.stream()
        .map(verdict -> verdict.name().substring(0, 1))
        .collect(Collectors.joining());
  }
}
