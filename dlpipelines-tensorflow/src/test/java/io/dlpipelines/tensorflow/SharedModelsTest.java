package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensor.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FloatList;

/** Models that others made, against TensorFlow by itself and against known formulas. */
class SharedModelsTest extends SparkTest {
  private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType, false);
  private static final float[] NUMBERS = {0f, 1f, -3f, 2.5f, 100f};
  private static final String MULTI_SIGNATURE = "saved-models/multi_signature_variable/model";
  private static final String CHECKPOINT = "frozen-graphs/regression_checkpoint";
  private static final String BROKEN = "saved-models/broken_half_plus_two/00000123";

  @ParameterizedTest
  @CsvSource({"ae0, output", "ae0, encode/dense_1/Sigmoid", "fc_layers, output"})
  void denseNetsScoreAsTensorFlowDoes(String name, String output) {
    Path file = SharedData.path("frozen-graphs/" + name + ".pb");
    float[][] rows = Frames.random(7, 784);
    Dataset<Row> scored =
        transformer(TFInputGraph.fromGraphDef(file.toString()), "X", output)
            .setBatchSize(3)
            .transform(arrays(rows));
    PlainRun.Value expected = new PlainRun().feed("X", rows).graph(file, output);
    assertVectors(scored, expected, 1e-5);
  }

  @Test
  void vectorsScoreLikeArrays() {
    Path file = SharedData.path("frozen-graphs/fc_layers.pb");
    float[][] rows = Frames.random(5, 784);
    List<Vector> vectors = Arrays.stream(rows).map(SharedModelsTest::vector).toList();
    Dataset<Row> scored =
        transformer(TFInputGraph.fromGraphDef(file.toString()), "X", "output")
            .transform(Frames.column("in", SQLDataTypes.VectorType(), 2, vectors));
    assertVectors(scored, new PlainRun().feed("X", rows).graph(file, "output"), 1e-5);
  }

  @Test
  void flatPixelsTakeTheShapeOfAnImage() throws IOException {
    Path file = SharedData.path("frozen-graphs/key_brands_mobilenet.pb");
    float[][] images = Frames.random(3, 224 * 224 * 3);
    String output = "MobilenetV1/Predictions/Softmax";
    Dataset<Row> scored =
        transformer(TFInputGraph.fromGraphDef(file.toString()), "input_image", output)
            .setBatchSize(2)
            .transform(arrays(images));
    PlainRun.Value expected =
        new PlainRun().feed("input_image", images, 3, 224, 224, 3).graph(file, output);
    assertVectors(scored, expected, 1e-5);
    long labels =
        Files.readAllLines(SharedData.path("frozen-graphs/key_brands_labels.txt")).stream()
            .filter(label -> !label.isBlank())
            .count();
    assertThat(((Vector) scored.first().getAs("out")).size()).isEqualTo((int) labels);
  }

  /**
   * Its {@code keep_prob} has no shape, and TensorFlow takes no more than one of them for a run.
   */
  @Test
  void keepProbabilityHoldsForRowsThatShareIt() {
    Path file = SharedData.path("frozen-graphs/lstm.pb");
    float[][] images = Frames.random(6, 784);
    StructType schema = new StructType().add("in", FLOATS, true).add("keep", "double");
    List<Row> rows =
        IntStream.range(0, images.length)
            .mapToObj(i -> RowFactory.create(Frames.boxed(images[i]), i % 3 == 2 ? 0.5 : 1.0))
            .toList();
    List<Row> scored =
        new TFTransformer()
            .setGraph(TFInputGraph.fromGraphDef(file.toString()))
            .setInputMapping(Map.of("in", "X", "keep", "keep_prob"))
            .setOutputMapping(Map.of("output", "out"))
            .transform(Frames.of(schema, 1, rows))
            .collectAsList();
    PlainRun.Value sure =
        new PlainRun().feed("X", images).feed("keep_prob", 1f).graph(file, "output");
    for (int i = 0; i < images.length; i++) {
      Vector out = scored.get(i).getAs("out");
      if (i % 3 == 2) {
        assertThat(out.toArray()).as("row %d drops cells out", i).isNotEqualTo(sure.row(i));
      } else {
        assertThat(out.toArray()).as("row %d", i).containsExactly(sure.row(i), within(1e-5));
      }
    }
  }

  @Test
  void everyTypeGoesInAndComesOut() {
    Path file = SharedData.path("frozen-graphs/multi_type_inputs_outputs.pb");
    StructType schema =
        new StructType()
            .add("f", "float")
            .add("d", "double")
            .add("i", "int")
            .add("l", "bigint")
            .add("u", "tinyint")
            .add("b", "binary");
    Dataset<Row> data =
        Frames.of(
            schema,
            1,
            List.of(
                RowFactory.create(1.5f, 0.1, -7, 1L << 40, (byte) 5, new byte[] {5}),
                RowFactory.create(-2f, 1e300, 8, -1L, (byte) -1, new byte[] {-1})));
    for (String unsigned : List.of("u", "b")) {
      TFTransformer transformer =
          new TFTransformer()
              .setGraph(TFInputGraph.fromPath(file.toString()))
              .setInputMapping(
                  Map.of(
                      "f",
                      "float_input",
                      "d",
                      "double_input",
                      "i",
                      "int_input",
                      "l",
                      "long_input",
                      unsigned,
                      "uint8_input"))
              .setOutputMapping(
                  Map.of(
                      "float_output", "floats",
                      "double_output", "doubles",
                      "int_output", "ints",
                      "long_output", "longs",
                      "uint8_output", "bytes"));
      Dataset<Row> scored =
          transformer.transform(data).select("floats", "doubles", "ints", "longs", "bytes");
      assertThat(scored.schema().fields())
          .extracting(StructField::dataType)
          .containsExactly(
              SQLDataTypes.VectorType(),
              SQLDataTypes.VectorType(),
              DataTypes.createArrayType(DataTypes.IntegerType, false),
              DataTypes.createArrayType(DataTypes.LongType, false),
              DataTypes.createArrayType(DataTypes.ShortType, false));
      assertThat(scored.collectAsList().stream().map(Row::toString))
          .containsExactly(
              "[[1.5],[0.1],ArraySeq(-7),ArraySeq(1099511627776),ArraySeq(5)]",
              "[[-2.0],[1.0E300],ArraySeq(8),ArraySeq(-1),ArraySeq(255)]");
    }
  }

  /** It has no batch dimension: rows go one by one. */
  @Test
  void matricesAreAddedRowByRow() {
    Path file = SharedData.path("frozen-graphs/graph2.pb");
    DataType matrix = DataTypes.createArrayType(FLOATS, false);
    StructType schema = new StructType().add("a", matrix).add("b", matrix);
    List<List<Float>> ones = List.of(List.of(1f, 1f), List.of(1f, 1f));
    List<List<Float>> other = List.of(List.of(1f, 2f), List.of(3f, 4f));
    Dataset<Row> scored =
        new TFTransformer()
            .setGraph(TFInputGraph.fromPath(file.toString()))
            .setInputMapping(Map.of("a", "z_1", "b", "z_2"))
            .setOutputMapping(Map.of("out", "sum"))
            .transform(
                Frames.of(
                    schema,
                    2,
                    List.of(
                        RowFactory.create(ones, ones),
                        RowFactory.create(ones, other),
                        RowFactory.create(other, other))));
    assertThat(scored.schema().apply("sum").dataType().catalogString())
        .isEqualTo("array<array<float>>");
    assertThat(scored.select("sum").collectAsList().stream().map(row -> row.getList(0).toString()))
        .containsExactly(
            "[ArraySeq(2.0, 2.0), ArraySeq(2.0, 2.0)]",
            "[ArraySeq(2.0, 3.0), ArraySeq(4.0, 5.0)]",
            "[ArraySeq(2.0, 4.0), ArraySeq(6.0, 8.0)]");
  }

  @Test
  void constantIsTheSameForEachRow() {
    Path file = SharedData.path("frozen-graphs/graph.pb");
    double[] expected = new PlainRun().graph(file, "matrix1").elements();
    Dataset<Row> scored =
        transformer(TFInputGraph.fromPath(file.toString()), "x", "matrix1")
            .transform(arrays(Frames.random(3, 2)));
    for (Object cell : Frames.cells(scored, "out")) {
      assertThat(cell.toString())
          .isEqualTo(
              "ArraySeq(ArraySeq(%s, %s))".formatted((float) expected[0], (float) expected[1]));
    }
  }

  /** {@code X} is of unknown rank: what is fed decides what comes out. */
  @Test
  void checkpointScoresNumbersAndArrays() {
    Path folder = SharedData.path(CHECKPOINT);
    float[] numbers = {0f, 1f, 2.5f};
    float[][] column = {{0f}, {1f}, {2.5f}};
    PlainRun.Value expected =
        new PlainRun().feed("X", column).checkpoint(folder.resolve("model"), "pred");
    for (String path : List.of(folder.toString(), folder.resolve("model").toString())) {
      TFTransformer transformer = transformer(TFInputGraph.fromCheckpoint(path), "X", "pred");
      Dataset<Row> scalars = transformer.transform(floats(numbers));
      assertThat(scalars.schema().apply("out").dataType()).isEqualTo(DataTypes.FloatType);
      assertNumbers(scalars, expected.elements(), 1e-6);
      assertVectors(transformer.transform(arrays(column)), expected, 1e-6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "saved_model_half_plus_two_cpu, serving_default, x, y, 2",
    "saved_model_half_plus_two_cpu, regress_x2_to_y3, inputs, outputs, 3",
    "saved_model_half_plus_three, serving_default, x, y, 3",
    "saved_model_half_plus_two_tf2_cpu, serving_default, x, y, 2",
    "saved_model_half_plus_two_tf2_cpu, classify_x2_to_y3, inputs, scores, 3",
    "saved_model_half_plus_two_tf2_cpu, regress_x2_to_y3, inputs, outputs, 3",
  })
  void halfPlusSomethingScoresNumbers(
      String model, String signature, String input, String output, double added) {
    assertThat(scoredHalves(model, signature, input, output, floats(NUMBERS)))
        .containsExactly(halvesPlus(added), within(1e-6));
  }

  /** The first model's signature calls its input a float; the graph says that it is a string. */
  @ParameterizedTest
  @CsvSource({
    "saved_model_half_plus_three, tensorflow/serving/regress, outputs, x, 3",
    "saved_model_half_plus_two_cpu, classify_x_to_y, scores, x, 2",
    "saved_model_half_plus_two_cpu, regress_x_to_y, outputs, x, 2",
    "saved_model_half_plus_two_cpu, regress_x_to_y2, outputs, x, 3",
    "saved_model_half_plus_two_tf2_cpu, classify_x_to_y, scores, x, 2",
    "saved_model_half_plus_two_tf2_cpu, regress_x_to_y, outputs, x, 2",
    "saved_model_half_plus_two_tf2_cpu, regress_x_to_y2, outputs, x, 3",
  })
  void halfPlusSomethingScoresExamples(
      String model, String signature, String output, String feature, double added) {
    List<byte[]> examples = new ArrayList<>();
    for (float number : NUMBERS) {
      examples.add(example(feature, number));
    }
    Dataset<Row> data = Frames.column("in", DataTypes.BinaryType, 2, examples);
    assertThat(scoredHalves(model, signature, "inputs", output, data))
        .containsExactly(halvesPlus(added), within(1e-6));
  }

  @Test
  void eachSignatureIsListed() {
    Path folder = SharedData.path("saved-models/saved_model_half_plus_two_tf2_cpu/00000123");
    assertThatThrownBy(
            () -> TFInputGraph.fromSavedModel(folder.toString(), "serve", "regress_x3_to_y2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The model has no signature [regress_x3_to_y2]; there is [classify_x2_to_y3,"
                + " classify_x_to_y, regress_x2_to_y3, regress_x_to_y, regress_x_to_y2,"
                + " serving_default]. Name one of these.");
  }

  @Test
  void severalSignaturesWithoutADefaultAskForOne() {
    Path folder = SharedData.path(MULTI_SIGNATURE);
    assertThatThrownBy(() -> TFInputGraph.fromPath(folder.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The model has no signature [serving_default]; there is [add, get_const_matrix,"
                + " get_const_scalar, get_const_vector, get_variable]. Name one of these.");
  }

  @Test
  void signatureOfUnknownRankAddsRows() {
    TFInputGraph graph =
        TFInputGraph.fromSavedModel(SharedData.path(MULTI_SIGNATURE).toString(), "serve", "add");
    StructType schema = new StructType().add("a", "float").add("b", "float");
    Dataset<Row> scored =
        new TFTransformer()
            .setGraph(graph)
            .setInputMapping(Map.of("a", "a", "b", "b"))
            .setOutputMapping(Map.of("output_0", "out"))
            .transform(
                Frames.of(
                    schema,
                    1,
                    List.of(
                        RowFactory.create(1f, 2f),
                        RowFactory.create(3f, 4f),
                        RowFactory.create(5f, -6f))));
    assertThat(Frames.cells(scored, "out")).containsExactly(3f, 7f, -1f);
  }

  /** Constants that no batch can be added to take one row at a time, without being told so. */
  @ParameterizedTest
  @CsvSource({
    "get_const_scalar, input, get_const_scalar_input, PartitionedCall_2, 512, float",
    "get_const_vector, input, get_const_vector_input, PartitionedCall_3, 512, vector",
    "get_const_matrix, input, get_const_matrix_input, PartitionedCall_1, 512, array<array<float>>",
    "get_variable, dummy, get_variable_dummy, StatefulPartitionedCall, 1, float",
  })
  void signaturesWithConstantsScoreEachRow(
      String signature, String input, String feed, String fetch, int batchSize, String type) {
    Path folder = SharedData.path(MULTI_SIGNATURE);
    Dataset<Row> scored =
        transformer(
                TFInputGraph.fromSavedModel(folder.toString(), "serve", signature),
                input,
                "output_0")
            .setBatchSize(batchSize)
            .transform(floats(0f, 3f));
    assertThat(scored.schema().apply("out").dataType().simpleString()).isEqualTo(type);
    List<Object> cells = Frames.cells(scored, "out");
    for (int row = 0; row < 2; row++) {
      PlainRun.Value expected = new PlainRun().feed(feed, 3f * row).savedModel(folder, fetch);
      assertThat(Frames.elements(cells.get(row)))
          .containsExactly(expected.elements(), within(1e-6));
    }
  }

  @Test
  void eachRowGetsAVariablesValue() {
    TFInputGraph graph =
        TFInputGraph.fromSavedModel(
            SharedData.path(MULTI_SIGNATURE).toString(), "serve", "get_variable");
    TFTransformer transformer = transformer(graph, "dummy", "output_0");
    assertThat(Frames.cells(transformer.transform(floats(1f, 2f, 3f)), "out"))
        .containsOnly(Frames.cells(transformer.transform(floats(4f)), "out").get(0));
  }

  @Test
  void keywordNetScoresAsTensorFlowDoes() {
    Path folder = SharedData.path("saved-models/kws_ref_model");
    float[][] sounds = Frames.random(5, 490);
    TFInputGraph graph = TFInputGraph.fromSavedModel(folder.toString());
    assertThat(graph.inputs())
        .extracting(TensorSpec::toString)
        .containsExactly("input_1 FLOAT32 [?, 49, 10, 1]");
    PlainRun.Value expected =
        new PlainRun()
            .feed("serving_default_input_1", sounds, 5, 49, 10, 1)
            .savedModel(folder, "StatefulPartitionedCall");
    assertVectors(
        transformer(graph, "input_1", "dense").setBatchSize(2).transform(arrays(sounds)),
        expected,
        1e-5);
  }

  @Test
  void brokenExportIsRefused() {
    Path folder = SharedData.path(BROKEN);
    String incomplete =
        "The checkpoint %s/export has no file export.index; there is [checkpoint, export, export.meta]. A checkpoint needs its meta graph (.meta), its index (.index) and its data (.data-*)."
            .formatted(folder);
    assertThatThrownBy(() -> TFInputGraph.fromPath(folder.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(incomplete);
    assertThatThrownBy(() -> TFInputGraph.fromCheckpoint(folder + "/export"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(incomplete);
    assertThatThrownBy(() -> TFInputGraph.fromSavedModel(folder.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s is no SavedModel: there is no saved_model.pb in it; there is [checkpoint, export, export.meta]. These look like a checkpoint: use fromCheckpoint."
                .formatted(folder));
  }

  /** Nothing lies there that no test of this class reads. */
  @Test
  void pathsTellWhatTheyHold() throws IOException {
    try (Stream<Path> files = Files.list(SharedData.path("frozen-graphs"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".pb")).toList()) {
        assertThat(TFInputGraph.fromPath(file.toString()))
            .isEqualTo(TFInputGraph.fromGraphDef(file.toString()));
      }
    }
    try (Stream<Path> files = Files.walk(SharedData.path("saved-models"))) {
      for (Path file :
          files
              .filter(each -> each.endsWith("saved_model.pb"))
              .filter(each -> !each.toString().contains("multi_signature"))
              .toList()) {
        String folder = file.getParent().toString();
        assertThat(TFInputGraph.fromPath(folder))
            .isEqualTo(TFInputGraph.fromSavedModel(folder))
            .isEqualTo(TFInputGraph.fromPath(file.toString()));
      }
    }
    Path checkpoint = SharedData.path(CHECKPOINT);
    TFInputGraph expected = TFInputGraph.fromCheckpoint(checkpoint.toString());
    for (String name : List.of("", "model", "model.meta", "model.index")) {
      assertThat(TFInputGraph.fromPath(checkpoint.resolve(name).toString())).isEqualTo(expected);
    }
  }

  private static double[] scoredHalves(
      String model, String signature, String input, String output, Dataset<Row> data) {
    Path folder = SharedData.path("saved-models/" + model + "/00000123");
    Dataset<Row> scored =
        transformer(
                TFInputGraph.fromSavedModel(folder.toString(), "serve", signature), input, output)
            .setBatchSize(2)
            .transform(data);
    return Frames.cells(scored, "out").stream()
        .mapToDouble(cell -> Frames.elements(cell)[0])
        .toArray();
  }

  private static double[] halvesPlus(double added) {
    return IntStream.range(0, NUMBERS.length).mapToDouble(i -> 0.5 * NUMBERS[i] + added).toArray();
  }

  private static byte[] example(String feature, float value) {
    Example.Builder example = Example.newBuilder();
    example
        .getFeaturesBuilder()
        .putFeature(
            feature,
            Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(value)).build());
    return example.build().toByteArray();
  }

  private static TFTransformer transformer(TFInputGraph graph, String input, String output) {
    return new TFTransformer()
        .setGraph(graph)
        .setInputMapping(Map.of("in", input))
        .setOutputMapping(Map.of(output, "out"));
  }

  private static Dataset<Row> floats(float... numbers) {
    return Frames.column("in", DataTypes.FloatType, 2, Frames.boxed(numbers));
  }

  private static Dataset<Row> arrays(float[][] rows) {
    return Frames.column("in", FLOATS, 2, Arrays.stream(rows).map(Frames::boxed).toList());
  }

  private static Vector vector(float[] row) {
    return Vectors.dense(IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray());
  }

  private static void assertVectors(
      Dataset<Row> scored, PlainRun.Value expected, double tolerance) {
    assertThat(scored.schema().apply("out").dataType()).isEqualTo(SQLDataTypes.VectorType());
    List<Object> cells = Frames.cells(scored, "out");
    assertThat(cells).hasSize(Math.toIntExact(expected.shape().get(0)));
    for (int row = 0; row < cells.size(); row++) {
      assertThat(((Vector) cells.get(row)).toArray())
          .as("row %d", row)
          .containsExactly(expected.row(row), within(tolerance));
    }
  }

  private static void assertNumbers(Dataset<Row> scored, double[] expected, double tolerance) {
    double[] actual =
        Frames.cells(scored, "out").stream().mapToDouble(cell -> ((Float) cell)).toArray();
    assertThat(actual).containsExactly(expected, within(tolerance));
  }
}
