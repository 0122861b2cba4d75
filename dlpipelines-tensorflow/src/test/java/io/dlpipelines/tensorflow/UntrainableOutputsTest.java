package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outputs that no training can make right are refused before a row is read. */
class UntrainableOutputsTest {
  private static final StructType COLUMNS =
      new StructType()
          .add("features", DataTypes.createArrayType(DataTypes.DoubleType))
          .add("label", DataTypes.DoubleType);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | relu | | relu, which gives 0 or more, and binary_crossentropy(from_logits=true) takes"
            + " logits, which are numbers of any sign. End it without activation.",
        "1 | tanh | binary_crossentropy | tanh, which gives -1 to 1, and binary_crossentropy takes"
            + " a probability for each unit. End it with sigmoid, or without activation and set"
            + " from_logits=true.",
        "1 | linear | binary_crossentropy | linear, which gives any numbers, and"
            + " binary_crossentropy takes a probability for each unit. End it with sigmoid, or"
            + " without activation and set from_logits=true.",
        "1 | softplus | binary_focal_crossentropy | softplus, which gives 0 or more, and"
            + " binary_focal_crossentropy takes a probability for each unit. End it with sigmoid,"
            + " or without activation and set from_logits=true.",
        "1 | sigmoid | binary_focal_crossentropy(from_logits=true) | sigmoid, which gives 0 to 1,"
            + " and binary_focal_crossentropy(from_logits=true) takes logits, which are numbers of"
            + " any sign. End it without activation.",
        "3 | relu | | relu, which gives 0 or more, and"
            + " sparse_categorical_crossentropy(from_logits=true) takes logits, which are numbers"
            + " of any size. End it without activation.",
        "3 | relu | categorical_crossentropy | relu, which gives 0 or more, and"
            + " categorical_crossentropy takes probabilities of classes. End it with softmax, or"
            + " without activation and set from_logits=true.",
        "3 | linear | sparse_categorical_crossentropy | linear, which gives any numbers, and"
            + " sparse_categorical_crossentropy takes probabilities of classes. End it with"
            + " softmax, or without activation and set from_logits=true.",
        "3 | sigmoid | sparse_categorical_crossentropy(from_logits=true) | sigmoid, which gives 0"
            + " to 1, and sparse_categorical_crossentropy(from_logits=true) takes logits, which are"
            + " numbers of any size. End it without activation.",
        "3 | softmax | categorical_focal_crossentropy(from_logits=true) | softmax, which gives 0 to"
            + " 1, and categorical_focal_crossentropy(from_logits=true) takes logits, which are"
            + " numbers of any size. End it without activation.",
        "3 | tanh | kl_divergence | tanh, which gives -1 to 1, and kl_divergence takes a"
            + " distribution over the units. End it with softmax."
      })
  void activationsThatDoNotFitTheLoss(int units, String activation, String loss, String message) {
    assertThatThrownBy(() -> classifier(units, activation, loss).transformSchema(COLUMNS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("KerasClassifier net: model: Output [out] ends with " + message);
  }

  @ParameterizedTest
  @CsvSource({"binary_crossentropy", "mean_squared_error", "hinge"})
  void softmaxOverOneUnitIsAlwaysOne(String loss) {
    String message =
        "model: Output [out] ends with softmax over one unit, which is always 1, so that nothing"
            + " can be learned. End it with sigmoid where there are two classes, or give it a unit"
            + " for each class.";
    assertThatThrownBy(() -> classifier(1, "softmax", loss).transformSchema(COLUMNS))
        .hasMessage("KerasClassifier net: " + message);
    assertThatThrownBy(
            () ->
                new KerasRegressor("net")
                    .setModel(network(1, "softmax"))
                    .setLoss(loss)
                    .transformSchema(COLUMNS))
        .hasMessage("KerasRegressor net: " + message);
  }

  @ParameterizedTest
  @CsvSource({
    "1, sigmoid, ",
    "1, sigmoid, binary_crossentropy",
    "1, sigmoid, binary_crossentropy(from_logits=true)",
    "1, linear, ",
    "1, linear, binary_crossentropy(from_logits=true)",
    "1, tanh, hinge",
    "1, hard_sigmoid, binary_crossentropy",
    "3, softmax, ",
    "3, softmax, binary_crossentropy",
    "3, softmax, sparse_categorical_crossentropy(from_logits=true)",
    "3, softmax, kl_divergence",
    "3, softmax, mean_squared_error",
    "3, sigmoid, categorical_crossentropy",
    "3, softplus, categorical_crossentropy",
    "3, exponential, categorical_focal_crossentropy",
    "3, linear, categorical_hinge",
    "3, linear, ",
    "3, relu, mean_squared_error"
  })
  void activationsThatFitTheLoss(int units, String activation, String loss) {
    assertThat(classifier(units, activation, loss).transformSchema(COLUMNS).fieldNames())
        .contains("prediction");
  }

  @Test
  void eachOutputIsCheckedAgainstItsLoss() {
    KerasEstimator estimator =
        new KerasEstimator("net")
            .setModel(network(2, "relu"))
            .setLoss("categorical_crossentropy")
            .setInputMapping(Map.of("features", network(2, "relu").inputs().get(0).name()))
            .setLabelMapping(Map.of("features", "out"));
    assertThatThrownBy(() -> estimator.transformSchema(COLUMNS.add("x", DataTypes.DoubleType)))
        .hasMessageStartingWith(
            "KerasEstimator net: model: Output [out] ends with relu, which gives 0 or more, and"
                + " categorical_crossentropy takes probabilities of classes.");
  }

  private static KerasClassifier classifier(int units, String activation, String loss) {
    KerasClassifier classifier = new KerasClassifier("net").setModel(network(units, activation));
    return loss == null ? classifier : classifier.setLoss(loss);
  }

  private static KerasModel network(int units, String activation) {
    return KerasModel.sequential(
        input(2), dense(4).activation("relu"), dense(units).activation(activation).name("out"));
  }
}
