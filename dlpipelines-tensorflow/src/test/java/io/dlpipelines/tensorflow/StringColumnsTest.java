package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasLayer;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keras models that take text. */
class StringColumnsTest extends SparkTest {
  private static final List<String> VOCABULARY = List.of("the", "cat", "größe");

  @TempDir Path folder;

  private static KerasLayer strings(int size) {
    return input(size).with("dtype", "string");
  }

  @Test
  void aColumnOfStringsIsVectorized() {
    KerasModel model =
        KerasModel.sequential(
            strings(1),
            KerasLayer.of("TextVectorization")
                .with("vocabulary", VOCABULARY)
                .with("output_mode", "count"));
    Dataset<Row> rows =
        spark()
            .sql("SELECT * FROM VALUES ('The cat, the größe!'), (''), ('a dog') AS t(text)")
            .coalesce(1);
    assertThat(Frames.cells(score(model, rows, "text"), "out"))
        .containsExactly(
            Vectors.dense(0, 2, 1, 1), Vectors.dense(0, 0, 0, 0), Vectors.dense(2, 0, 0, 0));
  }

  @Test
  void aColumnOfArraysOfStringsIsLookedUp() {
    KerasModel model =
        KerasModel.sequential(
            strings(2),
            KerasLayer.of("StringLookup")
                .with("vocabulary", VOCABULARY)
                .with("output_mode", "multi_hot"));
    String path = folder.resolve("lookup.keras").toString();
    model.save(path);
    Dataset<Row> rows =
        spark()
            .sql("SELECT * FROM VALUES (array('the', 'q')), (array('größe', 'cat')) AS t(words)")
            .coalesce(1);
    assertThat(Frames.cells(score(KerasModel.load(path), rows, "words"), "out"))
        .containsExactly(Vectors.dense(1, 1, 0, 0), Vectors.dense(0, 0, 1, 1));
  }

  private static Dataset<Row> score(KerasModel model, Dataset<Row> rows, String column) {
    return new KerasTransformer()
        .setModel(model)
        .setInputCol(column)
        .setOutputCol("out")
        .transform(rows);
  }
}
