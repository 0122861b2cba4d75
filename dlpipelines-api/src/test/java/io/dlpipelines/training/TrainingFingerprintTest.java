package io.dlpipelines.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingFingerprintTest {
  private static final TrainingFingerprint ADAM =
      new TrainingFingerprint(Map.of("optimizer", "adam", "seed", "1", "loss", "mse"));

  @Test
  void orderDoesNotMatter() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("seed", "1");
    parts.put("optimizer", "adam");
    parts.put("loss", "mse");
    assertThat(new TrainingFingerprint(parts)).isEqualTo(ADAM);
    assertThat(new TrainingFingerprint(parts).id()).isEqualTo(ADAM.id());
    assertThat(ADAM.differencesFrom(new TrainingFingerprint(parts))).isEmpty();
  }

  @Test
  void idSuitsAFolderAndTellsTrainingsApart() {
    assertThat(ADAM.id()).matches("[0-9a-f]{16}");
    assertThat(ADAM.id()).isNotEqualTo(new TrainingFingerprint(Map.of()).id());
    assertThat(new TrainingFingerprint(Map.of("a", "b,c")).id())
        .isNotEqualTo(new TrainingFingerprint(Map.of("a", "b", "c", "")).id());
  }

  @Test
  void differencesTellBothValues() {
    TrainingFingerprint sgd =
        new TrainingFingerprint(Map.of("optimizer", "sgd", "seed", "1", "batchSize", "32"));
    assertThat(sgd.differencesFrom(ADAM))
        .isEqualTo(
            "batchSize was not set and is [32], loss was [mse] and is not set, optimizer was [adam]"
                + " and is [sgd]");
  }

  @Test
  void survivesJson() {
    assertThat(TrainingFingerprint.fromJson(ADAM.toJson())).isEqualTo(ADAM);
  }
}
