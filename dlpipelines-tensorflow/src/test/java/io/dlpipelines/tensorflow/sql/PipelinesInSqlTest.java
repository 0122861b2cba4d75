package io.dlpipelines.tensorflow.sql;

import static io.dlpipelines.tensorflow.ScoredPlans.scoringNodes;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.sql.SqlSessions.assertRefused;
import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensorflow.Graphs;
import io.dlpipelines.tensorflow.KerasTransformer;
import io.dlpipelines.tensorflow.TFTransformer;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.RFormula;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved pipelines, with stages of this library and of Spark, give in SQL what transform gives. */
class PipelinesInSqlTest {
  @TempDir private static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void makeRows() {
    spark = SqlSessions.extended();
    spark
        .range(0, 20, 1, 2)
        .selectExpr(
            "id",
            "sqrt(id) AS a",
            "int(id % 7) AS b",
            "concat('s', id % 3) AS s",
            "double(id % 2) AS label",
            "if(id % 2 = 0, 'even', 'odd') AS word")
        .createOrReplaceTempView("rows");
  }

  private static Dataset<Row> rows() {
    return spark.table("rows");
  }

  private static PipelineModel fitted(PipelineStage... stages) {
    return new Pipeline().setStages(stages).fit(rows());
  }

  private static String saved(String name, MLWritable model) throws IOException {
    Path path = folder.resolve(name);
    model.save(path.toString());
    return path.toString();
  }

  private static VectorAssembler assembler(String... columns) {
    return new VectorAssembler().setInputCols(columns).setOutputCol("features");
  }

  private static KerasTransformer net(String input, int width) {
    return new KerasTransformer()
        .setModel(
            KerasModel.sequential(
                    input(width), dense(4).activation("tanh"), dense(2).activation("softmax"))
                .withSeed(3))
        .setInputCol(input)
        .setOutputCol("probabilities")
        .setBatchSize(3);
  }

  /** Compares cell by cell, bit for bit. */
  private static void assertSame(Dataset<Row> sql, PipelineModel model, String... columns) {
    Dataset<Row> transformed = model.transform(rows()).select("id", columns).orderBy("id");
    assertThat(sql.orderBy("id").collectAsList()).isEqualTo(transformed.collectAsList());
  }

  @Test
  void pipelineThatEndsInANetwork() throws IOException {
    PipelineModel model = fitted(assembler("a", "b"), net("features", 2));
    String path = saved("network", model);
    Dataset<Row> scored =
        spark.sql(
            "SELECT id, tf_predict('%s', a, b, outputMode => 'vector') AS probabilities FROM rows"
                .formatted(path));
    assertSame(scored, model, "probabilities");
    assertThat(scoringNodes(scored)).hasSize(1);
    assertThat(scored.schema().apply("probabilities").dataType())
        .isEqualTo(model.transform(rows()).schema().apply("probabilities").dataType());
    assertSame(
        spark.sql(
            "SELECT id, tf_predict('%s', b => b, a => a, batchSize => 5, device => 'cpu', outputMode => 'vector') FROM rows"
                .formatted(path)),
        model,
        "probabilities");
  }

  @Test
  void precisionAndXlaAreOptions() throws IOException {
    String path = saved("computed", fitted(assembler("a", "b"), net("features", 2)));
    String query = "SELECT tf_predict('%s', a, b, outputMode => 'array'%s)[0] AS p FROM rows";
    List<Row> exact = spark.sql(query.formatted(path, "")).collectAsList();
    List<Row> low = spark.sql(query.formatted(path, ", precision => 'bfloat16'")).collectAsList();
    List<Row> compiled = spark.sql(query.formatted(path, ", xla => true")).collectAsList();
    assertThat(low).isNotEqualTo(exact);
    for (int row = 0; row < exact.size(); row++) {
      float expected = exact.get(row).getFloat(0);
      assertThat(low.get(row).getFloat(0)).isCloseTo(expected, within(0.05f));
      assertThat(compiled.get(row).getFloat(0)).isCloseTo(expected, within(1e-5f));
    }
    assertRefused(spark, query.formatted(path, ", precision => 'half'"))
        .hasMessageContaining("precision is 'half'");
  }

