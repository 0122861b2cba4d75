package io.dlpipelines.image;

import static io.dlpipelines.tensorflow.keras.KerasLayers.conv2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.globalAveragePooling2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.EpochResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KerasImageFileFitTest extends SparkTest {
  private static final double ALMOST_NOTHING = 1e-12;

  private static KerasImageFileEstimator estimator() {
    return new KerasImageFileEstimator()
        .setModel(KerasImageFileEstimatorTest.net(4))
        .setInputCol("content")
        .setLearningRate(0.01)
        .setBatchSize(5)
        .setSeed(1);
  }

  private static Dataset<Row> pictures() {
    return KerasImageFileEstimatorTest.pictures(Pictures.encoded(spark(), 20));
  }

  private static EpochResult last(KerasImageFileModel fitted) {
    List<EpochResult> epochs = fitted.summary().epochs();
    return epochs.get(epochs.size() - 1);
  }

  @Test
  void learnsFromFiles(@TempDir Path folder) throws IOException {
    for (int id = 0; id < 20; id++) {
      Files.write(folder.resolve(id + ".png"), Pictures.png(id));
    }
    Dataset<Row> files =
        spark()
            .range(20)
            .selectExpr(
                "id",
                "concat('" + folder.toUri() + "', id, '.png') AS path",
                "double(id >= 10) AS label");
    KerasImageFileModel fitted =
        estimator().setInputCol("path").setPreprocessing("tf").setEpochs(40).fit(files);
    assertThat(last(fitted).metricOrThrow("accuracy")).isGreaterThanOrEqualTo(0.95);
    List<Row> scored = fitted.transform(files).collectAsList();
    assertThat(scored)
        .filteredOn(row -> row.<Double>getAs("prediction").equals(row.<Double>getAs("label")))
        .hasSizeGreaterThanOrEqualTo(19);
    assertThat(fitted.numClasses()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "unit", "tf", "caffe", "torch"})
  void preparesPixelsAsInScoring(String preprocessing) {
    KerasModel logits =
        KerasModel.sequential(input(8, 6, 3), conv2D(2, 3), globalAveragePooling2D());
    KerasImageFileModel fitted =
        estimator()
            .setModel(logits)
            .setPreprocessing(preprocessing)
            .setChannelOrder("BGR")
            .setLearningRate(ALMOST_NOTHING)
            .setEpochs(1)
            .fit(pictures());
    double sum = 0;
    for (Row row : fitted.transform(pictures()).collectAsList()) {
      Vector raw = row.getAs("rawPrediction");
      int label = row.<Double>getAs("label").intValue();
      double other = raw.apply(1 - label) - raw.apply(label);
      sum += other > 0 ? other + Math.log1p(Math.exp(-other)) : Math.log1p(Math.exp(other));
    }
    assertThat(last(fitted).metricOrThrow("loss")).isCloseTo(sum / 20, within(1e-4));
  }

  @Test
  void trainsNetworksOfAnySizeInOneSize() {
    KerasModel any =
        KerasModel.sequential(input(-1, -1, 3), conv2D(2, 3), globalAveragePooling2D(), dense(1));
    KerasImageFileModel fitted =
        estimator().setModel(any).setImageHeight(7).setImageWidth(9).setEpochs(1).fit(pictures());
    assertThat(fitted.getImageHeight()).isEqualTo(7);
    assertThat(fitted.transform(pictures()).count()).isEqualTo(20);
  }

  @Test
  void leavesOutFilesThatAreNone() {
    Dataset<Row> some =
        pictures().selectExpr("id", "label", "IF(id = 3, binary('none'), content) AS content");
    KerasImageFileModel fitted = estimator().setEpochs(1).setHandleInvalid("skip").fit(some);
    assertThat(fitted.summary().rowsSkipped()).isEqualTo(1);
    assertThat(last(fitted).rows()).isEqualTo(19);
  }

  static Stream<Arguments> mistakes() {
    KerasModel any = KerasModel.sequential(input(-1, 6, 3), globalAveragePooling2D(), dense(2));
    KerasModel flat = KerasModel.sequential(input(4), dense(2));
    return Stream.of(
        mistake(
            stage -> stage.setModel(any),
            "the network takes images of any size, and they are kept in one size"),
        mistake(stage -> stage.setModel(flat), "takes no images"),
        mistake(stage -> stage.setChannelOrder("L"), "takes 3 channels, and channelOrder L has 1"),
        mistake(stage -> stage.setImageHeight(9), "imageHeight is 9, and the network takes"),
        mistake(stage -> stage.setInputCol("label"), "column [label] of type double holds no"),
        mistake(stage -> stage.setInputCol("picture"), "there is no column [picture]"));
  }

  private static Arguments mistake(UnaryOperator<KerasImageFileEstimator> change, String message) {
    return Arguments.of(change, message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrong(UnaryOperator<KerasImageFileEstimator> change, String message) {
    KerasImageFileEstimator wrong = change.apply(estimator());
    assertThatThrownBy(() -> wrong.transformSchema(pictures().schema()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
