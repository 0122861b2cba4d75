package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Which outputs are cut into rows: those that descend from a batched input along its first
 * dimension, however large other outputs happen to be.
 */
class RowAxisTest extends SparkTest {
  /** Seven rows: in batches of 4, of which the last has 3. */
  private static final int ROWS = 7;

  private interface Output extends BiConsumer<Ops, Operand<TFloat32>> {}

  /** The value that each row gets, whatever the batch size. */
  private static Stream<Arguments> independent() {
    return Stream.of(
        output(
            "a constant as long as a batch",
            (tf, x) -> tf.withName("y").constant(new float[] {1, 2, 3, 4}),
            "[1.0,2.0,3.0,4.0]"),
        output(
            "a constant of one element",
            (tf, x) -> tf.withName("y").constant(new float[] {5}),
            "[5.0]"),
        output("a scalar", (tf, x) -> tf.withName("y").constant(5f), "5.0"),
        output(
            "a vocabulary",
            (tf, x) -> tf.withName("y").array("a", "b", "c", "d"),
            "WrappedArray(a, b, c, d)"),
        output(
            "a matrix whose rows are as many as a batch's",
            (tf, x) -> tf.withName("y").identity(tf.constant(new int[4][1])),
            "WrappedArray(WrappedArray(0), WrappedArray(0), WrappedArray(0), WrappedArray(0))"),
        output(
            "unique values of a constant",
            (tf, x) ->
                tf.withName("y")
                    .unique(tf.constant(new int[] {1, 1, 2, 3, 4}), tf.constant(new int[] {0})),
            "WrappedArray(1, 2, 3, 4)"),
        output(
            "a constant that a function gives beside what depends on the rows",
            (tf, x) ->
                tf.withName("y").identityN(List.of(tf.constant(new float[] {1, 2, 3, 4}), x)),
            "[1.0,2.0,3.0,4.0]"),
        output(
            "the shape of a constant",
            (tf, x) -> tf.withName("y").shape(tf.constant(new float[3][2])),
            "WrappedArray(3, 2)"));
  }

