package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.runtime.TestHandles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Models in a folder of versions: which one scores, and when it changes. */
class ModelVersionsTest extends SparkTest {
  @TempDir private Path folder;
  private Path models;

  @BeforeEach
  void writeTheFirstVersion() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    write(1, 10);
  }

  @Test
  void theNewestNumberScores() {
    write(9, 90);
    write(10, 100);
    assertThat(score(stage("fixed"))).isEqualTo(100);
    assertThat(score(stage("latest"))).isEqualTo(100);
    assertThat(score(stage("specific(version=9)"))).isEqualTo(90);
  }

  @Test
  void otherNamesAreLeftAlone() throws IOException {
    Files.createDirectory(models.resolve("2.new"));
    Files.createDirectory(models.resolve("assets"));
    Files.writeString(models.resolve("7"), "a file");
    assertThat(score(stage("latest"))).isEqualTo(10);
  }

  @Test
  void aVersionMayBeASingleFile() throws IOException {
    Files.createDirectory(models.resolve("2"));
    times(20).saveGraphDef(models.resolve("2/frozen.pb").toString());
    assertThat(score(stage("latest"))).isEqualTo(20);
  }

  @Test
  void aFixedVersionStaysThatOfTheTransform() {
    Dataset<Row> scored = stage("fixed").transform(rows());
    write(2, 20);
    assertThat(value(scored)).isEqualTo(10);
    assertThat(score(stage("fixed"))).isEqualTo(20);
  }

  @Test
  void eachQueryTakesTheLatest() throws IOException {
    Dataset<Row> scored = stage("latest").transform(rows());
    assertThat(value(scored)).isEqualTo(10);
    write(2, 20);
    assertThat(value(scored)).isEqualTo(20);
    Files.move(models.resolve("2"), models.resolve("2.bad"));
    assertThat(value(scored)).as("the way back").isEqualTo(10);
  }

  @Test
  void aVersionThatIsWrittenAgainIsReadAgain() throws IOException {
    Dataset<Row> scored = stage("latest").transform(rows());
    assertThat(value(scored)).isEqualTo(10);
    deleteGraph(1);
    times(30).saveSavedModel(models.resolve("1").toString());
    assertThat(value(scored)).isEqualTo(30);
  }

  @Test
  void aVersionThatCannotBeOpenedIsPassedOver() throws IOException {
    Dataset<Row> scored = stage("latest").transform(rows());
    Path second = Files.createDirectory(models.resolve("2"));
    Files.writeString(second.resolve("saved_model.pb"), "half a file");
    assertThat(value(scored)).isEqualTo(10);
    assertThat(score(stage("latest"))).as("also where a query begins").isEqualTo(10);
    Files.delete(second.resolve("saved_model.pb"));
    Files.delete(second);
    write(2, 20);
    assertThat(value(scored)).as("once it is whole").isEqualTo(20);
  }

  @Test
  void aVersionIsTakenOnceItsStoreCanBeReadAgain() {
    Dataset<Row> scored = stage("latest").transform(rows());
    assertThat(value(scored)).isEqualTo(10);
    write(2, 20);
    FailingFileSystem.inPlace(
        spark().sparkContext().hadoopConfiguration(),
        () -> assertThat(value(scored)).isEqualTo(10));
    assertThat(value(scored)).isEqualTo(20);
  }

  @Test
  void aVersionWithOtherColumnsIsPassedOver() {
    Dataset<Row> scored = stage("latest").transform(rows());
    TFInputGraph doubles =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> x =
                  tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1)));
              tf.withName("y").dtypes.cast(x, TFloat64.class);
            });
    doubles.saveSavedModel(models.resolve("2").toString());
    assertThat(value(scored)).isEqualTo(10);
  }

  @Test
  void aFolderThatGoesAwayDoesNotStopAQuery() throws IOException {
    Dataset<Row> scored = stage("latest").transform(rows());
    Files.move(models, folder.resolve("elsewhere"));
    assertThat(value(scored)).isEqualTo(10);
  }

  @Test
  void oneQueryNeverMixesVersions() {
    Dataset<Row> scored = stage("latest").transform(rows()).select("id", "y");
    Dataset<Row> joined = scored.join(scored.toDF("id", "again").filter("again IS NOT NULL"), "id");
    write(2, 20);
    Row row = joined.selectExpr("y[0]", "again[0]").head();
    assertThat(row.get(0)).isEqualTo(row.get(1)).isEqualTo(20f);
  }

  @Test
  void aStreamChangesAtAMicroBatch() throws Exception {
    Path source = Files.createDirectory(folder.resolve("source"));
    PipelineModel saved =
        new Pipeline().setStages(new PipelineStage[] {stage("latest")}).fit(rows());
    String path = folder.resolve("pipeline").toString();
    saved.save(path);
    Dataset<Row> stream =
        PipelineModel.load(path)
            .transform(
                spark()
                    .readStream()
                    .schema(new StructType().add("id", "long").add("x", "array<float>"))
                    .parquet(source.toString()));
    List<Float> seen = new ArrayList<>();
    StreamingQuery query =
        stream
            .selectExpr("y[0] AS y")
            .writeStream()
            .foreachBatch(
                (batch, id) -> {
                  batch.collectAsList().forEach(row -> seen.add(row.getFloat(0)));
                })
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .start();
    try {
      arrive(source, query);
      write(2, 20);
      arrive(source, query);
      Files.move(models.resolve("2"), models.resolve("2.bad"));
      arrive(source, query);
    } finally {
      query.stop();
    }
    assertThat(seen).containsExactly(10f, 20f, 10f);
    assertThat(TestHandles.liveAfterClosingIdle()).as("models left open").isZero();
  }

  @Test
  void whatIsWrongIsSaidBeforeAnyJob() throws IOException {
    assertThatThrownBy(() -> stage("specific(version=4)").transform(rows()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no version that will do; there is [1].");
    deleteGraph(1);
    Files.createDirectory(models.resolve("1"));
    Files.writeString(models.resolve("1/saved_model.pb"), "not a model");
    assertThatThrownBy(() -> stage("latest").transform(rows()))
        .hasMessageContaining("has no version that will do; there is [1].")
        .hasMessageContaining("Version 1: ");
    assertThatThrownBy(
            () ->
                stage("latest")
                    .setModelFolder(folder.resolve("nowhere").toString())
                    .transform(rows()))
        .hasMessageContaining("There is nothing at");
    assertThatThrownBy(() -> stage("fixed").setGraph(times(1)).transform(rows()))
        .hasMessageContaining("both graph and modelFolder are set");
    assertThatThrownBy(() -> score(stage("newest")))
        .hasMessageContaining("There is no modelVersionPolicy [newest]; there are [fixed, latest");
    assertThatThrownBy(() -> score(stage("specific")))
        .hasMessageContaining("names no version. Say which, as in specific(version=3).");
  }

  private TFTransformer stage(String policy) {
    return new TFTransformer()
        .setModelFolder(models.toString())
        .setModelVersionPolicy(policy)
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "y"))
        .setOutputMode("array");
  }

  private Dataset<Row> rows() {
    return spark().range(0, 1, 1, 1).selectExpr("id", "array(1f) AS x");
  }

  private float score(TFTransformer stage) {
    return value(stage.transform(rows()));
  }

  private static float value(Dataset<Row> scored) {
    return scored.selectExpr("y[0]").head().getFloat(0);
  }

  private void write(int version, float factor) {
    times(factor).saveSavedModel(models.resolve(Integer.toString(version)).toString());
  }

  private static TFInputGraph times(float factor) {
    return TFInputGraph.build(
        tf -> {
          Placeholder<TFloat32> x =
              tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1)));
          tf.withName("y").math.mul(x, tf.constant(factor));
        });
  }

  private void deleteGraph(int version) throws IOException {
    FileUtil.fullyDelete(models.resolve(Integer.toString(version)).toFile());
  }

  private void arrive(Path source, StreamingQuery query) {
    rows().write().mode("append").parquet(source.toString());
    query.processAllAvailable();
  }
}
