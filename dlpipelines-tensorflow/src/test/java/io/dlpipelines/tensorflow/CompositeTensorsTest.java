package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.Struct.TupleValue;
import org.tensorflow.proto.Struct.TypeSpecProto;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** Sparse and ragged tensors of signatures: how they are described, fed and fetched. */
class CompositeTensorsTest extends SparkTest {
  private static final TensorInfo TEXTS = dense("out:0", DataType.DT_STRING, -1, 3);

  @TempDir private Path folder;

  @Test
  void describeNamesTheParts() throws IOException {
    TFInputGraph graph =
        model(
            tf -> {
              parts(tf, TFloat32.class);
              splits(tf, TFloat32.class, TInt64.class, 1);
            },
            Map.of(
                "few", sparse(DataType.DT_FLOAT, "i:0", "v:0", "s:0", -1, 3),
                "many", ragged(DataType.DT_FLOAT, DataType.DT_INT64, List.of("r:0", "r1:0"))),
            Map.of(
                "same", sparse(DataType.DT_FLOAT, "i:0", "v:0", "s:0", -1, 3),
                "all", ragged(DataType.DT_FLOAT, DataType.DT_INT64, List.of("r:0", "r1:0"))));
    assertThat(graph.describe().lines().skip(2))
        .containsExactly(
            "Inputs:",
            "  few   FLOAT32  [?, 3]  (sparse: i:0, v:0, s:0)",
            "  many  FLOAT32  [?, ?]  (ragged: r:0, r1:0)",
            "Outputs:",
            "  all   FLOAT32  [?, ?]  (ragged: r:0, r1:0)",
            "  same  FLOAT32  [?, 3]  (sparse: i:0, v:0, s:0)");
  }

  @Test
  void describeNamesThePartsOfModelsOfTensorFlow() {
    assertThat(
            Stream.of("sparse_in", "ragged_in", "ragged_out", "v1_sparse")
                .flatMap(name -> described(name).stream()))
        .containsExactly(
            "Inputs:",
            "  x  FLOAT32  [?, ?]  (sparse: serving_default_x:0, serving_default_x_1:0,"
                + " serving_default_x_2:0)",
            "Outputs:",
            "  y  FLOAT32  [unknown rank]  (PartitionedCall:0)",
            "Inputs:",
            "  x  FLOAT32  [?, ?]  (ragged: serving_default_x:0, serving_default_x_1:0)",
            "Outputs:",
            "  y  FLOAT32  [?]  (PartitionedCall:0)",
            "Inputs:",
            "  x  STRING   [?]  (serving_default_x:0)",
            "Outputs:",
            "  n  INT32    [?]  (PartitionedCall:0)",
            "  y  STRING   [?, ?]  (ragged: PartitionedCall:1, PartitionedCall:2)",
            "Inputs:",
            "  feat  FLOAT32  [?, 4]  (sparse: sp/indices:0, sp/values:0, sp/shape:0)",
            "Outputs:",
            "  y  FLOAT32  [?, 1]  (y:0)");
  }

  @Test
  void sparseOutputsBecomeDense() throws IOException {
    TFInputGraph graph =
        model(
            tf -> {
              Placeholder<TFloat32> x =
                  tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
              var there = tf.withName("there").where(tf.math.greater(x, tf.constant(2f)));
              tf.withName("found").gatherNd(x, there);
              tf.withName("size").shape(x, TInt64.class);
            },
            Map.of("x", dense("x:0", DataType.DT_FLOAT, -1, 3)),
            Map.of("y", sparse(DataType.DT_FLOAT, "there:0", "found:0", "size:0", -1, 3)));
    assertThat(
            scored(
                graph,
                "SELECT explode(array(array(1f, 5f, 2f), array(0f, 0f, 0f), array(7f, 8f, 9f)))"
                    + " AS x"))
        .containsExactly("[0.0,5.0,0.0]", "[0.0,0.0,0.0]", "[7.0,8.0,9.0]");
  }

  /** What a row does not state has the default that the model gives it. */
  @Test
  void emptyStringsAreLeftOutOfSparseInputs() throws IOException {
    TFInputGraph graph =
        model(
            tf -> {
              Sparse<TString> x = parts(tf, TString.class);
              tf.withName("out")
                  .sparse
                  .sparseToDense(x.indices(), x.shape(), x.values(), tf.constant("none"));
            },
            Map.of("x", sparse(DataType.DT_STRING, "i:0", "v:0", "s:0", -1, 3)),
            Map.of("y", TEXTS));
    assertThat(
            scored(
                graph,
                "SELECT explode(array(array('a', '', 'b'), array('', '', ''), array('', 'c', '')))"
                    + " AS x"))
        .containsExactly(
            "[\"a\",\"none\",\"b\"]", "[\"none\",\"none\",\"none\"]", "[\"none\",\"c\",\"none\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT32", "INT64"})
  void nestedArraysAreFedToRaggedInputsOfTwoLevels(String splits) throws IOException {
    TFInputGraph graph = twoLevels(splits);
    assertThat(
            scored(
                graph,
                "SELECT explode(array(array(array(1f, 2f), array(3f, 4f)), array(array(5f)),"
                    + " array(array(6f, 7f), array(8f, 9f)))) AS x"))
        .containsExactly("[3.0,7.0]", "[5.0]", "[13.0,17.0]");
  }

  @Test
  void aRowWhoseInnerArraysDifferInLengthIsInvalid() throws IOException {
    TFInputGraph graph = twoLevels("INT64");
    assertThatThrownBy(
            () -> scored(graph, "SELECT array(array(1f, 2f), array(3f)) AS x FROM range(1)"))
        .hasMessageContaining("ragged");
  }