  @Test
  void optionsAreThoseOfTheStageThatScores() throws IOException {
    String path = saved("assembled", fitted(assembler("a", "b"), net("features", 2)));
    Dataset<Row> arrays =
        spark.sql(
            "SELECT tf_predict('%s', a, b, outputMode => 'array')[1] AS p FROM rows"
                .formatted(path));
    assertThat(arrays.schema().apply("p").dataType().simpleString()).isEqualTo("float");
    assertRefused(
            spark,
            "SELECT tf_predict('%s', a, b, handleInvalidd => 'keep') FROM rows".formatted(path))
        .hasMessageContaining("handleInvalid, device].");
  }

  @Test
  void stagesOfSparkOnly() throws IOException {
    PipelineModel model =
        fitted(
            new StringIndexer().setInputCol("s").setOutputCol("i").setHandleInvalid("keep"),
            new OneHotEncoder().setInputCols(new String[] {"i"}).setOutputCols(new String[] {"o"}),
            new Bucketizer()
                .setInputCol("a")
                .setOutputCol("bucket")
                .setSplits(new double[] {0, 1, 2, 5}),
            assembler("o", "bucket", "b"),
            new StandardScaler().setInputCol("features").setOutputCol("scaled"),
            new LogisticRegression().setFeaturesCol("scaled").setMaxIter(5));
    String path = saved("spark", model);
    Dataset<Row> scored =
        spark.sql(
            "SELECT id, p.rawPrediction, p.probability, p.prediction FROM"
                + " (SELECT id, tf_predict('%s', s, a, b, outputMode => 'vector') AS p FROM rows)"
                    .formatted(path));
    assertSame(scored, model, "rawPrediction", "probability", "prediction");
    assertSame(
        spark.sql(
            "SELECT id, tf_predict('%1$s', s, a, b, output => 'prediction') AS p, tf_predict('%1$s', s, a, b, output => 'bucket') FROM rows"
                .formatted(path)),
        model,
        "prediction",
        "bucket");
    assertThat(
            spark
                .sql(
                    "SELECT count(*) FROM rows WHERE tf_predict('%s', s, a, b, output => 'prediction') = label"
                        .formatted(path))
                .first()
                .getLong(0))
        .isEqualTo(model.transform(rows()).filter("prediction = label").count());
  }

  @Test
  void networkInTheMiddle() throws IOException {
    PipelineModel model =
        fitted(
            assembler("a", "b"),
            net("features", 2),
            new LogisticRegression().setFeaturesCol("probabilities").setMaxIter(3));
    String path = saved("middle", model);
    Dataset<Row> scored =
        spark.sql(
            "SELECT id, p.rawPrediction, p.probability, p.prediction FROM (SELECT id, tf_predict('%s', a, b, outputMode => 'vector') AS p FROM rows) WHERE p.prediction >= 0"
                .formatted(path));
    assertThat(scoringNodes(scored)).hasSize(1);
    assertSame(scored, model, "rawPrediction", "probability", "prediction");
  }

  @Test
  void severalFieldsOfAStructAreScoredOnce() throws IOException {
    TFTransformer stage =
        new TFTransformer()
            .setGraph(Graphs.halfPlusTwo(2).sliceAt("y", "x"))
            .setInputMapping(Map.of("v", "x"))
            .setOutputMapping(Map.of("y", "halves"));
    PipelineModel two = fitted(assembler("a", "b").setOutputCol("v"), stage.setOutputMode("array"));
    String path = saved("halves", two);
    Dataset<Row> scored =
        spark.sql(
            "SELECT id, y[0] AS p, y[1] AS q, y FROM (SELECT id, tf_predict('%1$s', a, b) AS y FROM rows WHERE tf_predict('%1$s', a, b)[0] > 3)"
                .formatted(path));
    assertThat(scoringNodes(scored)).hasSize(1);
    assertThat(scored.count()).isEqualTo(two.transform(rows()).filter("halves[0] > 3").count());
  }

