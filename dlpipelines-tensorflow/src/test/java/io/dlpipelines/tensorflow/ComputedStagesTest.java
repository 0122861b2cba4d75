package io.dlpipelines.tensorflow;

import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.keras.KerasLayers.lstm;
import static io.dlpipelines.tensorflow.keras.KerasLayers.multiHeadAttention;
import static io.dlpipelines.tensorflow.keras.KerasLayers.reshape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tensorflow.keras.KerasTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Stages that compute in lower precision, or by XLA. */
class ComputedStagesTest extends SparkTest {

  @TempDir Path folder;

  private static Dataset<Row> rows() {
    return spark()
        .range(0, 5, 1, 1)
        .selectExpr("array(float(id) / 3, 0.7f, float(id) - 0.3f) AS x");
  }

  private static KerasTransformer scoring() {
    return new KerasTransformer()
        .setModel(KerasModel.sequential(input(3), dense(8).activation("relu"), dense(2)))
        .setInputCol("x")
        .setOutputCol("y")
        .setBatchSize(2)
        .setOutputMode("array");
  }

  private static double[] scored(KerasTransformer stage) {
    return Frames.cells(stage.transform(rows()), "y").stream()
        .flatMapToDouble(cell -> DoubleStream.of(Frames.elements(cell)))
        .toArray();
  }

  @Test
  void lowerPrecisionIsNearlyTheSame() {
    double[] exact = scored(scoring());
    double[] halves = scored(scoring().setPrecision("float16"));
    double[] brains = scored(scoring().setPrecision("bfloat16"));
    assertThat(halves).isNotEqualTo(exact).contains(exact, within(0.02));
    assertThat(brains).isNotEqualTo(exact).isNotEqualTo(halves).contains(exact, within(0.1));
    assertThat(scored(scoring().setPrecision("float32"))).isEqualTo(exact);
  }

  /** Also batches of another size, such as the last, and those together with lower precision. */
  @Test
  void xlaGivesTheSame() {
    double[] exact = scored(scoring());
    assertThat(scored(scoring().setXla(true))).contains(exact, within(1e-5));
    assertThat(scored(scoring().setXla(true).setPrecision("bfloat16")))
        .isNotEqualTo(exact)
        .contains(exact, within(0.1));
  }

  private static KerasModel recurrent() {
    return KerasModel.sequential(input(3), reshape(3, 1), lstm(4), dense(2));
  }

  private static KerasModel attending() {
    KerasTensor x = input(3).apply();
    KerasTensor words = dense(4).apply(reshape(3, 1).apply(x));
    KerasTensor attended = multiHeadAttention(2, 3).apply(words, words);
    return KerasModel.functional(List.of(x), List.of(dense(2).apply(flatten().apply(attended))));
  }

  static Stream<KerasModel> models() {
    return Stream.of(recurrent(), attending());
  }

  /** Loops, whose bodies are functions, and products of other kinds. */
  @ParameterizedTest
  @MethodSource("models")
  void otherNetworksToo(KerasModel model) {
    KerasTransformer stage = scoring().setModel(model);
    double[] exact = scored(stage);
    assertThat(scored(stage.setPrecision("float16")))
        .isNotEqualTo(exact)
        .contains(exact, within(0.01));
    assertThat(scored(stage.setPrecision("bfloat16")))
        .isNotEqualTo(exact)
        .contains(exact, within(0.05));
    assertThat(scored(stage.setXla(true))).isNotEqualTo(exact).contains(exact, within(0.05));
    assertThat(scored(stage.setPrecision("float32"))).contains(exact, within(1e-5));
  }

  /** XLA has no strings, and leaves them to TensorFlow. */
  @Test
  void whatXlaCannotCompileIsComputedBeside() {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Operand<TString> text =
                  tf.withName("text").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
              Operand<TFloat32> numbers = tf.strings.toNumber(text, TFloat32.class);
              tf.withName("y").math.exp(tf.math.mul(numbers, numbers));
            });
    Dataset<Row> texts = spark().range(0, 3, 1, 1).selectExpr("string(id) AS t");
    TFTransformer stage =
        new TFTransformer()
            .setGraph(graph)
            .setInputMapping(Map.of("t", "text"))
            .setOutputMapping(Map.of("y", "y"))
            .setXla(true);
    List<Object> scored = Frames.cells(stage.transform(texts), "y");
    assertThat(scored).hasSize(3);
    for (int row = 0; row < 3; row++) {
      assertThat((Float) scored.get(row)).isCloseTo((float) Math.exp(row * row), within(1e-4f));
    }
  }

  @Test
  void savedStagesComputeAsBefore() throws Exception {
    KerasTransformer stage = scoring().setPrecision("bfloat16").setXla(true);
    String path = folder.resolve("stage").toString();
    stage.save(path);
    KerasTransformer loaded = KerasTransformer.load(path);
    assertThat(loaded.getPrecision()).isEqualTo("bfloat16");
    assertThat(loaded.getXla()).isTrue();
    assertThat(scored(loaded)).isEqualTo(scored(stage));
  }

  /** What is fed differs, and the sessions of both are open at once. */
  @Test
  void stagesThatFeedOtherTensorsDoNotShareAGraph() {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Operand<TFloat32> w =
                  tf.constant(new float[][] {{.1f, .2f, .3f}, {.4f, .5f, .6f}, {.7f, .8f, .9f}});
              Operand<TFloat32> x =
                  tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
              Operand<TFloat32> hidden = tf.withName("hidden").linalg.matMul(x, w);
              tf.withName("out").linalg.matMul(hidden, w);
            });
    TFTransformer whole =
        new TFTransformer()
            .setGraph(graph)
            .setPrecision("bfloat16")
            .setInputMapping(Map.of("x", "x"))
            .setOutputMapping(Map.of("out", "y"));
    TFTransformer end = whole.copy(ParamMap.empty()).setInputMapping(Map.of("x", "hidden"));
    List<Object> fromStart = Frames.cells(whole.transform(rows()), "y");
    List<Object> fromMiddle = Frames.cells(end.transform(rows()), "y");
    assertThat(Frames.cells(whole.transform(rows()), "y")).isEqualTo(fromStart);
    List<Object> exact = Frames.cells(end.setPrecision("float32").transform(rows()), "y");
    assertThat(fromMiddle).isNotEqualTo(fromStart).isNotEqualTo(exact);
    for (int row = 0; row < exact.size(); row++) {
      assertThat(Frames.elements(fromMiddle.get(row)))
          .contains(Frames.elements(exact.get(row)), within(0.05));
    }
  }
}