  /** Gives the sum of each inner row. */
  private TFInputGraph twoLevels(String splits) throws IOException {
    boolean small = splits.equals("INT32");
    return model(
        tf -> (small ? sums(tf, TInt32.class) : sums(tf, TInt64.class)).op(),
        Map.of(
            "x",
            ragged(
                DataType.DT_FLOAT,
                small ? DataType.DT_INT32 : DataType.DT_INT64,
                List.of("r:0", "r1:0", "r2:0"))),
        Map.of("y", dense("out:0", DataType.DT_FLOAT, -1, -1)));
  }

  private static <N extends TNumber> Operand<TFloat32> sums(Ops tf, Class<N> type) {
    Placeholder<TFloat32> values =
        tf.withName("r").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    List<Operand<? extends TNumber>> splits =
        List.of(
            tf.withName("r1").placeholder(type, Placeholder.shape(Shape.of(-1))),
            tf.withName("r2").placeholder(type, Placeholder.shape(Shape.of(-1))));
    return tf.withName("out")
        .reduceSum(
            tf.ragged.raggedTensorToTensor(
                tf.constant(new long[] {-1, -1, -1}),
                values,
                tf.constant(0f),
                splits,
                List.of("ROW_SPLITS", "ROW_SPLITS")),
            tf.constant(2));
  }

  private record Sparse<T extends TType>(
      Placeholder<TInt64> indices, Placeholder<T> values, Placeholder<TInt64> shape) {}

  private static <T extends TType> Sparse<T> parts(Ops tf, Class<T> type) {
    return new Sparse<>(
        tf.withName("i").placeholder(TInt64.class, Placeholder.shape(Shape.of(-1, 2))),
        tf.withName("v").placeholder(type, Placeholder.shape(Shape.of(-1))),
        tf.withName("s").placeholder(TInt64.class, Placeholder.shape(Shape.of(2))));
  }

  private static <T extends TType> void splits(
      Ops tf, Class<T> type, Class<? extends TType> splits, int levels) {
    tf.withName("r").placeholder(type, Placeholder.shape(Shape.of(-1)));
    for (int level = 1; level <= levels; level++) {
      tf.withName("r" + level).placeholder(splits, Placeholder.shape(Shape.of(-1)));
    }
  }

  private static List<String> described(String name) {
    return TFInputGraph.fromPath(SharedData.path("saved-models-python/" + name).toString())
        .describe()
        .lines()
        .skip(2)
        .toList();
  }

  private static List<String> scored(TFInputGraph graph, String query) {
    return new TFTransformer()
            .setGraph(graph)
            .setInputMapping(Map.of("x", "x"))
            .setOutputMapping(Map.of("y", "out"))
            .setOutputMode("array")
            .transform(spark().sql(query))
            .selectExpr("to_json(out)")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();
  }

  private TFInputGraph model(
      Consumer<Ops> builder, Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs)
      throws IOException {
    try (Graph graph = new Graph()) {
      builder.accept(Ops.create(graph));
      MetaGraphDef.Builder meta = MetaGraphDef.newBuilder().setGraphDef(graph.toGraphDef());
      meta.getMetaInfoDefBuilder().addTags("serve");
      meta.putSignatureDef(
          "serving_default",
          SignatureDef.newBuilder().putAllInputs(inputs).putAllOutputs(outputs).build());
      Files.write(
          folder.resolve("saved_model.pb"),
          SavedModel.newBuilder()
              .setSavedModelSchemaVersion(1)
              .addMetaGraphs(meta)
              .build()
              .toByteArray());
    }
    return TFInputGraph.fromSavedModel(folder.toString());
  }

  private static TensorInfo dense(String name, DataType type, long... shape) {
    return TensorInfo.newBuilder()
        .setName(name)
        .setDtype(type)
        .setTensorShape(shape(shape))
        .build();
  }

  private static TensorInfo sparse(
      DataType type, String indices, String values, String size, long... shape) {
    TensorInfo.Builder info = TensorInfo.newBuilder().setDtype(type).setTensorShape(shape(shape));
    info.getCooSparseBuilder()
        .setIndicesTensorName(indices)
        .setValuesTensorName(values)
        .setDenseShapeTensorName(size);
    return info.build();
  }

  /** A tensor with as many dimensions of unknown size as it has parts. */
  private static TensorInfo ragged(DataType type, DataType splits, List<String> parts) {
    long[] sizes = new long[parts.size()];
    Arrays.fill(sizes, -1);
    TupleValue state =
        TupleValue.newBuilder()
            .addValues(StructuredValue.newBuilder().setTensorShapeValue(shape(sizes)))
            .addValues(StructuredValue.newBuilder().setTensorDtypeValue(type))
            .addValues(StructuredValue.newBuilder().setInt64Value(parts.size() - 1))
            .addValues(StructuredValue.newBuilder().setTensorDtypeValue(splits))
            .build();
    TensorInfo.Builder info = TensorInfo.newBuilder();
    info.getCompositeTensorBuilder()
        .setTypeSpec(
            TypeSpecProto.newBuilder()
                .setTypeSpecClass(TypeSpecProto.TypeSpecClass.RAGGED_TENSOR_SPEC)
                .setTypeSpecClassName("RaggedTensorSpec")
                .setTypeState(StructuredValue.newBuilder().setTupleValue(state)));
    parts.forEach(part -> info.getCompositeTensorBuilder().addComponents(dense(part, type, -1)));
    return info.build();
  }

  private static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDimBuilder().setSize(size);
    }
    return shape.build();
  }
}
