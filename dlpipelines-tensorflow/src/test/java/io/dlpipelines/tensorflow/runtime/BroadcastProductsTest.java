package io.dlpipelines.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.product.BroadcastProducts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** Products that TensorFlow's oneDNN kernels compute with wrong values. */
class BroadcastProductsTest {
  private static final int INPUTS = 8;
  private static final int UNITS = 3;
  private static final Shape INPUT = Shape.of(8, 16, 16, INPUTS);

  @TempDir Path folder;

  private static float[] numbers(Shape shape) {
    float[] numbers = new float[Math.toIntExact(shape.size())];
    for (int index = 0; index < numbers.length; index++) {
      numbers[index] = index * 7 % 11 - 5;
    }
    return numbers;
  }

  private static Placeholder<TFloat32> input(Ops tf) {
    return tf.withName("x").placeholder(TFloat32.class);
  }

  private static Operand<TFloat32> constant(Ops tf, Shape shape) {
    return tf.constant(shape, DataBuffers.of(numbers(shape)));
  }

  private static Operand<TFloat32> dense(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> kernel = constant(tf, Shape.of(INPUTS, UNITS));
    return tf.withName("y").linalg.einsum(List.of(x, kernel), "...i,ij->...j");
  }

  /** Sums of products of the last axis with the columns of a matrix. */
  private static float[] denseValues(Shape input) {
    float[] x = numbers(input);
    float[] kernel = numbers(Shape.of(INPUTS, UNITS));
    float[] y = new float[x.length / INPUTS * UNITS];
    for (int row = 0; row < x.length / INPUTS; row++) {
      for (int unit = 0; unit < UNITS; unit++) {
        for (int axis = 0; axis < INPUTS; axis++) {
          y[row * UNITS + unit] += x[row * INPUTS + axis] * kernel[axis * UNITS + unit];
        }
      }
    }
    return y;
  }

  private static Shape shape(String sizes) {
    return Shape.of(Arrays.stream(sizes.strip().split(" ")).mapToLong(Long::parseLong).toArray());
  }

