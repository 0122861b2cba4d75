package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * SavedModels and graphs written by TensorFlow 2.21: each gives the values that TensorFlow gives in
 * Python, or is refused when it is loaded or before the job, for a reason that names the cause.
 */
class SavedModelCorpusTest extends SparkTest {
  private static final double TOLERANCE = 1e-6;

  private static final String ARRAY = "x array<float>";
  private static final String FLOAT = "x float";
  private static final String TEXT = "x string";
  private static final List<Row> THREE =
      rows(List.of(1f, 2f, 3f), List.of(-1f, 0f, .5f), List.of(4f, 5f, 6f));
  private static final List<Row> TWO = rows(List.of(1f, 2f), List.of(3f, 4f));
  private static final List<Row> NUMBERS = rows(1f, 2f, 3f);
  private static final List<Row> SPARSE =
      rows(List.of(0f, 5f, 0f, 0f), List.of(0f, 0f, 0f, 6f), List.of(1f, 2f, 3f, 4f));

  private final Map<String, String> table = new TreeMap<>();

  /** A way to use a model, and the rows that it is given. */
  private record Use(
      String model,
      String signature,
      String input,
      String output,
      String schema,
      List<Row> rows,
      int batchSize) {

    static Use of(String model, String output, String schema, List<Row> rows) {
      return new Use(model, "", "x", output, schema, rows, 2);
    }

    Use withSignature(String other) {
      return new Use(model, other, input, output, schema, rows, 2);
    }

    Use withInput(String other) {
      return new Use(model, signature, other, output, schema, rows, 2);
    }

    Use withBatchSize(int other) {
      return new Use(model, signature, input, output, schema, rows, other);
    }

    TFTransformer stage() {
      String path = root().resolve(model).toString();
      TFInputGraph graph =
          signature.isEmpty()
              ? TFInputGraph.fromPath(path)
              : TFInputGraph.fromSavedModel(path, "serve", signature);
      return new TFTransformer()
          .setGraph(graph)
          .setInputMapping(input.equals("x,y") ? Map.of("x", "x", "y", "y") : Map.of("x", input))
          .setOutputMapping(Map.of(output, "out"))
          .setBatchSize(batchSize);
    }

    Dataset<Row> frame() {
      return Frames.of(StructType.fromDDL(schema), 1, rows);
    }
  }

  @Test
  void everyModelGivesTheValuesOfTensorFlowOrIsRefused() throws IOException {
    numbers();
    texts();
    sparseAndRagged();
    forms();
    missingFiles();
    table.forEach((model, result) -> System.out.printf("%-20s %s%n", model, result));
    assertThat(table.values()).noneMatch(result -> result.contains("failed"));
    try (Stream<Path> all = Files.list(root())) {
      assertThat(all.map(path -> path.getFileName().toString()))
          .filteredOn(name -> !name.equals("README.md"))
          .containsExactlyInAnyOrderElementsOf(table.keySet());
    }
  }

  private void numbers() {
    gives(Use.of("einsum", "y", ARRAY, THREE), "[6, 6] [-0.5, -0.5] [15, 15]");
    gives(
        Use.of("keras_export", "output_0", ARRAY, THREE).withInput("inp"),
        "[-2.4630239, -0.76071930] [0.50760758, 0.90991950] [-6.6631126, -3.6152114]");
    gives(Use.of("mapfn", "y", ARRAY, THREE), "6 -0.5 15");
    gives(Use.of("print_assert", "y", FLOAT, NUMBERS), "2 4 6");
    gives(Use.of("while", "y", FLOAT, rows(1f, 2f, 300f)), "8 16 2400");
    List<Row> ragged = rows(List.of(1f, 2f, 3f), List.of(4f), List.of(5f, 6f));
    gives(Use.of("seqlen_out", "y", ARRAY, ragged), "[1, 3, 6] [4] [5, 11]");
    gives(Use.of("scalar_only", "y", FLOAT, NUMBERS), "2 4 6");
    gives(Use.of("unknown_rank", "y", FLOAT, NUMBERS), "2 4 6");
    gives(Use.of("unknown_rank", "y", ARRAY, TWO), "[2, 4] [6, 8]");
    gives(
        Use.of("two_dyn", "z", "x array<array<float>>, y array<array<float>>", matrices())
            .withInput("x,y"),
        "[[10, 13], [28, 40]] [[172, 193], [244, 274]]");
    run(
        "random",
        () -> {
          Use random = Use.of("random", "y", FLOAT, NUMBERS);
          return cells(random, random.stage()).stream()
                  .allMatch(cell -> Double.isFinite(((Number) cell).doubleValue()))
              ? "right"
              : "failed: not finite";
        });
  }

  private void texts() {
    List<Row> texts = rows("ab", "", "xyz");
    gives(Use.of("string", "y", TEXT, texts), "AB  XYZ");
    gives(Use.of("string", "n", TEXT, texts), "2 0 3");
    gives(Use.of("table", "y", TEXT, rows("a", "b", "c", "zz")), "1 2 -1 -1");
    gives(Use.of("table_asset", "y", TEXT, rows("red", "green", "apple", "b")), "0 1 4 3");
    gives(Use.of("string_var", "y", "x int", rows(0, 1, 1)), "p q q");
    gives(
        Use.of("keras_lookup", "output_0", TEXT, rows("a", "b", "zz")).withInput("s"),
        "[0, 1, 0] [0, 0, 1] [1, 0, 0]");
    gives(
        Use.of("keras_textvec", "output_0", TEXT, rows("hello world", "World hello x y", ""))
            .withInput("txt"),
        "[1, 1, 0] [1, 1, 1] [0, 0, 0]");
    gives(
        Use.of(
                "parse_example",
                "y",
                "x binary",
                rows(example(1, 2), example(3, 4), example(0, .5f)))
            .withInput("examples"),
        "[2, 4] [6, 8] [0, 1]");
  }

