package io.dlpipelines.tensorflow.sql;

import static io.dlpipelines.tensorflow.ScoredPlans.scoringNodes;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.sql.SqlSessions.assertRefused;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.Graphs;
import io.dlpipelines.tensorflow.KerasTransformer;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TFTransformer;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Functions of a session that has no extension. */
class ModelFunctionsTest extends SparkTest {
  private final SparkSession session = spark().newSession();

  private TFTransformer half() {
    return new TFTransformer()
        .setGraph(Graphs.halfPlusTwo(2))
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "y"))
        .setOutputMode("array");
  }

  private float first(String query) {
    return session.sql(query).first().getFloat(0);
  }

  @Test
  void graphs() {
    ModelFunctions.register(session, "half", Graphs.halfPlusTwo(2));
    Dataset<Row> rows = session.sql("SELECT id, half(array(float(id), 1)) AS y FROM range(10)");
    assertThat(scoringNodes(rows)).hasSize(1);
    assertThat(rows.filter("y[0] > 6").first().getLong(0)).isEqualTo(9);
    assertThat(first("SELECT half(x => array(2, 2), batchSize => 1)[0]")).isEqualTo(3f);
  }

  @Test
  void graphsOfSeveralInputsAndOutputs() {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> a =
                  tf.withName("a").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
              Placeholder<TFloat32> b =
                  tf.withName("b").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
              tf.withName("sum").math.add(a, b);
              tf.withName("difference").math.sub(a, b);
            });
    ModelFunctions.register(session, "both", graph);
    Dataset<Row> rows =
        session.sql(
            "SELECT s.sum, s.difference FROM (SELECT both(float(id), 3) AS s FROM range(5, 6))");
    assertThat(scoringNodes(rows)).hasSize(1);
    assertThat(rows.first().getFloat(0)).isEqualTo(8f);
    assertThat(rows.first().getFloat(1)).isEqualTo(2f);
    assertThat(first("SELECT both(b => 3, a => 5).difference")).isEqualTo(2f);
    assertThat(first("SELECT both(5, 3, output => 'difference')")).isEqualTo(2f);
  }

  @Test
  void networks() {
    KerasModel model = KerasModel.sequential(input(2), dense(1)).withSeed(5);
    ModelFunctions.register(session, "net", model);
    KerasTransformer stage =
        new KerasTransformer()
            .setModel(model)
            .setInputCol("x")
            .setOutputCol("y")
            .setOutputMode("array");
    Dataset<Row> rows = session.sql("SELECT array(float(id), float(1)) AS x FROM range(5)");
    assertThat(rows.selectExpr("net(x)").collectAsList())
        .isEqualTo(stage.transform(rows).select("y").collectAsList());
  }

  @Test
  void stages() {
    TFTransformer stage = half();
    ModelFunctions.register(session, "half", stage);
    stage.setOutputMode("vector");
    assertThat(first("SELECT half(array(2, 2))[0]")).as("as it was registered").isEqualTo(3f);
    ModelFunctions.register(session, "half", half().setOutputMapping(Map.of("y", "z")), "x");
    assertThat(first("SELECT half(array(2, 4), output => 'z')[1]")).isEqualTo(4f);
  }

  @Test
  void datasets() {
    ModelFunctions.register(session, "half", half());
    Dataset<Row> rows =
        session
            .range(4)
            .selectExpr("id", "array(float(id), 1f) AS x")
            .select(col("id"), call_function("half", col("x")).as("y"));
    assertThat(rows.filter("y[0] > 3").count()).isEqualTo(1);
  }

  @Test
  void pathsAreReadAgainWhenTheyChange(@TempDir Path folder) {
    String path = folder.resolve("model.pb").toString();
    Graphs.halfPlusTwo(2).saveGraphDef(path);
    ModelFunctions.register(session, "model", path);
    assertThat(first("SELECT model(array(2, 2))[0]")).isEqualTo(3f);
    assertThat(folder.resolve("model.pb").toFile().delete()).isTrue();
    TFInputGraph.build(
            tf ->
                tf.withName("doubled")
                    .math
                    .mul(
                        tf.withName("x")
                            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2))),
                        tf.constant(2f)))
        .saveGraphDef(path);
    assertThat(first("SELECT model(array(2, 2))[0]")).isEqualTo(4f);
    assertThat(folder.resolve("model.pb").toFile().delete()).isTrue();
    assertRefused(session, "SELECT model(array(2, 2))")
        .hasMessageContaining("model: there is nothing at " + path)
        .hasMessageContaining("line 1 pos 7");
  }

  @Test
  void functionsBelongToASession() {
    ModelFunctions.register(session, "half", half());
    assertRefused(spark().newSession(), "SELECT half(array(1, 2))")
        .hasMessageContaining("Cannot resolve routine `half`");
    assertThat(session.sql("SHOW USER FUNCTIONS LIKE 'half'").count()).isEqualTo(1);
    assertThat(session.sql("DESCRIBE FUNCTION half").collectAsList().toString())
        .contains("half(x[, option => value, ...]) - What is added by TFTransformer.");
    session.sql("DROP TEMPORARY FUNCTION half");
    assertRefused(session, "SELECT half(array(1, 2))")
        .hasMessageContaining("Cannot resolve routine `half`");
  }

  @Test
  void viewsAndFunctionsOfASession() {
    ModelFunctions.register(session, "half", half());
    session.sql(
        "CREATE TEMPORARY VIEW halves AS SELECT id, half(array(id, 1))[0] AS y FROM range(10)");
    assertThat(scoringNodes(session.table("halves"))).hasSize(1);
    assertThat(first("SELECT y FROM halves WHERE id = 4")).isEqualTo(4f);
    session.sql("CREATE TEMPORARY FUNCTION first_half(x ARRAY<FLOAT>) RETURN half(x)[0]");
    assertThat(first("SELECT first_half(array(4, 5))")).isEqualTo(4f);
    assertRefused(session, "CREATE VIEW stored_halves AS SELECT half(array(1, 2)) AS y")
        .hasMessageContaining("INVALID_TEMP_OBJ_REFERENCE");
  }

  @Test
  void pipelinesWithColumnsGivenTwice() {
    PipelineModel pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("x"),
                  half()
                })
            .fit(session.sql("SELECT 1 AS a, 2 AS b"));
    ModelFunctions.register(session, "turned", pipeline, "b", "a");
    Dataset<Row> rows =
        session.sql("SELECT turned(2, id) AS y FROM range(10) WHERE turned(2, id)[0] > 6");
    assertThat(scoringNodes(rows)).hasSize(1);
    assertThat(rows.first().<Float>getList(0)).containsExactly(6.5f, 3f);
  }

  @Test
  void namesOfSparkAreRefused() {
    assertThatThrownBy(() -> ModelFunctions.register(session, "sum", half()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sum is a function of Spark's. Choose another name.");
  }

  @Test
  void errorsNameTheFunction() {
    ModelFunctions.register(session, "half", half());
    assertRefused(session, "SELECT 1,\n half(array(1, 2), nothing => 1)")
        .hasMessageStartingWith("half: there is no argument [nothing]; the model reads [x]")
        .hasMessageEndingWith("line 2 pos 1");
    assertThatThrownBy(() -> ModelFunctions.register(session, "f", "/nowhere/at/all"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there is nothing at /nowhere/at/all");
  }
}
