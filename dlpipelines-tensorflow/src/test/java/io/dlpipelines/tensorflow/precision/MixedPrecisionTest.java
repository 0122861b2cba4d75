package io.dlpipelines.tensorflow.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.runtime.Gradients;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.OpenedModel;
import io.dlpipelines.tensorflow.runtime.RegisteredKernels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Split;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.types.TFloat32;

class MixedPrecisionTest {

  private static MixedPrecision lowered(Consumer<Ops> builder, String... fed) {
    return MixedPrecision.of(
        GraphTensors.build(builder), Precision.BFLOAT16, List.of(fed), RegisteredKernels.ALL);
  }

  private static Operand<TFloat32> x(Ops tf, long... shape) {
    return tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
  }

  private static Operand<TFloat32> w(Ops tf, long... shape) {
    return tf.fill(tf.constant(shape), tf.constant(0.1f));
  }

  /** The names of operations that are computed in lower precision. */
  private static List<String> low(MixedPrecision lowered) {
    return lowered.graph().getNodeList().stream()
        .filter(node -> node.getName().endsWith("/bfloat16"))
        .filter(node -> node.getAttrOrThrow("T").getType().name().equals("DT_BFLOAT16"))
        .map(node -> node.getName().replace("/bfloat16", ""))
        .toList();
  }

  private static long casts(MixedPrecision lowered) {
    return lowered.graph().getNodeList().stream()
        .filter(node -> node.getOp().equals("Cast"))
        .count();
  }

  @Test
  void whatLiesBetweenProductsIsLoweredAndTheEndIsNot() {
    MixedPrecision lowered =
        lowered(
            tf -> {
              Operand<TFloat32> first =
                  tf.withName("first").linalg.matMul(x(tf, -1, 4), w(tf, 4, 4));
              Operand<TFloat32> biased = tf.withName("biased").nn.biasAdd(first, w(tf, 4));
              Operand<TFloat32> hidden = tf.withName("hidden").nn.relu(biased);
              Operand<TFloat32> second = tf.withName("second").linalg.matMul(hidden, w(tf, 4, 4));
              Operand<TFloat32> logits = tf.withName("logits").nn.biasAdd(second, w(tf, 4));
              tf.withName("y").nn.softmax(logits);
            });
    assertThat(low(lowered)).containsExactly("first", "biased", "hidden", "second");
    assertThat(lowered.operations()).isEqualTo(2);
    assertThat(casts(lowered))
        .as("of the input, three weights and a bias, and the names of what was lowered")
        .isEqualTo(4 + 4);
  }

  @Test
  void whatIsDelicateBetweenProductsIsNot() {
    MixedPrecision lowered =
        lowered(
            tf -> {
              Operand<TFloat32> scores =
                  tf.withName("scores").linalg.matMul(x(tf, -1, 4), w(tf, 4, 4));
              Operand<TFloat32> scaled = tf.withName("scaled").math.mul(scores, tf.constant(0.5f));
              Operand<TFloat32> weights = tf.withName("weights").nn.softmax(scaled);
              tf.withName("y").linalg.matMul(weights, w(tf, 4, 4));
            });
    assertThat(low(lowered)).containsExactly("scores", "y");
  }

  @Test
  void tensorsKeepTheirNamesAndTypes() {
    Consumer<Ops> network =
        tf -> {
          Operand<TFloat32> first =
              tf.withName("first")
                  .nn
                  .conv2d(x(tf, -1, 6, 6, 2), w(tf, 3, 3, 2, 4), List.of(1L, 1L, 1L, 1L), "SAME");
          FusedBatchNorm<TFloat32, TFloat32> normal =
              tf.withName("normal")
                  .nn
                  .fusedBatchNorm(
                      first,
                      w(tf, 4),
                      w(tf, 4),
                      w(tf, 4),
                      w(tf, 4),
                      FusedBatchNorm.isTraining(false));
          Split<TFloat32> halves = tf.withName("halves").split(tf.constant(3), normal.y(), 2L);
          tf.withName("second")
              .nn
              .conv2d(halves.output().get(0), w(tf, 3, 3, 2, 4), List.of(1L, 1L, 1L, 1L), "SAME");
        };
    GraphDef before = GraphTensors.build(network);
    MixedPrecision lowered = lowered(network);
    assertThat(low(lowered)).containsExactly("first", "normal", "halves", "second");
    assertThat(GraphTensors.inspect(lowered.graph())).containsAllEntriesOf(typesOf(before));
    float[] image = new float[72];
    for (int at = 0; at < image.length; at++) {
      image[at] = at / 72f;
    }
    for (String fetch : List.of("first:0", "normal:0", "halves:1", "second:0")) {
      float[] expected = run(before, Precision.FLOAT32, Shape.of(1, 6, 6, 2), image, fetch);
      assertThat(run(before, Precision.BFLOAT16, Shape.of(1, 6, 6, 2), image, fetch))
          .as(fetch)
          .contains(expected, within(0.02f));
    }
  }

  private static Map<String, io.dlpipelines.tensor.TensorSpec> typesOf(GraphDef graph) {
    return new TreeMap<>(GraphTensors.inspect(graph));
  }

  private static float[] run(
      GraphDef graph, Precision precision, Shape shape, float[] values, String fetch) {
    try (OpenedModel model = OpenedModel.of(graph, precision, false, "x:0")) {
      return model.run("x:0", shape, values, fetch);
    }
  }

