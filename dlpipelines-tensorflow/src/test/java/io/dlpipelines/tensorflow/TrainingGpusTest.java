package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** What a fit asks of GPUs; on a cluster: {@link GpuClusterTest}. */
class TrainingGpusTest extends SparkTest {

  @Test
  void gpusForTheCpuAreRefusedBeforeARowIsRead() {
    Dataset<Row> unreadable =
        spark().sql("SELECT array(1f, 2f) AS features, double(raise_error('read')) AS label");
    KerasClassifier classifier =
        new KerasClassifier("torn")
            .setModel(KerasModel.sequential(input(2), dense(2)))
            .setDevice("cpu")
            .setTaskGpuAmount(0.5);
    assertThatThrownBy(() -> classifier.fit(unreadable))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "KerasClassifier torn: device is cpu, and taskGpuAmount asks Spark for GPUs that would"
                + " stand idle; there is taskGpuAmount=0.5. Set device to auto or gpu, or"
                + " taskGpuAmount to 0.");
  }

  @Test
  void localModeIsNotAskedWhatItsExecutorsHave() {
    assertThat(new TrainingGpus("gpu", 4).findProblem(spark().sparkContext())).isEmpty();
  }
}