  @Test
  void inputsThatParamsDoNotTell() throws IOException {
    PipelineModel statement =
        fitted(
            new SQLTransformer().setStatement("SELECT *, a + b AS c FROM __THIS__"),
            assembler("c", "b"),
            net("features", 2));
    String path = saved("statement", statement);
    assertSame(
        spark.sql(
            "SELECT id, tf_predict('%s', b => b, a => a, outputMode => 'vector') FROM rows"
                .formatted(path)),
        statement,
        "probabilities");
    PipelineModel formula = fitted(new RFormula().setFormula("label ~ a + s"));
    assertSame(
        spark.sql(
            "SELECT id, tf_predict('%s', a => a, s => s, output => 'features', outputMode => 'vector') FROM rows"
                .formatted(saved("formula", formula))),
        formula,
        "features");
    ModelFunctions.register(spark, "stated", path, "a", "b");
    assertSame(
        spark.sql("SELECT id, stated(a, b, outputMode => 'vector') FROM rows"),
        statement,
        "probabilities");
  }

  @Test
  void bestModelOfASearch() throws IOException {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  assembler("a", "b"), new LinearRegression().setLabelCol("label").setMaxIter(2)
                });
    var search =
        new CrossValidator()
            .setEstimator(pipeline)
            .setEvaluator(new RegressionEvaluator())
            .setEstimatorParamMaps(new ParamMap[] {ParamMap.empty()})
            .setNumFolds(2)
            .fit(rows());
    assertSame(
        spark.sql("SELECT id, tf_predict('%s', a, b) FROM rows".formatted(saved("search", search))),
        (PipelineModel) search.bestModel(),
        "prediction");
  }

  @Test
  void networksInFiles() {
    Path file = folder.resolve("net.keras");
    KerasTransformer stage = net("x", 2);
    stage.getModel().save(file.toString());
    Dataset<Row> scored =
        spark.sql(
            "SELECT tf_predict('%s', array(a, b)) AS y FROM rows ORDER BY id".formatted(file));
    Dataset<Row> transformed =
        stage
            .setOutputMode("array")
            .transform(rows().selectExpr("id", "array(a, b) AS x"))
            .orderBy("id")
            .select("probabilities");
    assertThat(scored.collectAsList()).isEqualTo(transformed.collectAsList());
    Graphs.halfPlusTwo(2).saveSavedModel(folder.resolve("saved").toString());
    for (String path : List.of("saved", "saved/saved_model.pb")) {
      assertThat(
              spark
                  .sql("SELECT tf_predict('%s', array(2, 4))".formatted(folder.resolve(path)))
                  .first()
                  .<Float>getList(0))
          .containsExactly(3f, 4f);
    }
  }

  @Test
  void inputsAreInTheOrderInWhichTheyAreRead() {
    assertThat(
            FunctionModel.of(
                    fitted(
                        new StringIndexer().setInputCol("s").setOutputCol("i"),
                        assembler("i", "b", "a"),
                        net("features", 3)))
                .inputs())
        .containsExactly("s", "b", "a");
  }

  @Test
  void vectorsAreArraysUnlessTheyAreAskedFor() throws IOException {
    PipelineModel model =
        fitted(
            new StringIndexer().setInputCol("s").setOutputCol("i"),
            new OneHotEncoder().setInputCols(new String[] {"i"}).setOutputCols(new String[] {"o"}),
            assembler("o", "a", "b"),
            new LogisticRegression().setMaxIter(3));
    String path = saved("arrays", model);
    List<Row> expected =
        model
            .transform(rows())
            .select(
                col("id"),
                vector_to_array(col("o"), "float64"),
                vector_to_array(col("probability"), "float64"))
            .orderBy("id")
            .collectAsList();
    for (String mode : List.of("CODEGEN_ONLY", "NO_CODEGEN")) {
      SparkSession session = spark.newSession();
      session.conf().set("spark.sql.codegen.factoryMode", mode);
      session.conf().set("spark.sql.codegen.wholeStage", mode.equals("CODEGEN_ONLY"));
      rows().createOrReplaceGlobalTempView("plain");
      Dataset<Row> arrays =
          session.sql(
              "SELECT id, tf_predict('%1$s', s, output => 'o') AS o, p.probability FROM (SELECT *, tf_predict('%1$s', s, a, b) AS p FROM global_temp.plain) ORDER BY id"
                  .formatted(path));
      assertThat(arrays.schema().simpleString())
          .isEqualTo("struct<id:bigint,o:array<double>,probability:array<double>>");
      assertThat(arrays.collectAsList()).as(mode).isEqualTo(expected);
      assertThat(
              session
                  .sql(
                      "SELECT tf_predict('%1$s', s, output => 'o', outputMode => 'array')[0] + array_max(tf_predict('%1$s', s, a, b).probability) FROM global_temp.plain"
                          .formatted(path))
                  .count())
          .isEqualTo(20);
    }
    Dataset<Row> vectors =
        spark.sql(
            "SELECT tf_predict('%1$s', s, a, b, outputMode => 'vector').probability AS p, tf_predict('%1$s', s, output => 'o', outputMode => 'vector') AS o FROM rows"
                .formatted(path));
    assertThat(vectors.schema().simpleString()).isEqualTo("struct<p:vector,o:vector>");
  }

  @Test
  void savedStagesOfNetworksGiveArraysOfFloats() throws IOException {
    String path = saved("vectors", net("v", 2));
    Dataset<Row> scored =
        spark.sql(
            "SELECT tf_predict('%s', array(a, b)) AS p FROM rows ORDER BY id".formatted(path));
    assertThat(scored.schema().simpleString()).isEqualTo("struct<p:array<float>>");
    assertThat(scored.collectAsList())
        .isEqualTo(
            net("v", 2)
                .setOutputMode("array")
                .transform(rows().selectExpr("id", "array(a, b) AS v"))
                .orderBy("id")
                .select("probabilities")
                .collectAsList());
    assertThat(
            spark
                .sql(
                    "SELECT tf_predict('%s', if(id = 3, null, array(a, b)), handleInvalid => 'keep') AS p FROM rows"
                        .formatted(path))
                .filter("p IS NULL")
                .count())
        .isEqualTo(1);
  }

  @Test
  void columnsThatOnlyALabelNeedsAreNotAskedFor() throws IOException {
    PipelineModel model =
        fitted(
            new StringIndexer().setInputCol("word").setOutputCol("wordIndex"),
            new StringIndexer().setInputCol("s").setOutputCol("i"),
            assembler("i", "a"),
            new LogisticRegression().setLabelCol("wordIndex").setMaxIter(3),
            new IndexToString()
                .setInputCol("prediction")
                .setOutputCol("predictedWord")
                .setLabels(new String[] {"even", "odd"}));
    String path = saved("labelled", model);
    assertSame(
        spark.sql("SELECT id, tf_predict('%s', s, a) FROM rows".formatted(path)),
        model,
        "predictedWord");
    assertSame(
        spark.sql(
            "SELECT id, tf_predict('%s', a => a, s => s, word => word, output => 'PREDICTION') FROM rows"
                .formatted(path)),
        model,
        "prediction");
    assertSame(
        spark.sql(
            "SELECT id, tf_predict('%1$s', word, output => 'wordIndex'), tf_predict('%1$s', s, output => 'i') FROM rows"
                .formatted(path)),
        model,
        "wordIndex",
        "i");
    assertRefused(spark, "SELECT tf_predict('%s', s => s) FROM rows".formatted(path))
        .hasMessageContaining("there is no argument for [a]; the model reads [s, a].");
    assertRefused(
            spark,
            "SELECT tf_predict('%s', s => s, output => 'wordIndex') FROM rows".formatted(path))
        .hasMessageContaining("there is no argument for [word]; the model reads [word].");
    ModelFunctions.register(spark, "labelled", path);
    assertSame(spark.sql("SELECT id, labelled(s, a) FROM rows"), model, "predictedWord");
    assertThat(spark.sql("DESCRIBE FUNCTION labelled").collectAsList().toString())
        .contains("labelled(s, a[, option => value, ...])");
  }

  @Test
  void indexersOfSeveralColumnsLeaveTheLabelOut() throws IOException {
    PipelineModel model =
        fitted(
            new StringIndexer()
                .setInputCols(new String[] {"word", "s"})
                .setOutputCols(new String[] {"wordIndex", "i"}),
            assembler("i", "a"),
            new LogisticRegression().setLabelCol("wordIndex").setMaxIter(3));
    assertSame(
        spark.sql(
            "SELECT id, tf_predict('%s', s, a).prediction FROM rows"
                .formatted(saved("several", model))),
        model,
        "prediction");
  }
}
