package io.dlpipelines.tensorflow.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.Graphs;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TFTransformer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Models are read once, as long as their files stay the same. */
class ModelPathTest extends SparkTest {
  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    spark();
  }

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
  void ofAFolderOfVersionsTheNewestIsRead() throws IOException {
    Graphs.halfPlusTwo(2).saveSavedModel(folder.resolve("half/9").toString());
    SparkSession session = SqlSessions.extended();
    String query =
        "SELECT tf_predict('%s', x)[0] FROM VALUES (array(2F, 4F)) AS rows(x)"
            .formatted(folder.resolve("half"));
    assertThat(session.sql(query).head().getFloat(0)).isEqualTo(3F);
    TFInputGraph negative =
        TFInputGraph.build(
            tf ->
                tf.withName("y")
                    .math
                    .neg(
                        tf.withName("x")
                            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)))));
    new TFTransformer()
        .setGraph(negative)
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "negative"))
        .setOutputMode("array")
        .save(folder.resolve("half/10").toString());
    assertThat(session.sql(query).head().getFloat(0)).isEqualTo(-2F);
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
