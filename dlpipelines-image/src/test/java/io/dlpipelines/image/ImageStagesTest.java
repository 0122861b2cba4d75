package io.dlpipelines.image;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class ImageStagesTest extends SparkTest {

  @TempDir private Path folder;

  private static Path shared(String name) {
    String root = System.getProperty("dlpipelines.data", "");
    Path path = Path.of(root, name);
    assumeTrue(!root.isEmpty() && Files.exists(path), "needs the shared test data: " + name);
    return path;
  }

  private static TFImageTransformer negative() {
    return new TFImageTransformer()
        .setInputCol("content")
        .setOutputCol("out")
        .setGraph(TFImageTransformerTest.negative(-1, -1));
  }

  @Test
  void structsFilesAndPathsGiveTheSame() throws Exception {
    for (int id = 0; id < 4; id++) {
      Files.write(folder.resolve(id + ".png"), Pictures.png(id));
    }
    DeepImageFeaturizer featurizer =
        new DeepImageFeaturizer()
            .setModelName("WaveletScattering")
            .setOutputCol("features")
            .setImageHeight(16)
            .setImageWidth(16)
            .setScales(1)
            .setAngles(4);
    String glob = folder.toUri() + "*.png";
    Dataset<Row> files = spark().read().format("binaryFile").load(glob);
    List<Row> ofFiles =
        featurizer
            .setInputCol("content")
            .transform(files)
            .orderBy("path")
            .select("features")
            .collectAsList();
    List<Row> ofPaths =
        featurizer
            .setInputCol("path")
            .transform(files)
            .orderBy("path")
            .select("features")
            .collectAsList();
    List<Row> ofStructs =
        featurizer
            .setInputCol("image")
            .transform(spark().read().format("image").load(glob))
            .orderBy(col("image.origin"))
            .select("features")
            .collectAsList();
    assertThat(ofFiles).hasSize(4).isEqualTo(ofPaths).isEqualTo(ofStructs);
  }

  @Test
  void featureLengthIsKnownBeforeAnythingRuns() {
    DeepImageFeaturizer featurizer =
        new DeepImageFeaturizer()
            .setModelName("WaveletScattering")
            .setInputCol("content")
            .setOutputCol("features");
    Dataset<Row> images = Pictures.encoded(spark(), 2);
    AttributeGroup group =
        AttributeGroup.fromStructField(
            featurizer.transformSchema(images.schema()).apply("features"));
    assertThat(group.size()).isEqualTo(3472);
    assertThat(featurizer.transform(images).first().<Vector>getAs("features").size())
        .isEqualTo(3472);
    assertThat(
            featurizer.setPooling("avg").transform(images).first().<Vector>getAs("features").size())
        .isEqualTo(217);
    assertThat(
            featurizer
                .setChannelOrder("RGB")
                .transform(images)
                .first()
                .<Vector>getAs("features")
                .size())
        .isEqualTo(651);
  }

  @Test
  void imagesComeBackAsImages() {
    Row image =
        negative()
            .setOutputMode("image")
            .transform(Pictures.encoded(spark(), 1))
            .first()
            .getStruct(2);
    assertThat(image.<Integer>getAs("height")).isEqualTo(30);
    assertThat(image.<Integer>getAs("width")).isEqualTo(20);
    assertThat(image.<Integer>getAs("nChannels")).isEqualTo(3);
    assertThat(image.<Integer>getAs("mode")).isEqualTo(16);
    byte[] data = image.getAs("data");
    // The corner is (250, 120, 10); its negative (5, 135, 245), stored blue first.
    assertThat(new int[] {data[0] & 255, data[1] & 255, data[2] & 255})
        .containsExactly(245, 135, 5);
    Dataset<Row> again =
        new TFImageTransformer()
            .setInputCol("out")
            .setOutputCol("back")
            .setOutputMode("image")
            .setGraph(TFImageTransformerTest.negative(-1, -1))
            .transform(negative().setOutputMode("image").transform(Pictures.encoded(spark(), 1)));
    byte[] back = again.first().<Row>getAs("back").getAs("data");
    assertThat(new int[] {back[0] & 255, back[1] & 255, back[2] & 255})
        .containsExactly(10, 120, 250);
  }

  @Test
  void imagesOfTheirOwnSizesAreGroupedBySize() {
    List<Row> rows =
        negative()
            .setOutputMode("array")
            .transform(Pictures.encoded(spark(), 6))
            .orderBy("id")
            .selectExpr("size(out)", "size(out[0])", "size(out[29][0])")
            .collectAsList();
    for (int id = 0; id < 6; id++) {
      assertThat(rows.get(id)).isEqualTo(RowFactory.create(30, 20 + id, 3));
    }
  }

  @Test
  void brokenImagesLoseNoGoodRow() throws Exception {
    Path images = shared("images");
    Dataset<Row> files =
        spark()
            .read()
            .format("binaryFile")
            .option("recursiveFileLookup", "true")
            .load(images.toUri().toString());
    long all = files.count();
    DeepImageFeaturizer featurizer =
        new DeepImageFeaturizer()
            .setModelName("WaveletScattering")
            .setInputCol("content")
            .setOutputCol("features")
            .setScales(1)
            .setAngles(1);
    Dataset<Row> kept =
        featurizer
            .setHandleInvalid("keep")
            .setInvalidReasonCol("reason")
            .transform(files.drop("modificationTime"))
            .cache();
    long good = kept.filter("features IS NOT NULL").count();
    assertThat(kept.count()).isEqualTo(all);
    assertThat(kept.filter("features IS NULL AND reason IS NULL").count()).isZero();
    assertThat(kept.filter("features IS NOT NULL AND reason IS NOT NULL").count()).isZero();
    assertThat(good).isGreaterThan(150);
    featurizer.clear(featurizer.invalidReasonCol());
    Dataset<Row> skipped = featurizer.setHandleInvalid("skip").transform(files);
    assertThat(skipped.select("path", "features").collectAsList())
        .hasSize((int) good)
        .containsExactlyInAnyOrderElementsOf(
            kept.filter("features IS NOT NULL").select("path", "features").collectAsList());
    kept.unpersist(true);
  }

  @Test
  void networkInAFile() throws Exception {
    Path graph = shared("frozen-graphs/key_brands_mobilenet.pb");
    Path images = shared("images/spark/images/origin/kittens");
    DeepImageFeaturizer featurizer =
        new DeepImageFeaturizer()
            .setModelPath(graph.toUri().toString())
            .setLayer("MobilenetV1/Logits/AvgPool_1a/AvgPool")
            .setPreprocessing("tf")
            .setInputCol("content")
            .setOutputCol("features")
            .setHandleInvalid("skip");
    Dataset<Row> files =
        spark()
            .read()
            .format("binaryFile")
            .load(images.toUri().toString())
            .drop("modificationTime");
    TFInputGraph network = TFInputGraph.fromPath(graph.toUri().toString());
    assertThatThrownBy(() -> featurizer.transform(files))
        .hasMessageContaining("MobilenetV1/Logits/AvgPool_1a/AvgPool")
        .hasMessageContaining("nearest");
    featurizer.clear(featurizer.layer());
    List<Row> rows = featurizer.transform(files).orderBy("path").select("features").collectAsList();
    assertThat(rows)
        .hasSize(4)
        .allSatisfy(
            row -> {
              Vector probabilities = row.getAs(0);
              assertThat(probabilities.size())
                  .isEqualTo((int) network.outputs().get(0).shape().dimension(1));
              assertThat(Arrays.stream(probabilities.toArray()).sum()).isBetween(0.999, 1.001);
            });
    String saved = folder.resolve("stage").toString();
    featurizer.save(saved);
    DeepImageFeaturizer loaded = DeepImageFeaturizer.load(saved);
    assertThat(loaded.getModelPath()).isEqualTo(featurizer.getModelPath());
    assertThat(loaded.transform(files).orderBy("path").select("features").collectAsList())
        .isEqualTo(rows);
  }

  @Test
  void errorsComeBeforeTheJob() {
    Dataset<Row> images = Pictures.encoded(spark(), 1);
    DeepImageFeaturizer featurizer =
        new DeepImageFeaturizer("f").setInputCol("content").setOutputCol("features");
    assertThatThrownBy(() -> featurizer.transform(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "DeepImageFeaturizer f: no network is set; there is modelName, modelPath, graph. Set"
                + " one of these.");
    featurizer.setModelName("WaveletScattering");
    assertThatThrownBy(() -> featurizer.copy(noExtra()).setInputCol("id").transform(images))
        .hasMessage(
            "DeepImageFeaturizer f: column [id] of type bigint holds no images; there is [id,"
                + " content]. Give a column of Spark's image structs, of encoded files (binary) or"
                + " of paths (string).");
    assertThatThrownBy(() -> featurizer.copy(noExtra()).setInputCol("picture").transform(images))
        .hasMessage(
            "DeepImageFeaturizer f: there is no column [picture]; there is [id, content]. Set"
                + " inputCol to one of these.");
    assertThatThrownBy(() -> featurizer.copy(noExtra()).setOutputCol("id").transform(images))
        .hasMessageContaining("the output column [id] exists already");
    assertThatThrownBy(() -> featurizer.copy(noExtra()).setImageHeight(30).transform(images))
        .hasMessageContaining("30");
    assertThatThrownBy(() -> featurizer.copy(noExtra()).setModelPath("/nowhere").transform(images))
        .hasMessageContaining("more than one network is set; there is modelName, modelPath");
    assertThatThrownBy(
            () ->
                new DeepImageFeaturizer()
                    .setInputCol("content")
                    .setOutputCol("features")
                    .setModelPath("/nowhere/net.pb")
                    .transform(images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("There is nothing at /nowhere/net.pb");
    assertThatThrownBy(
            () ->
                negative()
                    .setChannelOrder("L")
                    .setGraph(TFImageTransformerTest.negative(8, 8))
                    .transform(images))
        .hasMessageContaining("takes 3 channels, and channelOrder L has 1");
    assertThatThrownBy(
            () ->
                negative()
                    .setGraph(TFImageTransformerTest.negative(8, 8))
                    .setImageHeight(9)
                    .transform(images))
        .hasMessageContaining("imageHeight is 9");
  }

  @Test
  void networksOfOneChannelTakeGreyImages() {
    TFInputGraph mean =
        TFInputGraph.build(
            tf ->
                tf.withName("mean")
                    .math
                    .mean(
                        tf.withName("pixels")
                            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4, 4, 1))),
                        tf.constant(new int[] {1, 2})));
    TFImageTransformer stage =
        new TFImageTransformer().setInputCol("content").setOutputCol("out").setGraph(mean);
    Dataset<Row> images = Pictures.encoded(spark(), 2);
    List<Row> inferred = stage.transform(images).orderBy("id").collectAsList();
    assertThat(inferred)
        .isEqualTo(stage.setChannelOrder("L").transform(images).orderBy("id").collectAsList());
  }

  private static ParamMap noExtra() {
    return ParamMap.empty();
  }
}