  private static float[] run(GraphDef graph, Shape shape) {
    try (OpenedModel model = OpenedModel.of(graph, Precision.FLOAT32, false)) {
      return model.run("x:0", shape, numbers(shape), "y:0");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "5 8", "5 5 8", "8 16 16 8", "7 2 16 7 8", "2 2 7 8 3 8", "0 5 5 8"})
  void inputsOfAnyRank(String sizes) {
    Shape shape = shape(sizes);
    float[] scored = run(GraphTensors.build(tf -> dense(tf, input(tf))), shape);
    assertThat(scored).containsExactly(denseValues(shape));
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT16", "BFLOAT16"})
  void mixedPrecision(Precision precision) {
    GraphDef graph = GraphTensors.build(tf -> dense(tf, input(tf)));
    try (OpenedModel model = OpenedModel.of(graph, precision, false, "x:0")) {
      assertThat(model.run("x:0", INPUT, numbers(INPUT), "y:0"))
          .containsExactly(denseValues(INPUT), within(1f));
    }
  }

  @Test
  void xla() {
    GraphDef graph = GraphTensors.build(tf -> dense(tf, input(tf)));
    try (OpenedModel model = OpenedModel.of(graph, Precision.FLOAT32, true)) {
      assertThat(model.run("x:0", INPUT, numbers(INPUT), "y:0"))
          .containsExactly(denseValues(INPUT), within(1e-3f));
    }
  }

  /** The values are those in float64, which oneDNN does not compute. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ...i,i->...;           8 16 16 8;     8
          ...i,ji->...j;         8 16 16 8;     17 8
          ...i,ihd->...hd;       8 16 16 8;     8 2 3
          ...hd,hdi->...i;       8 16 16 2 4;   2 4 3
          ...ki,ij->...kj;       8 16 16 1 8;   8 3
          ...ii,ij->...j;        8 16 16 3 3;   3 4
          a...i,ij->ja...;       3 8 16 16 4;   4 6
          b...i,bij->b...j;      2 8 16 16 4;   2 4 3
          ij,...i->...j;         8 3;           3 4 5 8
          ...ij,...jk->...ik;    8 16 16 1 8;   1 1 1 8 3
          ...i,...ij->...j;      8 16 16 8;     1 1 8 3
          ...i,...ij->...j;      8 16 16 8;     8 1 16 8 3
          ...i,...ij->...j;      8 16 16 8;     8 3
          """)
  void equations(String equation, String left, String right) {
    GraphDef graph =
        GraphTensors.build(
            tf -> tf.withName("y").linalg.einsum(operands(tf, right, TFloat32.class), equation));
    GraphDef wide =
        GraphTensors.build(
            tf ->
                tf.withName("y")
                    .dtypes
                    .cast(
                        tf.linalg.einsum(operands(tf, right, TFloat64.class), equation),
                        TFloat32.class));
    assertThat(run(graph, shape(left))).containsExactly(run(wide, shape(left)));
  }

  private static <T extends TNumber> List<Operand<T>> operands(
      Ops tf, String right, Class<T> type) {
    return List.of(
        tf.dtypes.cast(input(tf), type), tf.dtypes.cast(constant(tf, shape(right)), type));
  }

  @ParameterizedTest
  @CsvSource({"8 3, false", "17 8, true", "1 1 1 8 3, false"})
  void batchMatMul(String right, boolean adjoint) {
    Shape rows = Shape.of(8, 16, 16, 1, INPUTS);
    GraphDef graph =
        GraphTensors.build(tf -> product(tf, operands(tf, right, TFloat32.class), adjoint));
    GraphDef wide =
        GraphTensors.build(tf -> product(tf, operands(tf, right, TFloat64.class), adjoint));
    assertThat(run(graph, rows)).containsExactly(run(wide, rows));
  }

  private static <T extends TNumber> void product(
      Ops tf, List<Operand<T>> operands, boolean adjoint) {
    Operand<T> product =
        ((Graph) tf.scope().env())
            .opBuilder("BatchMatMulV2", "product", tf.scope())
            .addInput(operands.get(0).asOutput())
            .addInput(operands.get(1).asOutput())
            .setAttr("adj_y", adjoint)
            .build()
            .output(0);
    tf.withName("y").dtypes.cast(product, TFloat32.class);
  }

  @Test
  void nothingElseIsRewritten() {
    GraphDef graph =
        GraphTensors.build(
            tf -> {
              Placeholder<TFloat32> x = input(tf);
              tf.linalg.einsum(List.of(x, x), "abi,abj->abij");
              tf.train.batchMatMul(x, x, TFloat32.class);
              tf.linalg.einsum(operands(tf, "8 3", TFloat64.class), "...i,ij->...j");
            });
    assertThat(BroadcastProducts.replaced(graph)).isEqualTo(graph);
  }

  @Test
  void gradients() {
    GraphDef graph =
        GraphTensors.build(
            tf -> {
              Placeholder<TFloat32> x = input(tf);
              Operand<TFloat32> y = dense(tf, x);
              Output<?> sum =
                  tf.reduceSum(
                          tf.math.square(y), tf.range(tf.constant(0), tf.rank(y), tf.constant(1)))
                      .asOutput();
              Output<?> gradient =
                  ((Graph) tf.scope().env()).addGradients(sum, new Output<?>[] {x.asOutput()})[0];
              tf.withName("gradient").identity(gradient);
            });
    float[] y = denseValues(INPUT);
    float[] kernel = numbers(Shape.of(INPUTS, UNITS));
    float[] expected = new float[Math.toIntExact(INPUT.size())];
    for (int index = 0; index < expected.length; index++) {
      for (int unit = 0; unit < UNITS; unit++) {
        expected[index] +=
            2 * y[index / INPUTS * UNITS + unit] * kernel[index % INPUTS * UNITS + unit];
      }
    }
    try (OpenedModel model = OpenedModel.of(graph, Precision.FLOAT32, false)) {
      assertThat(model.run("x:0", INPUT, numbers(INPUT), "gradient:0")).containsExactly(expected);
    }
  }

  @Test
  void functionsOfSavedModels() throws IOException {
    Path exported = folder.resolve(ModelKind.SAVED_MODEL_FOLDER);
    String fetched;
    try (ConcreteFunction inner = function("inner", (tf, x) -> dense(tf, x));
        ConcreteFunction outer = function("outer", (tf, x) -> tf.call(inner, tf.math.neg(x)));
        Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = input(tf);
      Operand<?> called = tf.call(outer, x);
      fetched = called.op().name() + ":0";
      try (Session session = new Session(graph)) {
        SavedModelBundle.exporter(exported.toString())
            .withSession(session)
            .withSignature(
                Signature.builder("serving_default").input("x", x).output("y", called).build())
            .export();
      }
    }
    float[] negative = denseValues(INPUT);
    for (int index = 0; index < negative.length; index++) {
      negative[index] = -negative[index];
    }
    try (OpenedModel model =
        OpenedModel.of(
            to -> {
              Path target = to.resolve(ModelKind.SAVED_MODEL_FOLDER);
              Files.createDirectories(target);
              Files.copy(exported.resolve("saved_model.pb"), target.resolve("saved_model.pb"));
            },
            ModelKind.SAVED_MODEL,
            Precision.FLOAT32,
            false,
            "x:0")) {
      assertThat(model.run("x:0", INPUT, numbers(INPUT), fetched)).containsExactly(negative);
    }
  }

  private interface Body {
    Operand<?> of(Ops tf, Operand<TFloat32> x);
  }

  private static ConcreteFunction function(String name, Body body) {
    return ConcreteFunction.create(
        tf -> {
          Placeholder<TFloat32> x = input(tf);
          return Signature.builder(name).input("x", x).output("y", body.of(tf, x)).build();
        });
  }
}
