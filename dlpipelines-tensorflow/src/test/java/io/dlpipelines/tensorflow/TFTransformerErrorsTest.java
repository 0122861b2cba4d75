package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dlpipelines.battery.SparkTest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** What a user gets wrong is said before any job starts, with what there is and what to do. */
class TFTransformerErrorsTest extends SparkTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", "bigint")
          .add("x", DataTypes.createArrayType(DataTypes.FloatType))
          .add("z", "float");

  private final TFTransformer stage =
      new TFTransformer("tf_1a2b")
          .setGraph(Graphs.halfPlusTwo(3))
          .setInputMapping(Map.of("x", "x"))
          .setOutputMapping(Map.of("y", "out"));

  @Test
  void unknownOutputTensor() {
    stage.setOutputMapping(Map.of("probs", "out"));
    assertSaid(
        "TFTransformer tf_1a2b: output tensor [probs] is not in the graph; there is [y:0]. The"
            + " nearest are [x:0, y:0, Mul:0]. Set outputMapping to one of these.");
  }

  @Test
  void unknownInputTensor() {
    stage.setInputMapping(Map.of("x", "pixels"));
    assertSaid(
        "TFTransformer tf_1a2b: input tensor [pixels] is not in the graph; there is [x:0]. The"
            + " nearest are [x:0, y:0, Mul:0]. Set inputMapping to one of these.");
  }

  @Test
  void unknownColumn() {
    stage.setInputMapping(Map.of("X", "x"));
    assertSaid(
        "TFTransformer tf_1a2b: there is no column [X]; there is [id, x, z]. Set inputMapping to"
            + " one of these.");
  }

  @Test
  void existingOutputColumn() {
    stage.setOutputMapping(Map.of("y", "z"));
    assertSaid(
        "TFTransformer tf_1a2b: the output column [z] exists already; there is [id, x, z]. Choose"
            + " another name, or drop the column first.");
  }

  @Test
  void outputColumnThatDiffersFromAnotherInCaseAlone() {
    stage.setOutputMapping(Map.of("y", "Z"));
    assertSaid(
        "TFTransformer tf_1a2b: the output column [Z] exists already; there is [id, x, z]. Choose"
            + " another name, or drop the column first.");
    stage.setOutputMapping(new TreeMap<>(Map.of("y", "out", "Mul", "OUT")));
    assertSaid(
        "TFTransformer tf_1a2b: the output column [out] exists already; there is [id, x, z, OUT]."
            + " Choose another name, or drop the column first.");
  }

  @Test
  void sameOutputColumnTwice() {
    stage.setOutputMapping(new TreeMap<>(Map.of("y", "out", "Mul", "out")));
    assertSaid(
        "TFTransformer tf_1a2b: the output column [out] exists already; there is [id, x, z, out]."
            + " Choose another name, or drop the column first.");
  }

  @Test
  void sameTensorFedTwice() {
    stage.setInputMapping(new TreeMap<>(Map.of("x", "x", "z", "x:0")));
    stage.setGraph(identity(TFloat32.class, Shape.unknown()));
    assertSaid(
        "TFTransformer tf_1a2b: tensor [x:0] is fed by more than one column; there is inputMapping"
            + " {x=x, z=x:0}. Feed each tensor once.");
  }

  @Test
  void tensorBothFedAndFetched() {
    stage.setOutputMapping(Map.of("x:0", "out"));
    assertSaid(
        "TFTransformer tf_1a2b: tensor [x:0] is both fed and fetched; there is [y:0]. Fetch another"
            + " tensor; the column that is fed is kept anyway.");
  }

  @Test
  void placeholderThatNothingFeeds() {
    stage.setGraph(
        TFInputGraph.build(
            tf ->
                tf.withName("y")
                    .math
                    .add(
                        placeholder(tf, "x", TFloat32.class, Shape.of(-1, 3)),
                        placeholder(tf, "bias", TFloat32.class, Shape.scalar()))));
    assertSaid(
        "TFTransformer tf_1a2b: the outputs need inputs that no column is fed to: [bias]; there is"
            + " inputMapping {x=x}. Add them to inputMapping.");
  }

  @Test
  void outputWithoutRows() {
    stage.setGraph(
        TFInputGraph.build(
            tf ->
                tf.withName("y")
                    .math
                    .mean(
                        placeholder(tf, "x", TFloat32.class, Shape.of(-1, 3)),
                        tf.constant(new int[] {0}))));
    assertSaid(
        "TFTransformer tf_1a2b: output tensor [y:0] has shape [3], without a dimension for the rows"
            + " of a batch; there is batchSize 512. Set batchSize to 1 to score each row alone, or"
            + " fetch another tensor.");
  }

  @Test
  void paramsThatAreNotSet() {
    TFTransformer fresh = new TFTransformer("tf_1a2b");
    assertSaid(
        fresh, "TFTransformer tf_1a2b: Param graph is not set. Set it: the graph that scores.");
    fresh.setGraph(Graphs.halfPlusTwo(3));
    assertSaid(
        fresh,
        "TFTransformer tf_1a2b: Param inputMapping is not set. Set it: from input columns to the"
            + " tensors they are fed to.");
    fresh.setInputMapping(Map.of("x", "x"));
    assertSaid(
        fresh,
        "TFTransformer tf_1a2b: Param outputMapping is not set. Set it: from fetched tensors to the"
            + " columns that are added.");
  }

  @Test
  void valuesThatParamsRefuse() {
    assertThatThrownBy(() -> stage.setInputMapping(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "inputMapping must be a map of at least one name to a name, none of them blank, got"
                + " {}");
    assertThatThrownBy(() -> stage.setOutputMapping(Map.of("y", " ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "outputMapping must be a map of at least one name to a name, none of them blank, got"
                + " {y= }");
    assertThatThrownBy(() -> stage.setBatchSize(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be >= 1, or 0 for auto, got -1");
    assertThatThrownBy(() -> stage.setStringOutput("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stringOutput must be one of [string, binary], got [text]");
    assertThatThrownBy(() -> stage.setGraph(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("graph");
    assertThatThrownBy(() -> stage.setInputMapping(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("inputMapping");
  }

  @Test
  void reasonsWithoutRowsToKeep() {
    stage.setInvalidReasonCol("why");
    assertSaid(
        "TFTransformer tf_1a2b: invalidReasonCol is set, and rows without outputs are not kept;"
            + " there is handleInvalid = error. Set handleInvalid to keep, or clear"
            + " invalidReasonCol.");
    stage.setHandleInvalid("skip");
    assertSaid(
        "TFTransformer tf_1a2b: invalidReasonCol is set, and rows without outputs are not kept;"
            + " there is handleInvalid = skip. Set handleInvalid to keep, or clear"
            + " invalidReasonCol.");
    stage.setHandleInvalid("keep").setInvalidReasonCol("z");
    assertSaid(
        "TFTransformer tf_1a2b: the output column [z] exists already; there is [id, x, z, out]."
            + " Choose another name, or drop the column first.");
  }

  @ParameterizedTest
  @CsvSource({
    "bigint, int",
    "float, int",
    "double, int",
    "int, uint8",
    "float, bool",
    "boolean, float",
    "string, float",
    "binary, float",
    "timestamp, float",
    "date, int",
    "'decimal(10,2)', float",
    "float, string",
    "'map<string,float>', float",
    "'struct<a:float>', float",
    "array<string>, float",
    "array<bigint>, int",
  })
  void typesThatDoNotFit(String column, String tensor) {
    stage.setGraph(identity(dtype(tensor), Shape.of(-1)));
    String spec = "x:0 " + stage.getGraph().inputs().get(0).dtype() + " [?]";
    assertSaid(
        DataType.fromDDL(column),
        "TFTransformer tf_1a2b: column [x] of type %s cannot be fed to tensor [%s]; there is widening of numbers and double to float, nothing else. Cast the column."
            .formatted(column, spec));
  }

  @Test
  void vectorsAreNoIntegers() {
    stage.setGraph(identity(TInt32.class, Shape.of(-1, 3)));
    assertSaid(
        SQLDataTypes.VectorType(),
        "TFTransformer tf_1a2b: column [x] of type vector cannot be fed to tensor [x:0 INT32 [?,"
            + " 3]]; there is widening of numbers and double to float, nothing else. Cast the"
            + " column.");
  }

  @ParameterizedTest
  @CsvSource({
    "float, '-1,3', '?, 3', 0",
    "array<array<float>>, '-1', '?', 2",
    "array<array<float>>, '-1,28,28,1', '?, 28, 28, 1', 2",
    "array<array<array<float>>>, '-1,3', '?, 3', 3",
  })
  void shapesThatDoNotFit(String column, String shape, String text, int rank) {
    long[] sizes = List.of(shape.split(",")).stream().mapToLong(Long::parseLong).toArray();
    stage.setGraph(identity(TFloat32.class, Shape.of(sizes)));
    assertSaid(
        DataType.fromDDL(column),
        "TFTransformer tf_1a2b: column [x] of type %s cannot be fed to tensor [x:0 FLOAT32 [%s]]; there is a cell of %d dimensions. Nest the arrays as the tensor is, or give a flat vector."
            .formatted(column, text, rank));
  }

  /** That an executor has no GPU is known there only: the job fails at its first batch. */
  @Test
  void graphicsProcessorThatIsNotThere() {
    DataType floats = DataTypes.createArrayType(DataTypes.FloatType);
    Dataset<Row> data = Frames.column("x", floats, 1, List.of(List.of(1f, 2f, 3f)));
    Dataset<Row> scored = stage.setDevice("gpu").transform(data);
    spark().sparkContext().setLogLevel("OFF");
    try {
      Throwable thrown = catchThrowable(scored::collectAsList);
      assumeThat(thrown).as("there is a GPU here").isNotNull();
      assertThat(thrown)
          .hasStackTraceContaining(
              "device is gpu, and this task has none to compute on: Spark gave the task no GPU;"
                  + " TensorFlow finds no GPU. Give the executor a GPU and the library"
                  + " linux-x86_64-gpu of tensorflow-core-native in place of the one for CPUs; or"
                  + " set device to auto or cpu.");
    } finally {
      spark().sparkContext().setLogLevel("WARN");
    }
  }

  private void assertSaid(String message) {
    assertSaid(stage, message);
  }

  private void assertSaid(DataType column, String message) {
    assertSaid(stage, new StructType().add("x", column), message);
  }

  private static void assertSaid(TFTransformer stage, String message) {
    assertSaid(stage, SCHEMA, message);
  }

  private static void assertSaid(TFTransformer stage, StructType schema, String message) {
    assertThatThrownBy(() -> stage.transformSchema(schema))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> stage.transform(Frames.of(schema, 1, List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static Class<? extends TType> dtype(String name) {
    return switch (name) {
      case "int" -> TInt32.class;
      case "uint8" -> TUint8.class;
      case "bool" -> TBool.class;
      case "string" -> TString.class;
      default -> TFloat32.class;
    };
  }

  private static TFInputGraph identity(Class<? extends TType> type, Shape shape) {
    return TFInputGraph.build(tf -> tf.withName("y").identity(placeholder(tf, "x", type, shape)));
  }

  private static <T extends TType> Placeholder<T> placeholder(
      Ops tf, String name, Class<T> type, Shape shape) {
    return tf.withName(name).placeholder(type, Placeholder.shape(shape));
  }
}
