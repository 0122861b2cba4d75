package io.dlpipelines.tensorflow.keras.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.keras.NetworkRun;
import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.ValueRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class RegularizerTest {
  /** The kernel of a Dense layer of two units and two features. */
  private static final float[] KERNEL = {1, -2, 3, 0.5f};

  private static final float[] BIAS = {-1, 2};

  /** What the layer gives for the rows (1, 0) and (0, 1): (0, 0) and (2, 2.5). */
  private static final float[][] ROWS = {{1, 0}, {0, 1}};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kernel_regularizer: 'l1' | 0.065",
        "kernel_regularizer: 'L2' | 0.1425",
        "kernel_regularizer: 'l1_l2' | 0",
        "kernel_regularizer: null | 0",
        "kernel_regularizer: {class_name: 'L1', config: {l1: 0.1}} | 0.65",
        "kernel_regularizer: {class_name: 'L1L2', config: {l1: 0.1, l2: 0.2}} | 3.5",
        "kernel_regularizer: {class_name: 'L1L2', config: {l1: 0, l2: {class_name: '__numpy__',"
            + " value: 0.2}}} | 2.85",
        "bias_regularizer: {class_name: 'L2', config: {l2: 0.1}} | 0.5",
        "kernel_regularizer: 'l2', bias_regularizer: 'l1' | 0.1725",
        "activity_regularizer: {class_name: 'L1', config: {l1: 0.1}} | 0.225",
        "activity_regularizer: {class_name: 'L2', config: {l2: 0.1}} | 0.5125",
        // Cosines: rows 2 / sqrt(5 * 9.25), columns -0.5 / sqrt(10 * 4.25).
        "kernel_regularizer: {class_name: 'OrthogonalRegularizer', config: {factor: 0.5}} |"
            + " 0.14704",
        "kernel_regularizer: {class_name: 'OrthogonalRegularizer', config: {factor: 0.5, mode:"
            + " 'columns'}} | 0.03835",
        "trainable: false, kernel_regularizer: 'l2' | 0"
      })
  void addsToTheLossOfTraining(String settings, double expected) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Written written = write(tf, "Dense", "{units: 2, %s}".formatted(settings), true);
      try (Session session = new Session(graph)) {
        assertThat(sum(session, written.penalty())).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kernel_regularizer: {class_name: 'L1L2', config: {l1: 0.1, l2: 0.2}}",
        "kernel_regularizer: {class_name: 'OrthogonalRegularizer', config: {factor: 0.5}}",
        "activity_regularizer: {class_name: 'L1L2', config: {l1: 0.1, l2: 0.2}}, activation: 'elu'"
      })
  void hasGradients(String settings) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Written written = write(tf, "Dense", "{units: 2, %s}".formatted(settings), true);
      Operand<TFloat32> kernel = written.weights().get(0);
      Output<?> gradient =
          graph.addGradients(written.penalty().asOutput(), new Output<?>[] {kernel.asOutput()})[0];
      try (Session session = new Session(graph);
          var result = session.runner().fetch(gradient).run()) {
        for (int index = 0; index < KERNEL.length; index++) {
          double difference =
              (moved(session, written, index, 0.01f) - moved(session, written, index, -0.01f))
                  / 0.02;
          assertThat((double) ((TFloat32) result.get(0)).getFloat(index / 2, index % 2))
              .isCloseTo(difference, within(0.005));
        }
      }
    }
  }

  @Test
  void addsNothingInScoring() {
    try (Graph graph = new Graph()) {
      Trace trace =
          write(
                  Ops.create(graph),
                  "Dense",
                  "{units: 2, kernel_regularizer: 'mine', activity_regularizer: 'l2',"
                      + " bias_constraint: 'NonNeg'}",
                  false)
              .trace();
      assertThat(trace.penalties()).isEmpty();
      assertThat(trace.constraints()).isEmpty();
    }
  }

  @Test
  void penalizesWhatPassesThrough() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Written written = write(tf, "ActivityRegularization", "{l1: 0.1, l2: 0.2}", true);
      try (Session session = new Session(graph)) {
        assertThat(sum(session, written.penalty())).isCloseTo(0.3, within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LSTM | kernel recurrent bias activity | 3,4 | 4",
        "GRU | recurrent | 3,4 | 1",
        "SimpleRNN | kernel | 3,4 | 1",
        "ConvLSTM1D | kernel recurrent bias | 3,4,2 | 3",
        "Conv2D | kernel bias | 4,4,2 | 2",
        "Conv2DTranspose | kernel bias | 4,4,2 | 2",
        "DepthwiseConv2D | depthwise bias | 4,4,2 | 2",
        "SeparableConv2D | depthwise pointwise bias | 4,4,2 | 3",
        "Embedding | embeddings | 3 | 1",
        "BatchNormalization | gamma beta | 3 | 2",
        "LayerNormalization | gamma beta | 3 | 2",
        "GroupNormalization | gamma beta | 3 | 2",
        "PReLU | alpha | 3 | 1",
        "EinsumDense | kernel bias | 3 | 2"
      })
  void goesWithEachWeight(String className, String weights, String sizes, int count) {
    StringBuilder settings =
        new StringBuilder(
            """
            {units: 2, filters: 2, kernel_size: 1, input_dim: 3, output_dim: 2, groups: 1,
             equation: 'ab,bc->ac', output_shape: 2, bias_axes: 'c'\
            """);
    for (String weight : weights.split(" ")) {
      settings.append(", %s_regularizer: 'l2'".formatted(weight));
      if (!weight.equals("activity")) {
        settings.append(", %s_constraint: 'NonNeg'".formatted(weight));
      }
    }
    long[] shape =
        LongStream.concat(
                LongStream.of(5), Arrays.stream(sizes.split(",")).mapToLong(Long::parseLong))
            .toArray();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Trace trace = new Trace(tf, true, 0, RegularizerTest::zeros);
      Operand<TFloat32> x = tf.zeros(tf.constant(shape), TFloat32.class);
      NetworkRun.layer(className, settings + "}", shape).call(trace, List.of(Value.of(x)));
      assertThat(trace.penalties()).hasSize(count);
      assertThat(trace.constraints()).hasSize(weights.contains("activity") ? count - 1 : count);
    }
  }

  @Test
  void penalizesPartsAsKerasDoes() {
    String recurrent =
        "{layer: {class_name: 'SimpleRNN', config: {name: 'r', units: 2,"
            + " kernel_regularizer: 'l2', activity_regularizer: 'l2'}}}";
    assertThat(penalties("Bidirectional", recurrent, 5, 3, 4)).hasSize(4);
    String dense =
        "{layer: {class_name: 'Dense', config: {name: 'd', units: 2,"
            + " kernel_regularizer: 'l2', activity_regularizer: 'l2'}}}";
    assertThat(penalties("TimeDistributed", dense, 5, 3, 4)).hasSize(1);
  }

  @Test
  void penalizesSharedWeightsOnceAndWhatIsGivenEachTime() {
    String layer =
        "{class_name: 'Dense', name: 'y', config: {name: 'y', units: 2, %s kernel_regularizer:"
            + " 'l2', activity_regularizer: 'l2', kernel_constraint: 'NonNeg'}, inbound_nodes:"
            + " [[['x', 0, 0, {}]], [['y', 0, 0, {}]]]}";
    String model =
        "{class_name: 'Functional', config: {name: 'n', layers: [{class_name: 'InputLayer', name:"
            + " 'x', config: {name: 'x', batch_shape: [null, 2]}, inbound_nodes: []}, %s],"
            + " input_layers: [['x', 0, 0]], output_layers: [['y', 1, 0]]}}";
    assertThat(penalties(NetworkRun.network(model.formatted(layer.formatted(""))), 5, 2))
        .hasSize(3);
    assertThat(
            penalties(
                NetworkRun.network(model.formatted(layer.formatted("trainable: false,"))), 5, 2))
        .hasSize(2);
  }

  private static List<Operand<TFloat32>> penalties(
      String className, String settings, long... shape) {
    return penalties(NetworkRun.layer(className, settings, shape), shape);
  }

  private static List<Operand<TFloat32>> penalties(Network network, long... shape) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Trace trace = new Trace(tf, true, 0, RegularizerTest::zeros);
      network.call(trace, List.of(Value.of(tf.zeros(tf.constant(shape), TFloat32.class))));
      return trace.penalties();
    }
  }

  @Test
  void refusesActivitiesOfHeads() {
    Numbers x = Numbers.random(1, 2, 3, 4);
    Numbers kernel = Numbers.random(2, 4, 1, 4);
    Numbers output = Numbers.random(2, 1, 4, 4);
    Function<Ops, List<Value>> inputs =
        tf -> List.of(Value.of(ValueRun.constant(tf, x)), Value.of(ValueRun.constant(tf, x)));
    String settings = "{num_heads: 1, key_dim: 4, use_bias: false, dropout: 0.5%s}";
    assertThat(
            ValueRun.train(
                    "MultiHeadAttention",
                    settings.formatted(""),
                    inputs,
                    kernel,
                    kernel,
                    kernel,
                    output)
                .shape())
        .isEqualTo(Shape.of(2, 3, 4));
    assertThatThrownBy(
            () ->
                ValueRun.train(
                    "MultiHeadAttention",
                    settings.formatted(", activity_regularizer: 'l2'"),
                    inputs,
                    kernel,
                    kernel,
                    kernel,
                    output))
        .hasMessage(
            "Layer [y] of class MultiHeadAttention: [activity_regularizer] is not supported in"
                + " training; set it to null.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kernel_regularizer: 'mine' | [kernel_regularizer] is \"mine\", which is none of Keras's,"
            + " L1, L2, L1L2 and OrthogonalRegularizer; custom ones are code, which is not run, so"
            + " the layer cannot be trained with it",
        "activity_regularizer: {class_name: 'Mine', config: {}} | [activity_regularizer] is"
            + " {\"class_name\":\"Mine\",\"config\":{}}, which is none of Keras's, L1, L2, L1L2 and"
            + " OrthogonalRegularizer; custom ones are code, which is not run, so the layer cannot"
            + " be trained with it",
        "bias_constraint: 'mine' | [bias_constraint] is \"mine\", which is none of Keras's,"
            + " MaxNorm, MinMaxNorm, NonNeg and UnitNorm; custom ones are code, which is not run,"
            + " so the layer cannot be trained with it",
        "kernel_regularizer: {class_name: 'L2', config: {l2: -1}} | [l2] of [kernel_regularizer] is"
            + " -1; it must be a number of at least 0",
        "kernel_regularizer: {class_name: 'OrthogonalRegularizer', config: {mode: 'both'}} | [mode]"
            + " of [kernel_regularizer] is both; it must be rows or columns",
        "bias_regularizer: 'OrthogonalRegularizer' | its OrthogonalRegularizer takes two axes, and"
            + " is given [2]"
      })
  void refusesWhatItDoesNotKnow(String settings, String problem) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      assertThatThrownBy(() -> write(tf, "Dense", "{units: 2, %s}".formatted(settings), true))
          .hasMessage("Layer [y] of class Dense: %s.".formatted(problem));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kernel_constraint: 'NonNeg' | 1 0 3 0.5",
        "kernel_constraint: 'non_neg' | 1 0 3 0.5",
        // Norms of columns are sqrt(10) and sqrt(4.25), those of rows sqrt(5) and sqrt(9.25).
        "kernel_constraint: 'MaxNorm' | 0.63246 -1.94029 1.89737 0.48507",
        "kernel_constraint: {class_name: 'MaxNorm', config: {max_value: 3, axis: 1}} | 1 -2 2.95918"
            + " 0.49320",
        "kernel_constraint: 'UnitNorm' | 0.31623 -0.97014 0.94868 0.24254",
        "kernel_constraint: {class_name: 'MinMaxNorm', config: {min_value: 3, max_value: 3.1, rate:"
            + " 0.5}} | 0.99015 -2.45521 2.97045 0.61380",
        "kernel_constraint: {class_name: 'MaxNorm', config: {max_value: 1, axis: [0, 1]}} | 0.26491"
            + " -0.52981 0.79472 0.13245"
      })
  void constrains(String constraint, String expected) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Written written = write(tf, "Dense", "{units: 2, %s}".formatted(constraint), true);
      Operand<TFloat32> constrained =
          written.trace().constraints().get("y/kernel").apply(tf, written.weights().get(0));
      try (Session session = new Session(graph);
          var result = session.runner().fetch(constrained).run()) {
        float[] values = new float[4];
        ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
        String[] wanted = expected.split(" ");
        for (int index = 0; index < 4; index++) {
          assertThat((double) values[index])
              .isCloseTo(Double.parseDouble(wanted[index]), within(1e-4));
        }
      }
    }
  }

  private record Written(Trace trace, List<Operand<TFloat32>> weights, Operand<TFloat32> penalty) {}

  private static Written write(Ops tf, String className, String settings, boolean training) {
    List<Operand<TFloat32>> weights = new ArrayList<>();
    Trace trace =
        new Trace(
            tf,
            training,
            0,
            (ops, weight) -> {
              float[] values = weight.name().equals("kernel") ? KERNEL : BIAS;
              Operand<TFloat32> tensor =
                  ops.placeholderWithDefault(
                      ops.reshape(ops.constant(values), ops.constant(shape(weight))),
                      Shape.of(shape(weight)));
              weights.add(tensor);
              return tensor;
            });
    NetworkRun.layer(className, settings, -1, 2).call(trace, List.of(Value.of(tf.constant(ROWS))));
    Operand<TFloat32> sum = tf.constant(0f);
    for (Operand<TFloat32> penalty : trace.penalties()) {
      sum = tf.math.add(sum, penalty);
    }
    return new Written(trace, weights, sum);
  }

  private static Operand<TFloat32> zeros(Ops tf, WeightSpec weight) {
    return tf.zeros(tf.constant(shape(weight)), TFloat32.class);
  }

  private static long[] shape(WeightSpec weight) {
    return weight.shape().stream().mapToLong(Long::longValue).toArray();
  }

  private static double sum(Session session, Operand<TFloat32> penalty) {
    try (var result = session.runner().fetch(penalty).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  private static double moved(Session session, Written written, int index, float step) {
    float[][] kernel = {{KERNEL[0], KERNEL[1]}, {KERNEL[2], KERNEL[3]}};
    kernel[index / 2][index % 2] += step;
    try (TFloat32 fed = TFloat32.tensorOf(StdArrays.ndCopyOf(kernel));
        var result =
            session.runner().feed(written.weights().get(0), fed).fetch(written.penalty()).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }
}
