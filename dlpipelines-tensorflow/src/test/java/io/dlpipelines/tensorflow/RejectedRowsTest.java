package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.embedding;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dlpipelines.battery.SilentSpark;
import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** Values that TensorFlow's operations refuse while they compute. */
class RejectedRowsTest extends SparkTest {

  /** What is refused: a graph from x to y, rows with id 0 to 19, and what is said of row 13. */
  record Refusal(String name, TFInputGraph graph, String rows, String reason) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Refusal> refusals() {
    return List.of(
        new Refusal(
            "index out of range",
            TFInputGraph.build(
                tf ->
                    named(
                        tf,
                        tf.gather(
                            tf.constant(new float[] {1, 2, 3, 4, 5}),
                            indices(tf, 2),
                            tf.constant(0)))),
            "array(int(id % 5), if(id = 13, 7, 1))",
            "indices[0,1] = 7 is not in [0, 5) (operation Gather), fed column [x] = [3, 7]"),
        new Refusal(
            "failed assertion",
            TFInputGraph.build(
                tf -> {
                  Placeholder<TFloat32> x = floats(tf);
                  Operand<TFloat32> bound = tf.constant(100f);
                  Ops checked =
                      tf.withControlDependencies(
                          List.of(
                              tf.assertThat(
                                  tf.reduceAll(
                                      tf.math.less(x, bound), tf.constant(new int[] {0, 1})),
                                  List.of(tf.constant("x must be below 100")))));
                  named(tf, checked.math.mul(x, tf.constant(2f)));
                }),
            "array(if(id = 13, 200f, float(id)))",
            "assertion failed: [x must be below 100] (operation AssertThat), fed column [x] ="
                + " [200.0]"),
        new Refusal(
            "text that is no number",
            TFInputGraph.build(tf -> named(tf, tf.strings.toNumber(strings(tf)))),
            "if(id = 13, 'one', string(id))",
            "StringToNumberOp could not correctly convert string: one (operation ToNumber),"
                + " fed column [x] = ['one']"),
        new Refusal(
            "serialized example that cannot be parsed",
            TFInputGraph.build(
                tf -> {
                  Operand<TString> none =
                      tf.constant(NdArrays.ofObjects(String.class, Shape.of(0)));
                  named(
                      tf,
                      tf.io
                          .parseExample(
                              strings(tf),
                              none,
                              none,
                              tf.array("a"),
                              none,
                              List.of(tf.constant(new float[] {0.5f})),
                              0L,
                              List.of(),
                              List.of(),
                              List.of(),
                              List.of(Shape.of(1)))
                          .denseValues()
                          .get(0));
                }),
            "if(id = 13, 'no example', '')",
            "Could not parse example input, value: 'no example' (operation ParseExample), fed"
                + " column [x] = ['no example']"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void rowsAreKeptSkippedOrNamed(Refusal refusal) {
    Dataset<Row> rows = spark().range(0, 20, 1, 1).selectExpr("id", refusal.rows + " AS x");
    TFTransformer stage =
        new TFTransformer()
            .setGraph(refusal.graph)
            .setInputMapping(Map.of("x", "x"))
            .setOutputMapping(Map.of("y", "y"))
            .setBatchSize(8);
    List<Row> kept =
        stage.setHandleInvalid("keep").setInvalidReasonCol("why").transform(rows).collectAsList();
    assertThat(kept).hasSize(20);
    assertThat(kept).allSatisfy(row -> assertThat(row.isNullAt(2)).isEqualTo(row.getLong(0) == 13));
    assertThat(kept.get(13).getString(3)).isEqualTo(refusal.reason);
    TFTransformer skipping = stage.copy(ParamMap.empty());
    skipping.clear(skipping.invalidReasonCol());
    assertThat(skipping.setHandleInvalid("skip").transform(rows).collectAsList())
        .extracting(row -> row.getLong(0))
        .hasSize(19)
        .doesNotContain(13L);
    assertThat(
            SilentSpark.<Throwable>during(
                () ->
                    catchThrowable(
                        () -> skipping.setHandleInvalid("error").transform(rows).collectAsList())))
        .hasMessageContaining(
            "Row 13 of partition 0 cannot be scored: "
                + refusal.reason
                + ". Set handleInvalid to skip");
  }

  @Test
  void valuesOfOtherRowsAreRight() {
    Refusal index = refusals().get(0);
    List<Row> rows =
        new TFTransformer()
            .setGraph(index.graph)
            .setInputMapping(Map.of("x", "x"))
            .setOutputMapping(Map.of("y", "y"))
            .setOutputMode("array")
            .setHandleInvalid("keep")
            .transform(spark().range(0, 20, 1, 1).selectExpr("id", index.rows + " AS x"))
            .collectAsList();
    for (Row row : rows) {
      if (row.getLong(0) != 13) {
        assertThat(row.<Float>getList(2)).containsExactly(row.getLong(0) % 5 + 1f, 2f);
      }
    }
  }

  @Test
  void trainingSaysWhatIsRejectedAndHowToFindIt() {
    KerasModel model =
        KerasModel.sequential(input(2), embedding(5, 3), flatten(), dense(2).activation("softmax"))
            .withSeed(3);
    Dataset<Row> rows =
        spark()
            .range(0, 20, 1, 1)
            .selectExpr(
                "id", "array(float(id % 5), if(id = 13, 7f, 1f)) AS x", "double(id % 2) AS label");
    KerasClassifier classifier =
        new KerasClassifier()
            .setModel(model)
            .setFeaturesCol("x")
            .setLabelCol("label")
            .setEpochs(1)
            .setBatchSize(8);
    assertThat(SilentSpark.<Throwable>during(() -> catchThrowable(() -> classifier.fit(rows))))
        .hasStackTraceContaining("The network rejects the values of a mini-batch: indices[")
        .hasStackTraceContaining(
            "] = 7 is not in [0, 5) (operation keras_layers/Gather). Filter such rows. To find"
                + " them, score the training rows with the same network and handleInvalid keep;"
                + " the reason is in invalidReasonCol.");
    assertThat(
            new KerasTransformer()
                .setModel(model)
                .setInputCol("x")
                .setOutputCol("y")
                .setHandleInvalid("keep")
                .setInvalidReasonCol("why")
                .transform(rows)
                .filter("why IS NOT NULL")
                .collectAsList())
        .extracting(row -> row.getLong(0))
        .containsExactly(13L);
  }

  private static void named(Ops tf, Operand<?> output) {
    tf.withName("y").identity(output);
  }

  private static Placeholder<TInt32> indices(Ops tf, int count) {
    return tf.withName("x")
        .placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, count)));
  }

  private static Placeholder<TString> strings(Ops tf) {
    return tf.withName("x")
        .placeholder(TString.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
  }

  private static Placeholder<TFloat32> floats(Ops tf) {
    return tf.withName("x")
        .placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, 1)));
  }
}