  /** Who feeds a tensor within the graph wants it to be taken. */
  @Test
  void tensorsThatAreFedAreTaken() {
    Consumer<Ops> network =
        tf -> {
          Operand<TFloat32> first = tf.withName("first").linalg.matMul(x(tf, -1, 2), w(tf, 2, 2));
          Operand<TFloat32> hidden = tf.withName("hidden").nn.relu(first);
          tf.withName("y").linalg.matMul(hidden, w(tf, 2, 2));
        };
    assertThat(low(lowered(network, "hidden:0"))).containsExactly("first", "y");
    try (OpenedModel model =
        OpenedModel.of(GraphTensors.build(network), Precision.BFLOAT16, false, "hidden:0")) {
      assertThat(model.run("hidden:0", Shape.of(1, 2), new float[] {10, 30}, "y:0"))
          .contains(new float[] {4, 4}, within(0.05f));
    }
  }

  @Test
  void productsOfWeightsAloneStayExact() {
    MixedPrecision lowered =
        lowered(
            tf -> {
              Operand<TFloat32> weights = w(tf, 4, 4);
              tf.withName("penalty").linalg.matMul(weights, weights);
              tf.withName("y").linalg.matMul(x(tf, -1, 4), weights);
            });
    assertThat(low(lowered)).containsExactly("y");
  }

  @Test
  void otherTypesAreLeftAlone() {
    MixedPrecision lowered =
        lowered(
            tf ->
                tf.linalg.matMul(
                    tf.dtypes.cast(x(tf, -1, 4), org.tensorflow.types.TFloat64.class),
                    tf.dtypes.cast(w(tf, 4, 4), org.tensorflow.types.TFloat64.class)));
    assertThat(lowered.operations()).isZero();
  }

  @Test
  void whatHasNoKernelStaysFloat32() {
    OperationCatalog noConvolution =
        new OperationCatalog() {
          @Override
          public Optional<OpDef> find(String name) {
            return RegisteredKernels.ALL.find(name);
          }

          @Override
          public boolean hasKernels(NodeDef node) {
            return !node.getOp().equals("MatMul") && RegisteredKernels.ALL.hasKernels(node);
          }
        };
    GraphDef graph = GraphTensors.build(tf -> tf.linalg.matMul(x(tf, -1, 4), w(tf, 4, 4)));
    assertThat(MixedPrecision.of(graph, Precision.BFLOAT16, List.of(), noConvolution))
        .isEqualTo(new MixedPrecision(graph, 0));
  }

  /** All that may be lowered is an operation of TensorFlow, and has kernels here. */
  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"FLOAT16", "BFLOAT16"})
  void kernelsAreThere(Precision precision) {
    for (String operation : List.of("MatMul", "BatchMatMulV2", "Conv2D", "Einsum", "Relu")) {
      NodeDef node = NodeDef.newBuilder().setOp(operation).build();
      TypedNode typed = TypedNode.of(node, RegisteredKernels.ALL.find(operation).orElseThrow());
      assertThat(RegisteredKernels.ALL.hasKernels(typed.as(precision.type())))
          .as(operation)
          .isTrue();
    }
    NodeDef whole = NodeDef.newBuilder().setOp("Relu").build();
    TypedNode typed = TypedNode.of(whole, RegisteredKernels.ALL.find("Relu").orElseThrow());
    assertThat(RegisteredKernels.ALL.hasKernels(typed.as(org.tensorflow.proto.DataType.DT_STRING)))
        .isFalse();
  }

  @Test
  void gradientsAreLoweredAndWhatTheLossIsComputedOfIsNot() {
    MixedPrecision lowered =
        lowered(
            tf -> {
              Operand<TFloat32> first = w(tf, 4, 4);
              Operand<TFloat32> second = w(tf, 4, 4);
              Operand<TFloat32> product = tf.withName("first").linalg.matMul(x(tf, -1, 4), first);
              Operand<TFloat32> hidden = tf.withName("hidden").nn.relu(product);
              Operand<TFloat32> last = tf.withName("second").linalg.matMul(hidden, second);
              Operand<TFloat32> output = tf.withName("output").nn.relu(last);
              Operand<TFloat32> loss =
                  tf.math.mean(tf.reshape(tf.math.square(output), tf.array(-1)), tf.constant(0));
              Gradients.find(tf, loss, List.of(first, second));
            });
    assertThat(low(lowered))
        .contains("first", "hidden", "second")
        .doesNotContain("output")
        .anyMatch(name -> name.startsWith("gradients/ReluGrad"))
        .filteredOn(name -> name.startsWith("gradients/MatMul"))
        .hasSizeGreaterThanOrEqualTo(3);
  }

  /** Networks of random layers give nearly what they give in float32. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void randomNetworksGiveNearlyTheSame(long seed) {
    GraphDef graph = RandomNetwork.of(seed);
    float[] image = RandomNetwork.image(seed);
    float[] exact = run(graph, Precision.FLOAT32, RandomNetwork.IMAGE, image, "y:0");
    for (Precision precision : List.of(Precision.FLOAT16, Precision.BFLOAT16)) {
      try (OpenedModel model = OpenedModel.of(graph, precision, false, "x:0")) {
        float[] scored = model.run("x:0", RandomNetwork.IMAGE, image, "y:0");
        assertThat(distance(scored, exact))
            .as("%s", precision)
            .isLessThan(precision == Precision.FLOAT16 ? 0.01 : 0.06);
        assertThat(model.types("MatMul")).containsExactly(precision.type().name());
        assertThat(model.types("Conv2D")).isSubsetOf(precision.type().name());
      }
    }
  }

  /** How far numbers are apart, as a share of the largest. */
  private static double distance(float[] some, float[] others) {
    double most = 0;
    double largest = 0;
    for (int at = 0; at < some.length; at++) {
      most = Math.max(most, Math.abs(some[at] - others[at]));
      largest = Math.max(largest, Math.abs(others[at]));
    }
    return most / largest;
  }
}
