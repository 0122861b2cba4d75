package io.dlpipelines.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.image.zoo.NamedNetwork;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stages with networks of Keras's applications. */
class NamedNetworkStagesTest extends SparkTest {
  private static final String MODEL = "mobilenet_v1_0.75_224.h5";

  @TempDir private Path folder;

  private static Path shared(String name) {
    String root = System.getProperty("dlpipelines.data", "");
    Path path = Path.of(root, "imagenet-mobilenet", name);
    assumeTrue(!root.isEmpty() && Files.exists(path), "needs the shared test data: " + name);
    return path;
  }

  private static Dataset<Row> photo(String name) throws IOException {
    StructType schema = new StructType().add("content", DataTypes.BinaryType);
    return spark()
        .createDataFrame(
            List.of(RowFactory.create((Object) Files.readAllBytes(shared(name)))), schema);
  }

  private static DeepImagePredictor predictor() {
    return new DeepImagePredictor().setInputCol("content").setOutputCol("probabilities");
  }

  private static DeepImageFeaturizer featurizer() {
    return new DeepImageFeaturizer().setInputCol("content").setOutputCol("features");
  }

  /** The probabilities were computed with numpy from the same weights. */
  @ParameterizedTest
  @CsvSource({
    "grace_hopper.jpg, 652, 0.492, 834, 0.316",
    "cat.jpeg, 285, 0.530, 281, 0.379",
  })
  void publishedWeightsTellWhatIsOnPhotos(
      String name, int first, double firstProbability, int second, double secondProbability)
      throws IOException {
    String file = shared(MODEL).toString();
    List<DeepImagePredictor> predictors =
        List.of(
            predictor().setModelName("MobileNet").setAlpha(0.75).setWeightsPath(file),
            predictor().setModelPath(file).setPreprocessing("tf"));
    for (DeepImagePredictor predictor : predictors) {
      Vector probabilities = predictor.transform(photo(name)).first().getAs("probabilities");
      assertThat(probabilities.size()).isEqualTo(1000);
      assertThat(probabilities.argmax()).isEqualTo(first);
      assertThat(probabilities.apply(first)).isCloseTo(firstProbability, within(0.01));
      assertThat(probabilities.apply(second)).isCloseTo(secondProbability, within(0.01));
    }
  }

  @Test
  void featuresOfANamedNetworkAreThoseOfItsFile() throws IOException {
    String file = shared(MODEL).toString();
    DeepImageFeaturizer named =
        featurizer().setModelName("MobileNet").setAlpha(0.75).setWeightsPath(file);
    DeepImageFeaturizer ofFile =
        featurizer().setModelPath(file).setPreprocessing("tf").setLayer("conv_pw_13_relu");
    Dataset<Row> cat = photo("cat.jpeg");
    Vector features = named.transform(cat).first().getAs("features");
    assertThat(features.size()).isEqualTo(768);
    assertThat(features.toArray())
        .containsExactly(
            ofFile.transform(cat).first().<Vector>getAs("features").toArray(), within(1e-4));
  }

  private String small() {
    String path = folder.resolve("small.h5").toString();
    if (!Files.exists(Path.of(path))) {
      model().save(path);
    }
    return path;
  }

  private static KerasModel model() {
    return NamedNetwork.MOBILE_NET.variant().withAlpha(0.25).withSize(32, 32).model();
  }

  private DeepImageFeaturizer ofSmall() {
    return featurizer()
        .setModelName("mobilenet")
        .setAlpha(0.25)
        .setImageHeight(32)
        .setImageWidth(32)
        .setWeightsPath(small());
  }

  private static int length(DeepImageFeaturizer featurizer) {
    Dataset<Row> images = Pictures.encoded(spark(), 1);
    int told =
        AttributeGroup.fromStructField(
                featurizer.transformSchema(images.schema()).apply("features"))
            .size();
    int found = featurizer.transform(images).first().<Vector>getAs("features").size();
    assertThat(told).isEqualTo(found);
    return found;
  }

  @Test
  void anyLayerGivesFeaturesWithAnyPooling() {
    assertThat(length(ofSmall())).as("the mean of each feature map").isEqualTo(256);
    assertThat(length(ofSmall().setPooling("max"))).isEqualTo(256);
    assertThat(length(ofSmall().setLayer("conv_pw_3_relu"))).isEqualTo(32);
    assertThat(length(ofSmall().setLayer("conv_pw_3_relu").setPooling("none")))
        .isEqualTo(8 * 8 * 32);
    assertThat(length(ofSmall().setLayer("predictions"))).as("the classifier").isEqualTo(1000);
    assertThatThrownBy(() -> length(ofSmall().setLayer("conv_pw_33")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MobileNet has no layer [conv_pw_33]; there are [")
        .hasMessageContaining("conv_pw_3");
  }

  @Test
  void theNetworkIsSavedWithTheStage() throws IOException {
    Dataset<Row> images = Pictures.encoded(spark(), 3);
    DeepImageFeaturizer featurizer = ofSmall();
    List<Row> features = featurizer.transform(images).select("features").collectAsList();
    String saved = folder.resolve("stage").toString();
    featurizer.save(saved);
    Files.delete(Path.of(small()));
    DeepImageFeaturizer loaded = DeepImageFeaturizer.load(saved);
    assertThat(loaded.transform(images).select("features").collectAsList()).isEqualTo(features);
    assertThat(length(loaded.setLayer("conv_pw_3_relu"))).as("of the same network").isEqualTo(32);
    assertThatThrownBy(() -> loaded.setAlpha(0.5).transform(images))
        .as("another network")
        .hasMessageContaining("There is nothing at");
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeTheJob() {
    Dataset<Row> images = Pictures.encoded(spark(), 1);
    assertThatThrownBy(() -> featurizer().setModelName("AlexNet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("modelName must be one of [InceptionV3, Xception,")
        .hasMessageEndingWith("WaveletScattering], got [AlexNet]");
    assertThatThrownBy(() -> ofSmall().setPreprocessing("caffe").transform(images))
        .hasMessageContaining("preprocessing is set, and mobilenet has its own");
    assertThatThrownBy(() -> ofSmall().setModelPath("/nowhere").transform(images))
        .hasMessageContaining("more than one network is set; there is modelName, modelPath");
    assertThatThrownBy(
            () ->
                featurizer()
                    .setModelName("WaveletScattering")
                    .setWeightsPath("/nowhere")
                    .transform(images))
        .hasMessageContaining("weightsPath is set, and WaveletScattering has its own");
    assertThatThrownBy(() -> ofSmall().setImageWidth(31).transform(images))
        .hasMessageContaining("at least 32 x 32 pixels");
  }
}