  private void sparseAndRagged() {
    gives(Use.of("sparse_in", "y", ARRAY, SPARSE), "[5] [6] [10]");
    List<Row> ragged = rows(List.of(1f, 2f), List.of(), List.of(3f, 4f, 5f));
    gives(Use.of("ragged_in", "y", ARRAY, ragged), "3 0 12");
    List<Row> texts = rows("a b c", "", "d");
    gives(Use.of("ragged_out", "n", TEXT, texts), "5 0 1");
    refused(Use.of("ragged_out", "y", TEXT, texts), "is ragged");
    gives(Use.of("ragged_out", "y", TEXT, texts).withBatchSize(1), "[a, b, c] [] [d]");
    gives(Use.of("v1_sparse", "y", ARRAY, SPARSE).withInput("feat"), "[5] [6] [10]");
    gives(Use.of("v1_sparse_and_dense", "y", ARRAY, SPARSE).withInput("dense"), "[5] [6] [10]");
    gives(
        Use.of("v1_sparse_and_dense", "y", ARRAY, SPARSE).withInput("feat").withSignature("sparse"),
        "[5] [6] [10]");
  }

  private void forms() {
    Use several = Use.of("multi_no_default", "y", FLOAT, NUMBERS);
    gives(several.withSignature("a"), "2 4 6");
    gives(several.withSignature("b"), "3 6 9");
    refused(several, "has no signature [serving_default]; there is [a, b]");
    refused(Use.of("no_sigs", "y", FLOAT, NUMBERS), "has no signatures");
    gives(Use.of("v1_text", "y", ARRAY, TWO).withSignature("predict"), "[3] [7]");
    gives(Use.of("v1_two_meta", "y", ARRAY, TWO), "[3] [7]");
    gives(Use.of("v1_control.pb", "y", FLOAT, rows(1f, 2f)), "[15] [18]");
    gives(Use.of("v1_control.pbtxt", "y", FLOAT, rows(1f, 2f)), "[15] [18]");
  }

  private void missingFiles() {
    refused(Use.of("noass", "y", TEXT, rows("red")), "no file [voc.txt] in its folder assets");
    for (String name : List.of("no_variables", "nodat", "noidx", "trunc_vars")) {
      refused(Use.of(name, "y", ARRAY, THREE), "variables [");
    }
  }

  private void gives(Use use, String expected) {
    run(
        use.model(),
        () -> {
          List<Object> cells = cells(use, use.stage());
          String found = String.join(" ", cells.stream().map(SavedModelCorpusTest::text).toList());
          return same(found, expected) ? "right" : "failed: %s, not %s".formatted(found, expected);
        });
  }

  private void refused(Use use, String reason) {
    run(
        use.model(),
        () -> {
          try {
            use.stage().transform(use.frame());
            return "failed: it is not refused";
          } catch (IllegalArgumentException refusal) {
            return (refusal.getMessage().contains(reason) ? "refused: " : "failed: ")
                + refusal.getMessage();
          }
        });
  }

  private void run(String model, Supplier<String> use) {
    String result;
    try {
      result = use.get();
    } catch (RuntimeException failure) {
      result = "failed: " + failure.getMessage();
    }
    table.merge(model, result.lines().findFirst().orElse(""), (one, two) -> one + "; " + two);
  }

  private static List<Object> cells(Use use, TFTransformer stage) {
    return Frames.cells(stage.transform(use.frame()), "out");
  }

  private static boolean same(String found, String expected) {
    String[] one = found.split("[ ,]+");
    String[] two = expected.split("[ ,]+");
    boolean same = one.length == two.length;
    for (int i = 0; same && i < one.length; i++) {
      same = one[i].equals(two[i]) || close(one[i], two[i]);
    }
    return same;
  }

  private static boolean close(String found, String expected) {
    String number = "[\\[\\]]*-?[0-9.E]+-?[0-9]*[\\[\\]]*";
    return found.matches(number)
        && expected.matches(number)
        && found.replaceAll("[^\\[\\]]", "").equals(expected.replaceAll("[^\\[\\]]", ""))
        && Math.abs(number(found) - number(expected)) < TOLERANCE;
  }

  private static double number(String text) {
    return Double.parseDouble(text.replaceAll("[\\[\\]]", ""));
  }

  private static String text(Object cell) {
    if (cell instanceof Seq<?> array) {
      return CollectionConverters.asJava(array).stream()
          .map(SavedModelCorpusTest::text)
          .toList()
          .toString();
    }
    return cell instanceof Vector vector ? Arrays.toString(vector.toArray()) : String.valueOf(cell);
  }

  private static List<Row> matrices() {
    return List.of(
        RowFactory.create(
            List.of(List.of(0f, 1f, 2f), List.of(3f, 4f, 5f)),
            List.of(List.of(0f, 1f), List.of(2f, 3f), List.of(4f, 5f))),
        RowFactory.create(
            List.of(List.of(6f, 7f, 8f), List.of(9f, 10f, 11f)),
            List.of(List.of(6f, 7f), List.of(8f, 9f), List.of(10f, 11f))));
  }

  private static byte[] example(float one, float two) {
    FloatList numbers = FloatList.newBuilder().addValue(one).addValue(two).build();
    return Example.newBuilder()
        .setFeatures(
            Features.newBuilder()
                .putFeature("a", Feature.newBuilder().setFloatList(numbers).build()))
        .build()
        .toByteArray();
  }

  private static List<Row> rows(Object... cells) {
    return Stream.of(cells).map(cell -> RowFactory.create(new Object[] {cell})).toList();
  }

  private static Path root() {
    return SharedData.path("saved-models-python");
  }
}
