package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that the Params of training refuse, however they are set. */
class TrainingParamErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "learningRate | -1.0 | > 0, got -1",
        "learningRate | 0.0 | > 0, got 0",
        "learningRate | NaN | > 0, got NaN",
        "learningRate | Infinity | > 0, got Infinity",
        "gradientClipNorm | -0.5 | > 0, got -0.5",
        "weightDecay | -0.1 | >= 0, got -0.1",
        "validationFraction | 1.0 | 0 to 1, both excluded, got 1",
        "checkpointMinutes | 0.0 | > 0, got 0"
      })
  void numbersOutOfRange(String name, double value, String message) {
    KerasClassifier stage = new KerasClassifier();
    Param<Object> param = stage.getParam(name);
    String refusal = "%s must be %s".formatted(name, message);
    assertThatThrownBy(() -> stage.set(name, value)).hasMessage(refusal);
    assertThatThrownBy(() -> stage.set(param, value)).hasMessage(refusal);
    assertThatThrownBy(() -> stage.copy(new ParamMap().put(param, value))).hasMessage(refusal);
    assertThatThrownBy(() -> stage.set(param, param.jsonDecode(param.jsonEncode(value))))
        .hasMessage(refusal);
  }

  @ParameterizedTest
  @CsvSource({
    "epochs, 0, 1",
    "earlyStoppingPatience, -1, 0",
    "checkpointInterval, 0, 1",
    "intraOpParallelism, 0, 1"
  })
  void countsOutOfRange(String name, int value, int least) {
    assertThatThrownBy(() -> new KerasRegressor().set(name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s must be >= %d, got %d".formatted(name, least, value));
  }

  @Test
  void settersSayTheSame() {
    assertThatThrownBy(() -> new TFEstimator().setLearningRate(-1))
        .hasMessage("learningRate must be > 0, got -1");
    assertThatThrownBy(() -> new KerasEstimator().setMetrics("auc", " "))
        .hasMessage("metrics must be texts that are not blank, got [auc,  ]");
    assertThatThrownBy(() -> new KerasEstimator().set("seed", 1))
        .hasMessage("seed must be a whole number, got 1 of type Integer, not Long");
    assertThatThrownBy(() -> new KerasClassifier().setBatchSize(0))
        .hasMessage("batchSize must be >= 1 in training, whose result depends on it, got 0");
  }
}
