package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import scala.jdk.javaapi.CollectionConverters;

/** Saved stages: those of earlier versions load, damaged ones do not. */
class SavedStagesTest extends SparkTest {

  @TempDir Path folder;

  private Path stage;
  private Path format;
  private Path model;

  @BeforeEach
  void save() throws IOException {
    stage = folder.resolve("stage");
    format = stage.resolve("data").resolve("format.json");
    model = stage.resolve("data").resolve("model").resolve("graph.pb");
    GoldenStages.save(stage);
  }

  static Stream<Path> versions() throws IOException, URISyntaxException {
    Path saved = Path.of(SavedStagesTest.class.getResource("/saved").toURI());
    try (Stream<Path> folders = Files.list(saved)) {
      return folders.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void stagesOfEveryVersionLoad(Path version) {
    TFTransformer loaded = TFTransformer.load(version.resolve("tfTransformer").toString());
    assertThat(loaded.uid()).isEqualTo("tfTransformer_golden");
    assertThat(loaded.getBatchSize()).isEqualTo(7);
    assertThat(loaded.getGraph().inputs()).isEqualTo(Graphs.halfPlusTwo(3).inputs());
    assertThat(loaded.getGraph().outputs()).isEqualTo(Graphs.halfPlusTwo(3).outputs());
    Dataset<Row> scored = loaded.transform(GoldenStages.data());
    assertThat(Frames.cells(scored, "halves")).containsExactly(GoldenStages.firstHalves(), null);
    assertThat(Frames.cells(scored, "why"))
        .containsExactly(null, "column [x]: the value has shape [1], and tensor [x:0] takes [3]");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void kerasStagesOfEveryVersionLoad(Path version) {
    KerasTransformer loaded = KerasTransformer.load(version.resolve("kerasTransformer").toString());
    assertThat(loaded.uid()).isEqualTo("kerasTransformer_golden");
    assertThat(loaded.getBatchSize()).isEqualTo(7);
    assertThat(loaded.getModel()).isEqualTo(GoldenStages.kerasTransformer().getModel());
    Dataset<Row> scored = loaded.transform(GoldenStages.data());
    assertThat(Frames.cells(scored, "h")).containsExactly(Vectors.dense(6, 6), null);
    assertThat(Frames.cells(scored, "s")).containsExactly(Vectors.dense(12), null);
  }

  @Test
  void kerasModelIsSavedAsKerasReadsIt() throws IOException {
    Path saved = folder.resolve("keras");
    GoldenStages.kerasTransformer().save(saved.toString());
    assertThat(Files.readString(saved.resolve("data/format.json")))
        .containsPattern("\"model\" : \\{\\s+\"kind\" : \"KERAS\"\\s+\\}")
        .containsPattern("\"model.keras\" : \\{\\s+\"sha256\" : \"[0-9a-f]{64}\"");
    assertThat(KerasModel.load(saved.resolve("data/model/model.keras").toString()))
        .isEqualTo(GoldenStages.kerasTransformer().getModel());
  }

  @Test
  void formatSaysWhatIsThere() throws IOException {
    assertThat(Files.readString(format))
        .containsPattern("\"formatVersion\" : 1,")
        .containsPattern("\"libraryVersion\" : \"[^\"]+\"")
        .containsPattern("\"engine\" : \"TensorFlow [0-9.]+\"")
        .containsPattern("\"kind\" : \"GRAPH\"")
        .containsPattern("\"graph.pb\" : \\{\\s+\"sha256\" : \"[0-9a-f]{64}\"");
  }

  @Test
  void newerFormatIsNotLoaded() throws IOException {
    edit("\"formatVersion\" : 1", "\"formatVersion\" : 2");
    edit("\"libraryVersion\" : \"[^\"]+\"", "\"libraryVersion\" : \"9.0\"");
    assertRefusedBecause(
        "%s has format version 2, and this library \\([^)]+\\) reads up to 1\\. It was written by version 9\\.0: use that or a newer one\\."
            .formatted(stage.resolve("data")));
  }

  @Test
  void stageWithoutItsFormatIsNotLoaded() throws IOException {
    delete(format);
    assertRefusedBecause(
        "%s is missing: the stage was not saved whole\\. Save it again\\.".formatted(format));
  }

  @Test
  void formatThatIsNoJsonIsNotLoaded() throws IOException {
    edit("(?s).*", "not JSON");
    assertRefusedBecause("%s is damaged: (?s).*not.* Save the stage again\\.".formatted(format));
  }

  @Test
  void stageWithoutItsModelIsNotLoaded() throws IOException {
    delete(model);
    assertRefusedBecause(
        "%s is missing: the stage was not saved or copied whole\\.".formatted(model));
    delete(model.getParent());
    assertRefusedBecause(
        "%s is missing: the stage was not saved whole\\. Save it again\\."
            .formatted(model.getParent()));
  }

  @Test
  void changedModelIsNotLoaded() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    delete(model);
    Files.write(model, bytes);
    assertRefusedBecause(
        "%s has checksum [0-9a-f]{64}, and [0-9a-f]{64} was saved: the file was changed or damaged\\."
            .formatted(model));
  }

  @Test
  void otherFilesAreNoPartOfTheModel() throws IOException {
    Files.writeString(model.resolveSibling("notes.txt"), "mine");
    assertThat(TFTransformer.load(stage.toString()).getGraph())
        .isEqualTo(GoldenStages.transformer().getGraph());
  }

  @Test
  void stageWithoutAGraphIsSavedAndLoaded() throws IOException {
    String path = folder.resolve("unset").toString();
    new TFTransformer("unset").setBatchSize(3).save(path);
    TFTransformer loaded = TFTransformer.load(path);
    assertThat(loaded.getBatchSize()).isEqualTo(3);
    assertThat(loaded.isSet(loaded.graph())).isFalse();
  }

  /** Spark writes a grid's values as JSON, graphs included. */
  @Test
  void gridOverGraphsIsTunedSavedAndLoaded() throws IOException {
    TFTransformer halves =
        new TFTransformer()
            .setInputMapping(Map.of("x", "x"))
            .setOutputMapping(Map.of("y", "halves"));
    List<TFInputGraph> graphs = List.of(nothing(), Graphs.halfPlusTwo(1));
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(halves.graph(), CollectionConverters.asScala(graphs))
            .build();
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(
                new Pipeline()
                    .setStages(
                        new PipelineStage[] {
                          halves, new LinearRegression().setFeaturesCol("halves").setMaxIter(2)
                        }))
            .setEstimatorParamMaps(grid)
            .setEvaluator(new RegressionEvaluator())
            .setNumFolds(2)
            .setSeed(1);
    validator.save(folder.resolve("untuned").toString());
    assertThat(graphs(CrossValidator.load(folder.resolve("untuned").toString()))).isEqualTo(graphs);
    CrossValidatorModel tuned = validator.fit(lines());
    assertThat(bestGraph(tuned)).isEqualTo(graphs.get(1));
    tuned.save(folder.resolve("tuned").toString());
    CrossValidatorModel loaded = CrossValidatorModel.load(folder.resolve("tuned").toString());
    assertThat(bestGraph(loaded)).isEqualTo(graphs.get(1));
    assertThat(Frames.cells(loaded.transform(lines()), "prediction"))
        .isEqualTo(Frames.cells(tuned.transform(lines()), "prediction"));
  }

  private static TFInputGraph nothing() {
    return TFInputGraph.build(
        tf ->
            tf.withName("y")
                .zerosLike(
                    tf.withName("x")
                        .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1)))));
  }

  private static Dataset<Row> lines() {
    StructType schema = new StructType().add("x", "float").add("label", "double");
    List<Row> rows =
        IntStream.range(0, 12).mapToObj(i -> RowFactory.create((float) i, 3.0 * i)).toList();
    return Frames.of(schema, 1, rows);
  }

  private static List<TFInputGraph> graphs(CrossValidator validator) {
    TFTransformer halves = (TFTransformer) ((Pipeline) validator.getEstimator()).getStages()[0];
    return Arrays.stream(validator.getEstimatorParamMaps())
        .map(map -> map.get(halves.graph()).get())
        .toList();
  }

  private static TFInputGraph bestGraph(CrossValidatorModel tuned) {
    return ((TFTransformer) ((PipelineModel) tuned.bestModel()).stages()[0]).getGraph();
  }

  private void edit(String pattern, String replacement) throws IOException {
    String text = Files.readString(format).replaceFirst(pattern, replacement);
    delete(format);
    Files.writeString(format, text);
  }

  /** With the checksum that Hadoop keeps beside it, which would be the first to complain. */
  private static void delete(Path file) throws IOException {
    Files.delete(file);
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  private void assertRefusedBecause(String reason) {
    assertThatThrownBy(() -> TFTransformer.load(stage.toString()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("The stage at %s cannot be loaded: ".formatted(stage))
        .cause()
        .isInstanceOf(IOException.class)
        .message()
        .matches(reason);
  }
}
