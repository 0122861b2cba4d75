package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.FileServer;
import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.sql.ModelFunctions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where models are read from: percent-encoded URIs, and file systems without listing. */
class ModelSourcesTest extends SparkTest {
  private static final KerasModel NETWORK = KerasModel.sequential(input(2), dense(3)).withSeed(1);

  @TempDir private Path folder;

  @Test
  void urisOfFilesAndFoldersAreDecoded() throws Exception {
    Path models = Files.createDirectory(folder.resolve("my models #ü"));
    NETWORK.save(models.resolve("a b.keras").toString());
    NETWORK.save(models.resolve("a b.h5").toString());
    Graphs.halfPlusTwo(2).saveGraphDef(models.resolve("half 2.pb").toString());
    Graphs.halfPlusTwo(2).saveSavedModel(models.resolve("saved model").toString());
    for (String name : List.of("a b.keras", "a b.h5")) {
      String uri = models.resolve(name).toUri().toASCIIString();
      assertThat(uri).contains("%20");
      assertThat(KerasModel.load(uri).parameterCount()).isEqualTo(9);
      assertThat(TFInputGraph.fromPath(uri).inputs()).hasSize(1);
    }
    for (String name : List.of("half 2.pb", "saved model")) {
      String uri = models.resolve(name).toUri().toASCIIString();
      assertThat(TFInputGraph.fromPath(uri).inputs()).hasSize(1);
    }
  }

  @Test
  void singleFilesOverHttp() throws Exception {
    NETWORK.save(folder.resolve("a b.keras").toString());
    NETWORK.save(folder.resolve("net.h5").toString());
    Graphs.halfPlusTwo(2).saveGraphDef(folder.resolve("half.pb").toString());
    try (FileServer server = new FileServer(folder)) {
      assertThat(KerasModel.load(server.address("a%20b.keras")).parameterCount()).isEqualTo(9);
      assertThat(KerasModel.load(server.address("net.h5")).parameterCount()).isEqualTo(9);
      assertThat(TFInputGraph.fromPath(server.address("net.h5")).inputs()).hasSize(1);
      assertThat(TFInputGraph.fromPath(server.address("half.pb")).inputs()).hasSize(1);
      ModelFunctions.register(spark(), "half_over_http", server.address("half.pb"));
      assertThat(spark().sql("SELECT half_over_http(array(2, 2))[0]").first().get(0)).isEqualTo(3f);
      String missing = server.address("none.keras");
      assertThatThrownBy(() -> KerasModel.load(missing))
          .hasMessageStartingWith("There is nothing at " + missing);
    }
  }

  @Test
  void foldersOverHttpSayWhatToDo() throws Exception {
    Graphs.halfPlusTwo(2).saveSavedModel(folder.resolve("half").toString());
    try (FileServer server = new FileServer(folder)) {
      for (String name : List.of("half", "half/saved_model.pb")) {
        assertThatThrownBy(() -> TFInputGraph.fromSavedModel(server.address(name)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("the file system http cannot list folders; copy the folder to");
      }
      assertThatThrownBy(() -> TFInputGraph.fromPath(server.address("half/saved_model.pb")))
          .hasMessageContaining("the file system http cannot list folders; copy the folder to");
    }
  }
}
