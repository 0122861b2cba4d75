package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Decimal targets and weights train as doubles do. */
class DecimalLabelsTest extends SparkTest {
  private static final String FEATURES = "array(id / 10.0D, id % 3 / 3.0D) AS features";

  @Test
  void targetsOfARegressor() {
    Dataset<Row> doubles = rows("id / 4.0D AS label", "1 + id % 2 / 2.0D AS w");
    Dataset<Row> decimals =
        rows(
            "cast(id / 4.0D AS decimal(10,2)) AS label",
            "cast(1 + id % 2 / 2.0D AS decimal(3,1)) AS w");
    KerasRegressor stage = new KerasRegressor().setModel(network(1)).setWeightCol("w").setEpochs(2);
    stage.setIntraOpParallelism(1);
    assertThat(stage.fit(decimals).getModel().weights())
        .isEqualTo(stage.fit(doubles).getModel().weights());
  }

  @Test
  void arraysOfTargetsOfAnyOutput() {
    Dataset<Row> doubles = rows("array(id / 4.0D, 1.5D) AS y", "1 AS w");
    Dataset<Row> decimals =
        rows("array(cast(id / 4.0D AS decimal(10,2)), cast(1.5 AS decimal(10,2))) AS y", "1 AS w");
    KerasModel network = network(2);
    KerasEstimator stage =
        new KerasEstimator()
            .setModel(network)
            .setInputMapping(Map.of("features", network.inputs().get(0).name()))
            .setLabelMapping(Map.of("y", "out"))
            .setLoss("mse")
            .setEpochs(2)
            .setIntraOpParallelism(1);
    assertThat(stage.fit(decimals).getModel().weights())
        .isEqualTo(stage.fit(doubles).getModel().weights());
  }

  @Test
  void targetsThatAreNoNumbers() {
    KerasRegressor stage = new KerasRegressor("net").setModel(network(1));
    assertThatThrownBy(() -> stage.transformSchema(rows("string(id) AS label", "1 AS w").schema()))
        .hasMessage(
            "KerasRegressor net: column [label] cannot be a label; there is string. Cast it to"
                + " double where the strings are numbers; where they are classes, number them with"
                + " StringIndexer and train a KerasClassifier.");
    assertThatThrownBy(() -> stage.transformSchema(rows("id > 3 AS label", "1 AS w").schema()))
        .hasMessage(
            "KerasRegressor net: column [label] cannot be a label; there is boolean. Cast it to"
                + " double.");
  }

  private Dataset<Row> rows(String label, String weight) {
    return spark().range(0, 24, 1, 2).selectExpr(FEATURES, label, weight);
  }

  private static KerasModel network(int units) {
    return KerasModel.sequential(input(2), dense(units).name("out"));
  }
}
