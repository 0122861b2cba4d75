package io.dlpipelines.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConvertCommandTest {

  @Test
  void nothingButTheModelIsWritten() throws IOException {
    Path model = SmallModels.keras(folder.resolve("model.keras"));
    Path output = Files.createDirectory(folder.resolve("output"));
    for (String name : new String[] {"graph.pb", "saved", "model.h5"}) {
      assertThat(CommandRun.of("convert", model.toString(), output.resolve(name).toString()).err())
          .isEmpty();
    }
    try (Stream<Path> files = Files.walk(output)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> output.relativize(file).toString()))
          .containsExactlyInAnyOrder("graph.pb", "saved/saved_model.pb", "model.h5");
    }
  }

  @TempDir private Path folder;
  private Path graph;

  @BeforeEach
  void writeGraph() {
    graph = SmallModels.twice(folder.resolve("twice.pb"));
  }

  @Test
  void graphsBecomeSavedModelsAndGraphsAgain() {
    Path savedModel = folder.resolve("saved model");
    CommandRun run = convert(graph, savedModel);

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .startsWith("Wrote " + savedModel + ", a SavedModel of ")
        .containsPattern("\n  saved_model.pb  [\\d,]+ bytes\n");
    TFInputGraph read = TFInputGraph.fromSavedModel(savedModel.toString());
    assertThat(read.inputs()).extracting(TensorSpec::name).containsExactly("x");
    assertThat(folder).isDirectoryNotContaining("glob:**/.writing-*");
  }

  @Test
  void kerasModelsGoFromFormToFormAndStayTheSame() {
    Path model = SmallModels.keras(folder.resolve("model.keras"));
    Path h5 = folder.resolve("in/model.h5");
    Path back = folder.resolve("in/back.keras");
    Path savedModel = folder.resolve("in/saved");
    Path frozen = folder.resolve("in/frozen.pb");

    assertThat(convert(model, h5).out())
        .matches("Wrote " + h5 + ", a Keras HDF5 file of [\\d,]+ bytes\n");
    assertThat(convert(h5, back).status()).isZero();
    assertThat(convert(back, savedModel).status()).isZero();
    assertThat(convert(back, frozen).status()).isZero();

    KerasModel original = KerasModel.load(model.toString());
    assertThat(KerasModel.load(h5.toString()).weights()).isEqualTo(original.weights());
    assertThat(KerasModel.load(back.toString())).isEqualTo(original);
    TFInputGraph graph = TFInputGraph.fromKeras(original);
    TFInputGraph saved = TFInputGraph.fromSavedModel(savedModel.toString());
    assertThat(saved.inputs()).isEqualTo(graph.inputs());
    assertThat(saved.outputs()).isEqualTo(graph.outputs());
    assertThat(TFInputGraph.fromGraphDef(frozen.toString()).inputs()).hasSize(1);
  }

  @Test
  void formCanBeSaidWhereTheEndingDoesNot() {
    Path output = folder.resolve("model-1.0");

    assertThat(convert(graph, output).err())
        .isEqualTo(
            "dlpipelines: The ending of %s says no form. Use .keras, .h5 or .pb, no ending for a SavedModel, or --to.%n"
                .formatted(output));
    assertThat(convert(graph, output, "--to", "saved-model").status()).isZero();
    assertThat(output.resolve("saved_model.pb")).isNotEmptyFile();
  }

  @Test
  void nothingIsOverwrittenUnlessAskedFor() throws IOException {
    Path output = Files.writeString(folder.resolve("precious.pb"), "precious");

    CommandRun refused = convert(graph, output);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo(
            "dlpipelines: %s is there already. Write elsewhere, or replace it with --overwrite.%n"
                .formatted(output));
    assertThat(output).hasContent("precious");

    assertThat(convert(graph, output, "--overwrite").status()).isZero();
    assertThat(TFInputGraph.fromGraphDef(output.toString()).outputs()).hasSize(1);
  }

  @Test
  void foldersWithoutModelsAreNeverReplaced() throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(photos.resolve("1.png"), "precious");

    assertThat(convert(graph, photos, "--overwrite").err())
        .contains("photos is a folder that holds no model.");
    assertThat(photos.resolve("1.png")).hasContent("precious");
  }

  @Test
  void failuresLeaveWhatIsThere() throws IOException {
    Path damaged = Files.writeString(folder.resolve("damaged.pb"), "not a graph");
    Path output = Files.writeString(folder.resolve("precious.pb"), "precious");

    CommandRun run = convert(damaged, output, "--overwrite");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("damaged.pb");
    assertThat(output).hasContent("precious");
    assertThat(folder).isDirectoryNotContaining("glob:**/.writing-*");
  }

  @Test
  void savedModelsAreToBeFrozenFirst() {
    Path savedModel = folder.resolve("saved");
    convert(graph, savedModel);
    CommandRun run = convert(savedModel, folder.resolve("frozen.pb"));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains("saved: The model is a SavedModel, which keeps variables apart from its graph");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void graphsHaveNoLayers() {
    CommandRun run = convert(graph, folder.resolve("twice.keras"));

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .endsWith(
            "twice.pb is no Keras model, and the layers of a Keras archive are not known."
                + " Write a SavedModel or a frozen graph (.pb).\n");
  }

  private static CommandRun convert(Path model, Path output, String... options) {
    String[] arguments = new String[3 + options.length];
    arguments[0] = "convert";
    arguments[1] = model.toString();
    arguments[2] = output.toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return CommandRun.of(arguments);
  }
}
