package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Inputs of a fixed number of rows are scored in groups of that many, the last one filled up. */
class FixedBatchTest extends SparkTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"1, 512", "3, 512", "4, 1", "5, 512", "11, 3"})
  void rowsAreScoredInGroups(int rows, int batchSize) {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> x =
                  tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(4, 3)));
              tf.withName("y").math.mul(x, tf.constant(new float[4][3]));
              tf.withName("z").math.add(x, tf.constant(new float[] {0, 1, 2}));
            });
    Dataset<Row> scored =
        stage(graph, batchSize, "z")
            .transform(
                spark()
                    .range(0, rows, 1, 1)
                    .selectExpr("array(CAST(id AS float), 0f, CAST(id AS float)) AS x", "id"));
    assertThat(scored.selectExpr("id", "out[0]", "out[1]", "out[2]").collectAsList())
        .hasSize(rows)
        .allSatisfy(
            row -> {
              float id = row.getLong(0);
              assertThat(row.getFloat(1)).isEqualTo(id);
              assertThat(row.getFloat(2)).isEqualTo(1f);
              assertThat(row.getFloat(3)).isEqualTo(id + 2);
            });
  }

  @ParameterizedTest
  @CsvSource({"1", "4", "5", "6"})
  void textsAreScoredInGroups(int rows) {
    TFInputGraph graph =
        TFInputGraph.build(
            tf ->
                tf.withName("y")
                    .strings
                    .upper(
                        tf.withName("x")
                            .placeholder(TString.class, Placeholder.shape(Shape.of(4)))));
    Dataset<Row> scored =
        stage(graph, 512, "y")
            .transform(spark().range(0, rows, 1, 1).selectExpr("repeat('ab', int(id)) AS x"));
    assertThat(scored.selectExpr("upper(x) = out").collectAsList())
        .hasSize(rows)
        .allSatisfy(row -> assertThat(row.getBoolean(0)).isTrue());
  }

  /** The shape of a reshape states four rows, whatever the placeholder takes. */
  @ParameterizedTest
  @CsvSource({"1, 512", "4, 1", "5, 512", "11, 3"})
  void rowsAreScoredInGroupsOfTheSizeThatAConstantShapeStates(int rows, int batchSize) {
    Dataset<Row> scored = stage(reshaping(), batchSize, "y").transform(vectors(rows));
    assertThat(scored.selectExpr("id", "to_json(out)").collectAsList())
        .hasSize(rows)
        .allSatisfy(
            row ->
                assertThat(row.getString(1))
                    .isEqualTo(
                        "[[%1$d.0,1.0],[2.0,3.0],[4.0,5.0],[6.0,7.0]]".formatted(row.getLong(0))));
  }

  /** Zeros of two rows end the process, zeros of four do not. */
  @Test
  void transposedConvolutionsOfAFixedBatchAreScoredInGroups() {
    TFInputGraph graph = TFInputGraph.fromGraphDef(TriedModelsTest.doubling(4).toByteArray());
    Dataset<Row> scored =
        stage(graph, 512, "y")
            .transform(
                spark()
                    .sql(
                        "SELECT array(array(array(CAST(id AS float)))) AS x FROM range(0, 7, 1,"
                            + " 1)"));
    assertThat(scored.selectExpr("out[1][1][0] AS y").collectAsList())
        .extracting(row -> row.getFloat(0))
        .containsExactly(0f, 1f, 2f, 3f, 4f, 5f, 6f);
  }

  @Test
  void joinedAndSavedGraphsKeepTheSize() throws IOException {
    TFInputGraph next =
        TFInputGraph.build(
            tf ->
                tf.withName("z")
                    .reduceSum(
                        tf.withName("in")
                            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4, 2))),
                        tf.withName("axes").constant(new int[] {1, 2})));
    TFTransformer stage = stage(reshaping().then("y", next, "in"), 512, "z");
    String path = folder.resolve("stage").toUri().toString();
    stage.save(path);
    assertThat(TFTransformer.load(path).transform(vectors(6)).selectExpr("out").collectAsList())
        .extracting(row -> row.getFloat(0))
        .containsExactly(28f, 29f, 30f, 31f, 32f, 33f);
  }

  @Test
  void anotherInputHoldsForAllRowsOfAGroup() {
    TFInputGraph graph =
        TFInputGraph.build(
            tf ->
                tf.withName("y")
                    .math
                    .mul(
                        tf.reshape(
                            tf.withName("x")
                                .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 8))),
                            tf.constant(new int[] {4, 8})),
                        tf.withName("k")
                            .placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()))));
    Dataset<Row> scored =
        stage(graph, 512, "y")
            .setInputMapping(Map.of("x", "x", "k", "k"))
            .transform(vectors(6).selectExpr("x", "CAST(3 AS float) AS k"));
    assertThat(scored.selectExpr("out[0]").collectAsList())
        .extracting(row -> row.getFloat(0))
        .containsExactly(0f, 3f, 6f, 9f, 12f, 15f);
  }

  @Test
  void aWholeArrayThatIsReshapedIsNoBatch() {
    TFInputGraph graph =
        TFInputGraph.build(
            tf ->
                tf.withName("y")
                    .reshape(
                        tf.withName("x")
                            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1))),
                        tf.constant(new int[] {4, -1})));
    assertThat(
            stage(graph, 512, "y").transform(vectors(2)).selectExpr("to_json(out)").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(
            "[[0.0,1.0],[2.0,3.0],[4.0,5.0],[6.0,7.0]]",
            "[[1.0,1.0],[2.0,3.0],[4.0,5.0],[6.0,7.0]]");
  }

  @Test
  void anOutputWithoutTheRowsOfAFixedBatchIsRefused() {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> x =
                  tf.withName("x")
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(4, 3, 1)));
              tf.withName("y").math.add(x, x);
              tf.withName("z").reduceSum(x, tf.constant(new int[] {0, 1, 2}));
            });
    assertThatThrownBy(
            () ->
                stage(graph, 512, "y")
                    .setOutputMapping(Map.of("y", "y", "z", "z"))
                    .transform(
                        spark()
                            .sql(
                                "SELECT array(array(1f), array(2f), array(3f)) AS x FROM"
                                    + " range(1)")))
        .hasMessageEndingWith(
            "output tensor [z:0] has shape [], without a dimension for the rows of a batch; there"
                + " is a batch of 4 rows, which is what the graph takes. Fetch another tensor, or"
                + " save the model with a batch dimension of unknown size (None).");
  }

  @Test
  void aGraphWithAStatedBatchIsNotTrained() {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Operand<TFloat32> w =
                  tf.readVariableOp(
                      TrainableGraphs.variable(tf, "w", Shape.scalar(), tf.constant(0f)),
                      TFloat32.class);
              Placeholder<TFloat32> x =
                  tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
              Operand<TFloat32> y =
                  tf.withName("y").reshape(tf.math.mul(x, w), tf.constant(new int[] {4}));
              tf.withName("errors").math.square(y);
            });
    assertThatThrownBy(
            () ->
                new TFEstimator()
                    .setGraph(graph)
                    .setInputMapping(Map.of("x", "x"))
                    .setOutputMapping(Map.of("y", "out"))
                    .setLossTensor("errors")
                    .setBatchSize(4)
                    .fit(spark().sql("SELECT 1f AS x FROM range(8)")))
        .hasMessageEndingWith(
            "the graph takes 4 rows at once and no other number; there is batchSize 4. Give a graph"
                + " with a batch dimension of unknown size (None), since the last mini-batch may be"
                + " smaller.");
  }

  private static TFInputGraph reshaping() {
    return TFInputGraph.build(
        tf ->
            tf.withName("y")
                .reshape(
                    tf.withName("x")
                        .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 8))),
                    tf.constant(new int[] {4, 4, 2})));
  }

  private static Dataset<Row> vectors(int rows) {
    return spark()
        .range(0, rows, 1, 1)
        .selectExpr("array(CAST(id AS float), 1f, 2f, 3f, 4f, 5f, 6f, 7f) AS x", "id");
  }

  private static TFTransformer stage(TFInputGraph graph, int batchSize, String output) {
    return new TFTransformer()
        .setGraph(graph)
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of(output, "out"))
        .setOutputMode("array")
        .setBatchSize(batchSize);
  }
}