  private static Arguments output(String name, Output y, String value) {
    return Arguments.of(name, y, value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("independent")
  void eachRowGetsTheWholeOfWhatDoesNotDependOnRows(String name, Output y, String value) {
    for (int batchSize : new int[] {1, 2, 3, 4, 7, 100}) {
      assertThat(texts(scored(graph(y), batchSize), "out"))
          .as("batchSize %d", batchSize)
          .isEqualTo(Collections.nCopies(ROWS, value));
    }
  }

  /** Depends on the rows, and has no part for each of them; with one row it is that row's. */
  private static Stream<Arguments> ofTheBatch() {
    return Stream.of(
        output(
            "the shape of the input", (tf, x) -> tf.withName("y").shape(x), "WrappedArray(1, 2)"),
        output("the number of elements", (tf, x) -> tf.withName("y").size(x), "2"),
        output(
            "a sum over the batch",
            (tf, x) -> tf.withName("y").sum(x, tf.constant(new int[] {0})),
            "[1.0,1.0]"),
        output(
            "a sum over all",
            (tf, x) -> tf.withName("y").sum(x, tf.constant(new int[] {0, 1})),
            "2.0"),
        output(
            "unique values",
            (tf, x) ->
                tf.withName("y")
                    .unique(tf.reshape(x, tf.constant(new int[] {-1})), tf.constant(new int[] {0})),
            "[1.0]"),
        output(
            "indices of what is not zero",
            (tf, x) -> tf.withName("y").where(x),
            "WrappedArray(WrappedArray(0, 0), WrappedArray(0, 1))"),
        output(
            "values at such indices",
            (tf, x) -> tf.withName("y").gatherNd(x, tf.where(x)),
            "[1.0,1.0]"),
        output(
            "the transposed input",
            (tf, x) -> tf.withName("y").linalg.transpose(x, tf.constant(new int[] {1, 0})),
            "WrappedArray(WrappedArray(1.0), WrappedArray(1.0))"),
        output(
            "the input in one row",
            (tf, x) -> tf.withName("y").reshape(x, tf.constant(new int[] {-1})),
            "[1.0,1.0]"),
        output(
            "rows against rows",
            (tf, x) ->
                tf.withName("y")
                    .linalg
                    .matMul(x, x, org.tensorflow.op.linalg.MatMul.transposeB(true)),
            "WrappedArray(WrappedArray(2.0))"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofTheBatch")
  void whatHasNoPartForEachRowIsRefusedBeforeTheJob(String name, Output y, String value) {
    TFInputGraph graph = graph(y);
    assertThatThrownBy(() -> stage(graph, 4).transform(rows()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without a dimension for the rows of a batch")
        .hasMessageContaining("Set batchSize to 1 to score each row alone");
    assertThat(texts(scored(graph, 1), "out").get(0)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 100})
  void constantsBesideRowsLeaveTheRowsAsTheyAre(int batchSize) {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Operand<TFloat32> x = input(tf);
              tf.withName("y").math.mul(x, tf.constant(2f));
              tf.withName("classes").array("a", "b", "c", "d");
            });
    Dataset<Row> scored =
        stage(graph, batchSize)
            .setOutputMapping(Map.of("y", "out", "classes", "classes"))
            .transform(rows());
    assertThat(texts(scored, "out"))
        .isEqualTo(
            IntStream.rangeClosed(1, ROWS)
                .mapToObj(i -> "[%.1f,%.1f]".formatted(2.0 * i, 2.0 * i))
                .toList());
    assertThat(texts(scored, "classes"))
        .isEqualTo(Collections.nCopies(ROWS, "WrappedArray(a, b, c, d)"));
  }

  /** TensorFlow does not know how many rows a slice of a size that is computed has. */
  @Test
  void sizesThatOnlyTheRunKnowsAreCheckedWithBatchesOfTwoSizes() {
    TFInputGraph follows = graph((tf, x) -> slice(tf, x, tf.shape(x)));
    assertThat(texts(scored(follows, 4), "out").get(6)).isEqualTo("[7.0,7.0]");
    TFInputGraph four =
        graph(
            (tf, x) ->
                slice(
                    tf,
                    tf.math.add(x, tf.zeros(tf.array(4, 2), TFloat32.class)),
                    tf.constant(new int[] {4, 2})));
    assertThatThrownBy(() -> stage(four, 4).transform(rows()))
        .hasMessageContaining("has shape [4, 2], without a dimension for the rows of a batch");
    TFInputGraph always4 =
        graph((tf, x) -> slice(tf, tf.tile(x, tf.constant(new int[] {4, 1})), atMost(tf, x)));
    assertThatThrownBy(() -> scored(always4, 4).collectAsList())
        .hasStackTraceContaining(
            "has shape [4, 2] for a batch of 2 rows, so it cannot be split into rows");
  }

  private static Operand<TInt32> atMost(Ops tf, Operand<TFloat32> x) {
    Operand<TInt32> four =
        tf.dtypes.cast(
            tf.math.add(tf.math.mul(tf.sum(x, tf.array(0, 1)), tf.constant(0f)), tf.constant(4f)),
            TInt32.class);
    return tf.stack(List.of(four, tf.constant(2)));
  }

  private static void slice(Ops tf, Operand<TFloat32> x, Operand<TInt32> size) {
    tf.withName("y").slice(x, tf.constant(new int[] {0, 0}), size);
  }

  private static Operand<TFloat32> input(Ops tf) {
    return tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
  }

  private static TFInputGraph graph(Output y) {
    return TFInputGraph.build(
        tf -> {
          Operand<TFloat32> x = input(tf);
          tf.withName("used").identity(x);
          y.accept(tf, x);
        });
  }

  private static TFTransformer stage(TFInputGraph graph, int batchSize) {
    return new TFTransformer()
        .setGraph(graph)
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "out"))
        .setBatchSize(batchSize);
  }

  private static Dataset<Row> scored(TFInputGraph graph, int batchSize) {
    return stage(graph, batchSize).transform(rows());
  }

  private static Dataset<Row> rows() {
    return Frames.of(
        new StructType().add("x", "array<float>"),
        1,
        IntStream.rangeClosed(1, ROWS)
            .mapToObj(i -> RowFactory.create(List.of((float) i, (float) i)))
            .toList());
  }

  private static List<String> texts(Dataset<Row> frame, String column) {
    return Frames.cells(frame, column).stream()
        .map(String::valueOf)
        .map(text -> text.replaceAll("(Array|Mutable)?(Seq|ArraySeq)\\(", "WrappedArray("))
        .toList();
  }
}
