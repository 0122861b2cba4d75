package io.dlpipelines.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.image.zoo.NamedNetwork;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** What is on images, and what the classes are called. */
class PredictionsTest extends SparkTest {

  @TempDir private Path folder;

  private static DeepImagePredictor predictor() {
    return new DeepImagePredictor("p_1")
        .setInputCol("content")
        .setOutputCol("predicted")
        .setGraph(DeepImagePredictorTest.colours())
        .setPreprocessing("unit");
  }

  /** Zero for each of three classes, whatever the image. */
  private static TFInputGraph undecided() {
    return TFInputGraph.build(
        tf -> {
          Placeholder<TFloat32> images =
              tf.withName("pixels")
                  .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2, 2, 3)));
          tf.withName("scores").zerosLike(tf.math.mean(images, tf.constant(new int[] {1, 2})));
        });
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static Dataset<Row> red() {
    return Pictures.encoded(spark(), 1);
  }

  private static List<Row> predicted(DeepImagePredictor stage, Dataset<Row> images) {
    return stage.transform(images).first().getList(2);
  }

  @Test
  void probabilitiesComeAsAVector() {
    Vector probabilities = predictor().transform(red()).first().getAs("predicted");
    assertThat(probabilities.size()).isEqualTo(3);
    assertThat(probabilities.argmax()).isZero();
    double sum = probabilities.apply(0) + probabilities.apply(1) + probabilities.apply(2);
    assertThat(sum).isCloseTo(1, within(1e-6));
  }

  @Test
  void mostProbableClassesComeFirst() {
    DeepImagePredictor stage =
        predictor()
            .setDecodePredictions(true)
            .setTopK(2)
            .setLabelsPath(DeepImagePredictorTest.labels("colours.txt"));
    Vector all =
        stage
            .copy(new ParamMap().put(stage.decodePredictions(), (Object) false))
            .transform(red())
            .first()
            .getAs("predicted");
    assertThat(predicted(stage, red()))
        .containsExactly(
            RowFactory.create("red", "red", (float) all.apply(0)),
            RowFactory.create("green", "green", (float) all.apply(1)));
    assertThat(predicted(stage.setTopK(7), red())).hasSize(3);
  }

  @Test
  void equallyProbableClassesComeByIndex() throws IOException {
    DeepImagePredictor stage =
        predictor()
            .setGraph(undecided())
            .setDecodePredictions(true)
            .setLabelsPath(
                write("labels.json", "[[\"n1\", \"one\"], [\"n2\", \"two\"], \"three\"]"));
    assertThat(predicted(stage, red()))
        .containsExactly(
            RowFactory.create("n1", "one", 0f),
            RowFactory.create("n2", "two", 0f),
            RowFactory.create("three", "three", 0f));
  }

  @Test
  void rowsThatCannotBeScoredAreNull() {
    StructType schema = new StructType().add("content", DataTypes.BinaryType);
    Dataset<Row> images =
        spark()
            .createDataFrame(
                List.of(RowFactory.create(Pictures.png(0)), RowFactory.create((Object) null)),
                schema)
            .repartition(1);
    DeepImagePredictor stage =
        predictor()
            .setDecodePredictions(true)
            .setLabelsPath(DeepImagePredictorTest.labels("colours.txt"))
            .setHandleInvalid("keep")
            .setInvalidReasonCol("why");
    Dataset<Row> scored = stage.transform(images);
    assertThat(scored.schema()).isEqualTo(stage.transformSchema(schema));
    assertThat(scored.columns()).containsExactly("content", "predicted", "why");
    assertThat(scored.filter("content IS NULL").first().isNullAt(1)).isTrue();
    assertThat(scored.filter("content IS NOT NULL").first().getList(1)).hasSize(3);
  }

  @Test
  void predictionsAreQueriedInSql() {
    predictor()
        .setDecodePredictions(true)
        .setLabelsPath(DeepImagePredictorTest.labels("colours.txt"))
        .transform(Pictures.encoded(spark(), 4))
        .createOrReplaceTempView("predictions");
    assertThat(
            spark()
                .sql(
                    "SELECT id FROM predictions WHERE predicted[0].class = 'red' AND"
                        + " predicted[0].probability > 0.4")
                .count())
        .isEqualTo(4);
  }

  @Test
  void labelsAreSavedWithTheStage() throws IOException {
    String labels = write("labels.txt", "0 rot\n1 gr\u00fcn\n2 blau\n");
    DeepImagePredictor stage =
        predictor().setDecodePredictions(true).setTopK(2).setLabelsPath(labels);
    List<Row> expected = predicted(stage, red());
    assertThat(expected).extracting(row -> row.getString(0)).containsExactly("rot", "gr\u00fcn");
    String saved = folder.resolve("stage").toString();
    stage.save(saved);
    Files.delete(Path.of(labels));
    DeepImagePredictor loaded = DeepImagePredictor.load(saved);
    assertThat(predicted(loaded, red())).isEqualTo(expected);
    assertThat(predicted(loaded.copy(ParamMap.empty()), red())).isEqualTo(expected);
    assertThatThrownBy(() -> predicted(loaded.setLabelsPath("/nowhere/labels.txt"), red()))
        .hasMessage("There is nothing at /nowhere/labels.txt. Check the path and its file system.");
  }

  @Test
  void labelsMustFitTheNetwork() throws IOException {
    DeepImagePredictor stage = predictor().setDecodePredictions(true);
    assertSaid(
        stage,
        "DeepImagePredictor p_1: there are no labels for the network's 3 classes; there is a graph"
            + " alone. Set labelsPath to a file with a label for each class.");
    String two = write("two.txt", "red\ngreen\n");
    assertSaid(
        stage.setLabelsPath(two),
        "DeepImagePredictor p_1: "
            + two
            + " has 2 labels, and the network tells 3 classes apart; there is [red, green]. Set"
            + " labelsPath to a file with a label for each class.");
    stage.clear(stage.labelsPath());
    assertThatThrownBy(() -> stage.transform(red())).hasMessageContaining("there are no labels");
  }

  @Test
  void aSingleValueIsTheProbabilityOfTheSecondOfTwoLabels() throws IOException {
    TFInputGraph single =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> images =
                  tf.withName("pixels")
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2, 2, 1)));
              tf.withName("score")
                  .math
                  .add(
                      tf.math.mul(
                          tf.math.mean(images, tf.constant(new int[] {1, 2})), tf.constant(0f)),
                      tf.constant(0.25f));
            });
    DeepImagePredictor stage =
        predictor()
            .setGraph(single)
            .setDecodePredictions(true)
            .setLabelsPath(write("two.txt", "no\nyes\n"));
    assertThat(predicted(stage, red()))
        .containsExactly(
            RowFactory.create("no", "no", 0.75f), RowFactory.create("yes", "yes", 0.25f));
  }

  @Test
  void oneNetworkMustBeSet() {
    assertSaid(
        new DeepImagePredictor("p_1").setInputCol("content").setOutputCol("out"),
        "DeepImagePredictor p_1: no network is set; there is modelName, modelPath, graph. Set one"
            + " of these.");
    assertSaid(
        predictor().setModelName("ResNet50"),
        "DeepImagePredictor p_1: more than one network is set; there is modelName, graph. Clear all"
            + " but one of these.");
    assertSaid(
        predictor().setAlpha(0.5),
        "DeepImagePredictor p_1: alpha is set, and there is no modelName; there is 0.5. Clear it,"
            + " or give another network.");
    DeepImagePredictor named = predictor();
    named.clear(named.graph());
    assertSaid(
        named.setModelName("ResNet50"),
        "DeepImagePredictor p_1: preprocessing is set, and ResNet50 has its own; there is unit."
            + " Clear it, or give another network.");
  }

  @Test
  void namedNetworksHaveImageNetsLabels() throws IOException {
    String weights = folder.resolve("weights.h5").toString();
    NamedNetwork.of("MobileNet").variant().withAlpha(0.25).withSize(32, 32).model().save(weights);
    DeepImagePredictor stage =
        new DeepImagePredictor()
            .setModelName("mobilenet")
            .setAlpha(0.25)
            .setWeightsPath(weights)
            .setImageHeight(32)
            .setImageWidth(32)
            .setInputCol("content")
            .setOutputCol("predicted")
            .setDecodePredictions(true);
    spark().conf().set("spark.dlpipelines.models.cache", folder.resolve("cache").toString());
    spark().conf().set("spark.dlpipelines.models.dir", folder.toUri().toString());
    spark().conf().set("spark.dlpipelines.models.url", "http://nowhere.invalid/");
    try {
      assertThatThrownBy(() -> stage.transform(red()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "The labels imagenet_class_index.json (MD5 c2c37ea517e94d9795004a39431a14cb) are not")
          .hasMessageEndingWith("or set labelsPath to the file.");
      write("imagenet_class_index.json", thousand());
      assertThat(predicted(stage, red()))
          .hasSize(5)
          .allSatisfy(
              label -> assertThat(label.getString(1)).isEqualTo("what " + label.getString(0)));
    } finally {
      List.of("cache", "dir", "url")
          .forEach(key -> spark().conf().unset("spark.dlpipelines.models." + key));
    }
    stage.save(folder.resolve("stage").toString());
    assertThat(predicted(DeepImagePredictor.load(folder.resolve("stage").toString()), red()))
        .isEqualTo(predicted(stage, red()));
  }

  private static String thousand() {
    return IntStream.range(0, 1000)
        .mapToObj(index -> "\"%d\": [\"n%d\", \"what n%d\"]".formatted(index, index, index))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static void assertSaid(DeepImagePredictor stage, String message) {
    Dataset<Row> images = red();
    assertThatThrownBy(() -> stage.transformSchema(images.schema()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> stage.transform(images)).hasMessage(message);
  }

  /** The expected numbers were computed with numpy from the same weights. */
  @Test
  void publishedMobileNetKnowsACatAndAnAdmiral() {
    String root = System.getProperty("dlpipelines.data", "");
    Path models = Path.of(root, "imagenet-mobilenet");
    assumeTrue(!root.isEmpty() && Files.isDirectory(models), "needs the shared test data");
    DeepImagePredictor stage =
        new DeepImagePredictor()
            .setModelPath(models.resolve("mobilenet_v1_0.75_224.h5").toUri().toString())
            .setPreprocessing("tf")
            .setInputCol("path")
            .setOutputCol("predicted")
            .setDecodePredictions(true)
            .setTopK(2);
    Dataset<Row> photos =
        spark()
            .read()
            .format("binaryFile")
            .option("pathGlobFilter", "*.{jpg,jpeg}")
            .load(models.toUri().toString())
            .select("path");
    Map<String, List<Row>> found = new TreeMap<>();
    for (Row row : stage.transform(photos).collectAsList()) {
      found.put(Path.of(row.getString(0)).getFileName().toString(), row.getList(1));
    }
    assertThat(found).containsOnlyKeys("cat.jpeg", "grace_hopper.jpg");
    assertPredicted(found.get("grace_hopper.jpg").get(0), "military uniform", 0.492);
    assertPredicted(found.get("grace_hopper.jpg").get(1), "suit", 0.316);
    assertPredicted(found.get("cat.jpeg").get(0), "Egyptian cat", 0.530);
    assertPredicted(found.get("cat.jpeg").get(1), "tabby", 0.379);
  }

  private static void assertPredicted(Row prediction, String label, double probability) {
    assertThat(prediction.getString(1)).startsWith(label);
    assertThat((double) prediction.getFloat(2)).isCloseTo(probability, within(0.01));
  }
}
