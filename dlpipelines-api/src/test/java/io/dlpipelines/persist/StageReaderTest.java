package io.dlpipelines.persist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.battery.SparkTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageReaderTest extends SparkTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ModelFiles FILES = files("graph.pb", "graph", "variables/a b.data", "vars");

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    spark();
  }

  @Test
  void stagesComeBackWithTheirFiles() throws IOException {
    FileKeeper keeper = new FileKeeper("keeper").setInputCol("x").setFiles(FILES);
    for (String name : List.of("plain", "with space")) {
      String path = "file://" + folder.resolve(name);
      keeper.save(path);
      FileKeeper loaded = FileKeeper.read().load(path);
      assertThat(loaded.uid()).isEqualTo("keeper");
      assertThat(loaded.getInputCol()).isEqualTo("x");
      assertThat(loaded.getFiles()).isEqualTo(FILES);
    }
  }

  @Test
  void theFormatIsWrittenDown() throws IOException {
    save(FILES);
    JsonNode format = JSON.readTree(formatFile().toFile());
    assertThat(format.path("formatVersion").asInt()).isEqualTo(1);
    assertThat(format.path("libraryVersion").asText()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    assertThat(format.path("engine").asText()).isEqualTo("keeper 1");
    assertThat(format.path("model").path("count").asInt()).isEqualTo(2);
    JsonNode file = format.path("files").path("variables/a b.data");
    assertThat(file.path("bytes").asLong()).isEqualTo(4);
    assertThat(file.path("sha256").asText())
        .isEqualTo(FILES.find("variables/a b.data").orElseThrow().sha256());
    assertThat(modelFile("variables/a b.data")).hasContent("vars");
    assertThat(folder.resolve("stage/metadata")).isDirectory();
  }

  @Test
  void theModelIsNotAmongTheParams() throws IOException {
    save(FILES);
    try (var metadata = Files.list(folder.resolve("stage/metadata"))) {
      for (Path file : metadata.filter(path -> path.toString().endsWith(".txt")).toList()) {
        assertThat(Files.readString(file)).doesNotContain("\"files\"");
      }
    }
  }

  @Test
  void aStageWithoutItsModelStaysWithout() throws IOException {
    new FileKeeper("keeper").setInputCol("x").save(stagePath());
    FileKeeper loaded = load();
    assertThat(loaded.isSet(loaded.files())).isFalse();
    assertThat(loaded.getInputCol()).isEqualTo("x");
  }

  @Test
  void overwritingLeavesNothingOld() throws IOException {
    save(FILES);
    FileKeeper other = new FileKeeper("other").setFiles(files("new.pb", "n"));
    assertThatThrownBy(() -> other.save(stagePath())).hasMessageContaining("already exists");
    assertThat(load().getFiles()).isEqualTo(FILES);
    other.write().overwrite().save(stagePath());
    assertThat(load().getFiles()).isEqualTo(files("new.pb", "n"));
    assertThat(modelFile("graph.pb")).doesNotExist();
  }

  @Test
  void savingLeavesTheStageAsItIs() throws IOException {
    FileKeeper keeper = new FileKeeper("keeper").setFiles(FILES);
    keeper.save(stagePath());
    assertThat(keeper.getFiles()).isEqualTo(FILES);
  }

  @Test
  void pipelinesCarryTheFiles() throws IOException {
    FileKeeper keeper = new FileKeeper("keeper").setFiles(FILES);
    new Pipeline().setStages(new PipelineStage[] {keeper}).fit(spark().range(1)).save(stagePath());
    FileKeeper loaded = (FileKeeper) PipelineModel.load(stagePath()).stages()[0];
    assertThat(loaded.getFiles()).isEqualTo(FILES);
  }

  @Test
  void newerFormatsAreRefused() throws IOException {
    save(FILES);
    changeFormat(format -> format.put("formatVersion", 2).put("libraryVersion", "9.9.9"));
    assertRefused(
        stageData()
            + " has format version 2, and this library ("
            + libraryVersion()
            + ") reads up to 1. It was written by version 9.9.9: use that or a newer one.");
  }

  @Test
  void aFormatWithoutVersionIsRefused() throws IOException {
    save(FILES);
    changeFormat(format -> format.remove(List.of("formatVersion", "libraryVersion")));
    assertRefused(
        stageData()
            + " has format version 0, and this library ("
            + libraryVersion()
            + ") reads up to 1. It was written by version unknown: use that or a newer one.");
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    save(FILES);
    delete("variables/a b.data");
    assertRefused(
        stageData()
            + "/model/variables/a b.data is missing: the stage was not saved or copied whole.");
  }

  @Test
  void aMissingModelFolderIsNamed() throws IOException {
    save(files("graph.pb", "g"));
    delete("graph.pb");
    Files.delete(folder.resolve("stage/data/model"));
    assertRefused(stageData() + "/model is missing: the stage was not saved whole. Save it again.");
  }

  @Test
  void aMissingFormatIsNamed() throws IOException {
    save(FILES);
    Files.delete(formatFile());
    assertRefused(
        stageData() + "/format.json is missing: the stage was not saved whole. Save it again.");
  }

  @Test
  void changedFilesAreRefused() throws IOException {
    save(FILES);
    delete("graph.pb");
    Files.writeString(modelFile("graph.pb"), "grapf");
    assertRefused(
        "%s/model/graph.pb has checksum %s, and %s was saved: the file was changed or damaged."
            .formatted(
                stageData(),
                files("graph.pb", "grapf").find("graph.pb").orElseThrow().sha256(),
                FILES.find("graph.pb").orElseThrow().sha256()));
  }

  @Test
  void filesThatWereNotSavedAreNotLoaded() throws IOException {
    save(FILES);
    Files.writeString(modelFile("_SUCCESS"), "");
    Files.writeString(modelFile("notes.txt"), "left behind");
    assertThat(load().getFiles()).isEqualTo(FILES);
  }

  @Test
  void aBrokenFormatIsNamed() throws IOException {
    save(FILES);
    replaceFormat("{\"formatVersion\": 1,");
    assertThatThrownBy(this::load)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("The stage at " + stagePath() + " cannot be loaded: ")
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void nothingIsNamed() {
    assertThatThrownBy(this::load)
        .isInstanceOf(UnreadableException.class)
        .hasMessage("There is nothing at " + stagePath() + ". Check the path and its file system.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model.keras | It looks like a Keras model: read it by KerasModel.load, or set it as"
            + " modelFile.",
        "graph.pb | It looks like a TensorFlow graph: read it by TFInputGraph.fromGraphDef.",
        "notes | Give the folder that the stage was saved to."
      })
  void aFileIsNoStage(String name, String advice) throws IOException {
    Files.writeString(folder.resolve(name), "x");
    assertThatThrownBy(() -> FileKeeper.read().load("file:" + folder.resolve(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "file:%s is a file, not the folder of a saved FileKeeper. %s"
                .formatted(folder.resolve(name), advice));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "saved_model.pb | it holds a TensorFlow SavedModel. Read it by"
            + " TFInputGraph.fromSavedModel.",
        "data/format.json | its metadata is missing, so the stage was not saved or copied whole."
            + " Save it again.",
        "part.parquet | it has no metadata; it holds [part.parquet]. Check the path."
      })
  void aFolderOfSomethingElseIsNamed(String file, String found) throws IOException {
    Path path = folder.resolve("stage").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "x");
    assertThatThrownBy(this::load)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s is not the folder of a saved FileKeeper: %s".formatted(stagePath(), found));
  }

  @Test
  void theFolderAboveStagesListsThem() throws IOException {
    new FileKeeper("keeper").save("file:" + folder.resolve("stage/a"));
    new Pipeline()
        .setStages(new PipelineStage[] {new FileKeeper("keeper")})
        .save("file:" + folder.resolve("stage/b"));
    assertThatThrownBy(this::load)
        .hasMessage(
            stagePath()
                + " is not the folder of a saved FileKeeper: it has no metadata; the folders of"
                + " saved stages below it are [a (FileKeeper), b (Pipeline)]. Load one of these.");
  }

  @Test
  void metadataWithoutAClassIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("stage/metadata"));
    Files.writeString(folder.resolve("stage/metadata/part-00000"), "{\"class\": ");
    assertThatThrownBy(this::load)
        .hasMessage(
            stagePath()
                + "/metadata names no class: the stage was not saved or copied whole. Save it"
                + " again.");
  }

  @Test
  void theModelOfACrossValidationIsFound() throws IOException {
    FileKeeper keeper = new FileKeeper("keeper").setFiles(FILES);
    PipelineModel best =
        new Pipeline().setStages(new PipelineStage[] {keeper}).fit(spark().range(1));
    best.save("file:" + folder.resolve("stage/bestModel"));
    Files.createDirectories(folder.resolve("stage/metadata"));
    Files.writeString(
        folder.resolve("stage/metadata/part-00000"),
        "{\"class\": \"org.apache.spark.ml.tuning.CrossValidatorModel\"}");
    assertThatThrownBy(this::load)
        .hasMessage(
            "%1$s holds a CrossValidatorModel with [PipelineModel], not a FileKeeper. Load it by org.apache.spark.ml.tuning.CrossValidatorModel.load(\"%1$s\"), or the FileKeeper in it by FileKeeper.load(\"%1$s/bestModel/stages/0_keeper\")."
                .formatted(stagePath()));
  }

  @Test
  void aSavedValueThatTheParamRefusesIsNamed() throws IOException {
    save(FILES);
    try (var metadata = Files.list(folder.resolve("stage/metadata"))) {
      for (Path file : metadata.toList()) {
        String text = file.toString().endsWith(".crc") ? "" : Files.readString(file);
        Files.delete(file);
        if (!text.isEmpty()) {
          Files.writeString(
              file, text.replace("\"paramMap\":{", "\"paramMap\":{\"inputCol\":\" \""));
        }
      }
    }
    assertThatThrownBy(this::load)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The FileKeeper at "
                + stagePath()
                + " cannot be loaded: inputCol must be the name of a column, got [ ]");
  }

  @Test
  void modelsSurviveJson() {
    DataParam<ModelFiles> param = new FileKeeper("keeper").files();
    List<ModelFile> chunked =
        List.of(
            new ModelFile(
                "graph.pb",
                List.of("gr".getBytes(UTF_8), new byte[0], "aph".getBytes(UTF_8)),
                FILES.find("graph.pb").orElseThrow().sha256()),
            FILES.find("variables/a b.data").orElseThrow());
    for (ModelFiles value : List.of(FILES, ModelFiles.of(chunked), files("empty", ""))) {
      ModelFiles decoded = param.jsonDecode(param.jsonEncode(value));
      assertThat(decoded).isEqualTo(value);
      for (ModelFile file : decoded.files()) {
        assertThat(file.toBytes()).isEqualTo(value.find(file.path()).orElseThrow().toBytes());
      }
    }
  }

  @Test
  void whatIsNoSavedModelIsAnError() {
    DataParam<ModelFiles> param = new FileKeeper("keeper").files();
    for (String json :
        List.of(
            "",
            "{",
            "\"x\"",
            "null",
            "{\"model\": {}, \"files\": {\"a\": 7}}",
            "{\"model\": {}, \"files\": {\"a\": \"?\"}}")) {
      assertThatThrownBy(() -> param.jsonDecode(json))
          .as(json)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Param files holds no saved model.");
    }
  }

  @Test
  void theDataParamIsFound() {
    FileKeeper keeper = new FileKeeper("keeper");
    assertThat(StageReader.dataParam(keeper)).containsSame(keeper.files());
    assertThat(StageReader.dataParam(new Pipeline())).isEmpty();
    assertThat(keeper.copy(ParamMap.empty()).files()).isEqualTo(keeper.files());
  }

  private void save(ModelFiles files) throws IOException {
    new FileKeeper("keeper").setFiles(files).save(stagePath());
  }

  private FileKeeper load() {
    return FileKeeper.read().load(stagePath());
  }

  private String stagePath() {
    return "file:" + folder.resolve("stage");
  }

  private String stageData() {
    return stagePath() + "/data";
  }

  private Path formatFile() {
    return folder.resolve("stage/data/format.json");
  }

  private Path modelFile(String path) {
    return folder.resolve("stage/data/model").resolve(path);
  }

  /** With the checksum that Hadoop keeps beside it. */
  private void delete(String path) throws IOException {
    Path file = modelFile(path);
    Files.delete(file);
    Files.delete(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  private interface Change {
    void apply(ObjectNode format);
  }

  private void changeFormat(Change change) throws IOException {
    ObjectNode format = (ObjectNode) JSON.readTree(formatFile().toFile());
    change.apply(format);
    replaceFormat(format.toString());
  }

  private void replaceFormat(String text) throws IOException {
    Files.delete(formatFile().resolveSibling(".format.json.crc"));
    Files.writeString(formatFile(), text);
  }

  /** As an untouched stage has it. */
  private String libraryVersion() throws IOException {
    new FileKeeper("untouched").setFiles(FILES).save("file:" + folder.resolve("untouched"));
    Path format = folder.resolve("untouched/data/format.json");
    return JSON.readTree(format.toFile()).path("libraryVersion").asText();
  }

  private void assertRefused(String reason) {
    Throwable thrown = catchThrowable(this::load);
    assertThat(thrown)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("The stage at " + stagePath() + " cannot be loaded: " + reason)
        .hasCauseInstanceOf(IOException.class);
  }

  private static ModelFiles files(String... pathsAndTexts) {
    List<ModelFile> files = new ArrayList<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      byte[] content = pathsAndTexts[i + 1].getBytes(UTF_8);
      files.addAll(ModelFiles.of(pathsAndTexts[i], content).files());
    }
    return ModelFiles.of(files);
  }
}
