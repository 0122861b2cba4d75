package io.dlpipelines.training;

import java.util.LinkedHashMap;
import java.util.Map;

/** Results of epochs for tests. */
final class Epochs {
  private Epochs() {}

  /** Names and values take turns. */
  static EpochResult epoch(int epoch, Object... metrics) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (int i = 0; i < metrics.length; i += 2) {
      values.put((String) metrics[i], ((Number) metrics[i + 1]).doubleValue());
    }
    return new EpochResult(epoch, values, 0.001, 2, 1000);
  }
}
