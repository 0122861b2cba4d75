package io.dlpipelines.tensorflow.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.Graphs;
import io.dlpipelines.tensorflow.TFTransformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are read once, as long as their files stay the same. */
class ModelPathTest extends SparkTest {
  @TempDir private Path folder;

  private static FunctionModel model(Path path) {
    return ModelPath.of(path.toString(), spark()).model(spark());
  }

  @Test
  void filesAreReadOnce() throws IOException {
    Path file = folder.resolve("half.pb");
    Graphs.halfPlusTwo(2).saveGraphDef(file.toString());
    FunctionModel first = model(file);
    assertThat(model(file)).isSameAs(first);
    assertThat(ModelPath.of(file.toUri().toString(), spark()).model(spark())).isSameAs(first);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    assertThat(model(file)).isNotSameAs(first);
  }

  @Test
  void foldersAreReadAgainWhenAnyFileOfThemChanges() throws IOException {
    Path stage = folder.resolve("stage");
    new TFTransformer()
        .setGraph(Graphs.halfPlusTwo(2))
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "y"))
        .save(stage.toString());
    FunctionModel first = model(stage);
    assertThat(model(stage)).isSameAs(first);
    Files.writeString(stage.resolve("data").resolve("note.txt"), "new");
    assertThat(model(stage)).isNotSameAs(first);
  }

  @Test
  void onlyTheLastModelsAreKept() {
    Path file = folder.resolve("half.pb");
    Graphs.halfPlusTwo(2).saveGraphDef(file.toString());
    FunctionModel first = model(file);
    for (int i = 0; i < 32; i++) {
      Path other = folder.resolve(i + ".pb");
      Graphs.halfPlusTwo(2).saveGraphDef(other.toString());
      model(other);
    }
    assertThat(model(file)).isNotSameAs(first);
  }
}
