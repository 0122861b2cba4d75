package io.dlpipelines.tensorflow.keras.layer.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.keras.Numbers;
import io.dlpipelines.tensorflow.keras.OperationModel;
import io.dlpipelines.tensorflow.keras.network.NetworkGraph;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On x = [[1, -2, 3], [4, 5, -6]] and z = [[0.5, 2, -1], [3, 1, 2]]. */
class OperationTest {
  private static final String ALL =
      "{class_name: '__slice__', config: {start: null, stop: null, step: null}}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "numpy.Add          | [@x, @z]      | 1.5 0 2 7 6 -4",
        "numpy.Add          | [@x, 2]       | 3 0 5 6 7 -4",
        "numpy.Subtract     | [2, @x]       | 1 4 -1 -2 -3 8",
        "numpy.Subtract     | [@x, [1, 2, 3]] | 0 -4 0 3 3 -9",
        "numpy.Multiply     | [@x, {class_name: '__numpy__', config: {value: [[2]], dtype:"
            + " 'float32'}}] | 2 -4 6 8 10 -12",
        "numpy.Multiply     | [@x, {class_name: '__tensor__', config: {value: 0.5, dtype:"
            + " 'float64'}}] | 0.5 -1 1.5 2 2.5 -3",
        "numpy.TrueDivide   | [@x, 2]       | 0.5 -1 1.5 2 2.5 -3",
        "numpy.FloorDivide  | [@x, 4]       | 0 -1 0 1 1 -2",
        "numpy.Mod          | [@x, 4]       | 1 2 3 0 1 2",
        "numpy.Power        | [@x, 2]       | 1 4 9 16 25 36",
        "numpy.DivideNoNan  | [@x, 0]       | 0 0 0 0 0 0",
        "numpy.Maximum      | [@x, 0.5]     | 1 0.5 3 4 5 0.5",
        "numpy.Minimum      | [@x, @z]      | 0.5 -2 -1 3 1 -6",
        "numpy.Greater      | [@x, @z]      | 1 0 1 1 1 0",
        "numpy.LessEqual    | [@x, -2]      | 0 1 0 0 0 1",
        "numpy.Equal        | [@x, 4]       | 0 0 0 1 0 0",
        "math.SquaredDifference | [@x, 1]   | 0 9 4 9 16 49",
        "numpy.Where        | [[[true], [false]], @x, 7] | 1 -2 3 7 7 7",
        "numpy.LogicalAnd   | [@x, [true, false, true]] | 1 0 1 1 0 1",
        "numpy.LogicalNot   | [@x]          | 0 0 0 0 0 0",
        "numpy.Absolute     | [@x]          | 1 2 3 4 5 6",
        "numpy.Negative     | [@x]          | -1 2 -3 -4 -5 6",
        "numpy.Sign         | [@x]          | 1 -1 1 1 1 -1",
        "numpy.Exp          | [@z]          | 1.6487213 7.389056 0.36787944 20.085537 2.7182818"
            + " 7.389056",
        "numpy.Log2         | [[[1, 2, 8]]] | 0 1 3",
        "numpy.Log10        | [[[1, 100]]]  | 0 2",
        "numpy.Sqrt         | [[[4, 9]]]    | 2 3",
        "math.Rsqrt         | [[[4, 16]]]   | 0.5 0.25",
        "nn.Relu            | [@x]          | 1 0 3 4 5 0",
        "nn.LeakyRelu       | [@x]          | 1 -0.4 3 4 5 -1.2",
        "nn.Softmax         | [[[0, 0]]]    | 0.5 0.5",
        "core.StopGradient  | [@x]          | 1 -2 3 4 5 -6",
        "core.Shape         | [@x]          | 2 3",
        "numpy.Ravel        | [@x]          | 1 -2 3 4 5 -6",
        "numpy.ZerosLike    | [@x]          | 0 0 0 0 0 0",
        "numpy.Matmul       | [@x, [[1, 0], [0, 1], [1, 1]]] | 4 1 -2 -1",
        "numpy.Concatenate  | [[@x, [[7, 8, 9]]]] | 1 -2 3 4 5 -6 7 8 9",
        "numpy.Stack        | [[@x, @z]]    | 1 -2 3 4 5 -6 0.5 2 -1 3 1 2",
        "numpy.Transpose    | [@x]          | 1 4 -2 5 3 -6",
        "numpy.Mean         | [@x]          | 0.8333333",
        "numpy.GetItem      | [@x, 1]       | 4 5 -6",
        "numpy.GetItem      | [@x, [-1, -1]]| -6",
        "numpy.GetItem      | [@x, [{class_name: '__ellipsis__', config: {}}, 1]] | -2 5",
        "numpy.GetItem      | [@x, [null, 0]] | 1 -2 3"
      })
  void computes(String operation, String args, String expected) {
    check(run(operation, "{}", args), numbers(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "numpy.Sum        | {axis: 0}                  | 5 3 -3",
        "numpy.Sum        | {axis: [-1], keepdims: true} | 2 3",
        "numpy.Prod       | {axis: 1}                  | -6 -120",
        "numpy.Max        | {axis: 1}                  | 3 5",
        "numpy.Min        | {axis: [0, 1]}             | -6",
        "numpy.Var        | {axis: 0}                  | 2.25 12.25 20.25",
        "numpy.Std        | {axis: 0}                  | 1.5 3.5 4.5",
        "math.Logsumexp   | {axis: 0}                  | 4.0485873 5.0009117 3.0001234",
        "numpy.Argmax     | {axis: 1}                  | 2 1",
        "numpy.Argmin     | {}                         | 5",
        "numpy.Cumsum     | {axis: 1}                  | 1 -1 2 4 9 3",
        "nn.Normalize     | {axis: 0}                  | 0.24253562 -0.37139067 0.4472136 0.9701425"
            + " 0.9284767 -0.8944272",
        "numpy.Reshape    | {newshape: [-1, 3, 1]}     | 1 -2 3 4 5 -6",
        "numpy.Transpose  | {axes: [1, 0]}             | 1 4 -2 5 3 -6",
        "numpy.Swapaxes   | {axis1: 0, axis2: -1}      | 1 4 -2 5 3 -6",
        "numpy.Moveaxis   | {source: 0, destination: 1}| 1 4 -2 5 3 -6",
        "numpy.ExpandDims | {axis: [0, -1]}            | 1 -2 3 4 5 -6",
        "numpy.Tile       | {repeats: 2}               | 1 -2 3 1 -2 3 4 5 -6 4 5 -6",
        "numpy.Tile       | {repeats: [2, 1]}          | 1 -2 3 4 5 -6 1 -2 3 4 5 -6",
        "numpy.Repeat     | {repeats: 2, axis: 1}      | 1 1 -2 -2 3 3 4 4 5 5 -6 -6",
        "numpy.Repeat     | {repeats: 2, axis: 0}      | 1 -2 3 1 -2 3 4 5 -6 4 5 -6",
        "numpy.Flip       | {axis: 1}                  | 3 -2 1 -6 5 4",
        "numpy.Roll       | {shift: 1, axis: 1}        | 3 1 -2 -6 4 5",
        "numpy.Pad        | {pad_width: [[0, 0], [1, 0]]} | 0 1 -2 3 0 4 5 -6",
        "numpy.Pad        | {pad_width: [[0, 0], [0, 1]], mode: 'reflect'} | 1 -2 3 -2 4 5 -6 5",
        "numpy.Clip       | {x_min: -1, x_max: 3.5}    | 1 -1 3 3.5 3.5 -1",
        "numpy.Split      | {indices_or_sections: 3, axis: 1} | 1 4",
        "numpy.Split      | {indices_or_sections: [2], axis: 1} | 1 -2 4 5",
        "core.Unstack     | {axis: 1}                  | 1 4",
        "core.Cast        | {dtype: 'int32'}           | 1 -2 3 4 5 -6",
        "core.Cast        | {dtype: 'bool'}            | 1 1 1 1 1 1",
        "nn.Elu           | {alpha: 2.0}               | 1 -1.7293295 3 4 5 -1.9950424",
        "nn.Gelu          | {approximate: false}       | 0.8413447 -0.04550028 2.9959502 3.9998734"
            + " 4.9999986 0",
        "nn.Softmax       | {axis: 0}                  | 0.04742587 0.00091105 0.9998766 0.95257413"
            + " 0.99908895 0.00012339"
      })
  void readsSettings(String operation, String settings, String expected) {
    check(run(operation, settings, "[@x]"), numbers(expected));
  }

  private static void check(float[] found, float[] wanted) {
    assertThat(found).hasSize(wanted.length);
    for (int index = 0; index < wanted.length; index++) {
      assertThat(found[index]).isCloseTo(wanted[index], within(1e-6f));
    }
  }

  @Test
  void slices() {
    String from1 = "{class_name: '__slice__', config: {start: 1, stop: null, step: null}}";
    String backwards = "{class_name: '__slice__', config: {start: null, stop: null, step: -2}}";
    assertThat(run("numpy.GetItem", "{}", "[@x, [%s, %s]]".formatted(ALL, from1)))
        .containsExactly(-2, 3, 5, -6);
    assertThat(run("numpy.GetItem", "{}", "[@x, [%s, %s]]".formatted(ALL, backwards)))
        .containsExactly(3, 1, -6, 4);
  }

  @Test
  void einsumTakesEllipsesOfManyAxes() {
    assertThat(
            run(
                "numpy.Einsum",
                "{subscripts: '...j,jk->...k'}",
                "[[[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]], [[1, 0, 2], [0, 1, 3]]]"))
        .containsExactly(1, 2, 8, 3, 4, 18, 5, 6, 28, 7, 8, 38);
  }

  @Test
  void takesAndEncodes() {
    assertThat(run("numpy.Take", "{axis: 1}", "[@x, [-1, 0]]")).containsExactly(3, 1, -6, 4);
    assertThat(run("nn.OneHot", "{num_classes: 3}", "[[2, 0]]")).containsExactly(0, 0, 1, 1, 0, 0);
    assertThat(run("numpy.Einsum", "{subscripts: 'bi,bi->b'}", "[@x, @z]"))
        .containsExactly(-6.5f, 5);
  }

  @Test
  void takesArgumentsByName() {
    Numbers y =
        OperationModel.run(OperationModel.keras3("numpy.Subtract", "{}", "[]", "{x2: @x, x1: @z}"));
    assertThat(y.values()).containsExactly(-0.5f, 4, -4, -1, -4, 8);
    assertThat(y.shape()).containsExactly(2, 3);
  }

  @Test
  void integersAndFloatsBecomeFloats() {
    Numbers y =
        OperationModel.run(
            OperationModel.keras3(
                "numpy.Add",
                "{}",
                "[{class_name: '__tensor__', config: {value: [1, 2], dtype: 'int32'}}, 0.5]",
                "{}"));
    assertThat(y.values()).containsExactly(1.5f, 2.5f);
  }

  /** Layers of this name add up lists of tensors. */
  @Test
  void isNoLayerOfTheSameName() {
    assertThat(OperationModel.keras3("numpy.Add", "{}", "[@x, 2]", "{}").layers().get(2))
        .isInstanceOf(Operation.class);
  }

  @Test
  void keepsTheBatchOpen() {
    NetworkGraph graph =
        NetworkGraph.of(
            OperationModel.keras3("numpy.Reshape", "{newshape: [-1, 3, 1]}", "[@x]", "{}"));
    assertThat(graph.outputs().get(0).spec().shape().toArray()).containsExactly(-1, 3, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "numpy.Corelate | {} | [@x, @z] | Operation [y], keras.ops.numpy.Corelate: there is no such"
            + " operation here; nearest [keras.ops.numpy.Correlate]; export the model as a"
            + " SavedModel",
        "core.Map | {} | [@x] | Operation [y], keras.ops.core.Map: it calls Python functions",
        "image.ElasticTransform | {} | [@x] | it draws random numbers",
        "numpy.Add | {} | [@x] | [x2] is missing.",
        "numpy.Add | {} | [@x, @z, 1] | it takes [x1, x2], and is given more.",
        "numpy.Add | {} | [@x, 'a'] | it is given \"a\", which is neither a tensor nor numbers.",
        "numpy.Add | {} | [@x, [[1], [1, 2]]] | its arrays are of different sizes.",
        "numpy.Mean | {axis: 2} | [@x] | has no axis 2.",
        "numpy.Mean | {axis: 'a'} | [@x] | [axis] is \"a\"; it must hold integers.",
        "core.Cast | {dtype: 'string'} | [@x] | there are no numbers of type \"string\" here.",
        "numpy.Pad | {pad_width: 1, mode: 'edge'} | [@x] | [mode] is edge; it must be constant",
        "numpy.GetItem | {} | [@x, [[0, 1]]] | [key] has [0,1], which is no number",
        "nn.Normalize | {order: 0} | [@x] | [order] is 0; it must be at least 1.",
        "image.Resize | {size: [2, 2]} | [@x] | it takes images of three or four axes",
        "numpy.Einsum | {subscripts: 'ij'} | [@x, @z] | of 1 terms; it is given 2 tensors",
        "linalg.Norm | {axis: [0, 1], ord: 3} | [@x] | [ord] is 3; of matrices it must be",
        "numpy.ArraySplit | {indices_or_sections: 2, axis: 0} | [@x] | the size of axis 0 of its"
            + " input [-1, 3] is not known"
      })
  void refusesWhatIsNot(String operation, String settings, String args, String problem) {
    assertThatThrownBy(() -> run(operation, settings, args)).hasMessageContaining(problem);
  }

  private static float[] run(String operation, String settings, String args) {
    return OperationModel.run(OperationModel.keras3(operation, settings, args, "{}")).values();
  }

  private static float[] numbers(String text) {
    double[] all =
        Arrays.stream(text.trim().split(" +")).mapToDouble(Double::parseDouble).toArray();
    float[] floats = new float[all.length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = (float) all[index];
    }
    return floats;
  }
}
