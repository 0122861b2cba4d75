package io.dlpipelines.tensorflow.sql;

import static io.dlpipelines.tensorflow.sql.SqlSessions.assertRefused;

import io.dlpipelines.tensorflow.Graphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a call, what there is, what to do, and where in the query it is. */
class PredictErrorsTest {
  private static final String PLACE = "; line 2 pos 8";

  @TempDir private static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void makeRows() {
    Graphs.halfPlusTwo(2).saveGraphDef(folder.resolve("half.pb").toString());
    spark = SqlSessions.extended();
    spark
        .range(3)
        .selectExpr("id", "array(float(id), 1f) AS x", "'a' AS s")
        .createOrReplaceTempView("rows");
  }

  private static AbstractThrowableAssert<?, ?> refused(String arguments) {
    return assertRefused(
            spark,
            "SELECT id,\n        tf_predict(%s)\nFROM rows"
                .formatted(arguments.replace("$half", "'" + folder.resolve("half.pb") + "'")))
        .hasMessageContaining(PLACE)
        .hasMessageStartingWith("tf_predict: ");
  }

  private static String saved(String name, PipelineStage... stages) throws IOException {
    Path path = folder.resolve(name);
    if (!Files.exists(path)) {
      new Pipeline().setStages(stages).fit(spark.table("rows")).save(path.toString());
    }
    return "'" + path + "'";
  }

  @Test
  void unknownPath() {
    refused("'%s', x".formatted(folder.resolve("hall.pb")))
        .hasMessageContaining(
            "there is nothing at %s; there is [".formatted(folder.resolve("hall.pb")))
        .hasMessageContaining("half.pb")
        .hasMessageContaining(
            "Give the path of a saved stage or pipeline, a SavedModel, a checkpoint, or a file"
                + " (.keras, .h5, .hdf5, .pb).");
    refused("'  ', x")
        .hasMessageContaining("the path of the model is empty. Give a file or folder.");
    refused("'noscheme://models/a', x")
        .hasMessageContaining("noscheme://models/a cannot be read")
        .hasMessageContaining("Check the path and its file system.");
  }

  @Test
  void noModelAtThePath() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Files.writeString(empty.resolve("notes.txt"), "no model");
    refused("'%s', x".formatted(empty))
        .hasMessageContaining("holds no model: there is no saved_model.pb and no checkpoint in it");
    Path damaged = Files.writeString(folder.resolve("damaged.pb"), "no graph");
    refused("'%s', x".formatted(damaged))
        .hasMessageContaining("is text, and no GraphDef in the text form of protocol buffers");
  }

  @Test
  void stageThatIsNotFitted() throws IOException {
    Path path = folder.resolve("indexer");
    if (!Files.exists(path)) {
      new StringIndexer().setInputCol("s").setOutputCol("i").save(path.toString());
    }
    refused("'%s', s".formatted(path))
        .hasMessageContaining(
            "holds a StringIndexer, which has to be fitted first. Save what fit() gives.");
  }

  @Test
  void pathThatIsNoLiteral() {
    refused("concat('a', s), x")
        .hasMessageContaining(
            "path is concat('a', rows.s), which depends on the row, and must be a literal.");
    refused("17, x").hasMessageContaining("path is 17 of type INT, and must be a string.");
    refused("").hasMessageContaining("there is no path. Give that of a model, then the columns");
  }

  @Test
  void wrongNumberOfArguments() {
    refused("$half, x, x")
        .hasMessageContaining(
            "2 columns are given; the model reads 1: [x]. Give one for each, and name options, as"
                + " in batchSize => 64.");
    refused("$half")
        .hasMessageContaining(
            "there is no argument for [x]; the model reads [x]. Give a column for each.");
    refused("$half, x, x => x")
        .hasMessageContaining("the argument [x] is given twice. Give it once.");
    refused("$half, x => x, x => x")
        .hasMessageContaining("the argument [x] is given twice. Give it once.");
    refused("$half, batchSize => 2, x")
        .hasMessageContaining(
            "has no name and stands behind one that has, [batchSize]. Put arguments without names"
                + " first.");
  }

  @Test
  void unknownNames() {
    refused("$half, x, bathcSize => 2")
        .hasMessageContaining(
            "there is no argument [bathcSize]; the model reads [x], and its options are [output,"
                + " batchSize, checkFinite, device,")
        .hasMessageContaining("The nearest are [batchSize,");
    refused("$half, x, output => 'yy'")
        .hasMessageContaining("the model adds no column [yy]; it adds [y]. The nearest are [y].");
  }

  @Test
  void wrongTypes() {
    refused("$half, s")
        .hasMessageContaining(
            "column [x] of type string cannot be fed to tensor [x:0 FLOAT32 [?, 2]]")
        .hasMessageContaining("Cast the column.");
    refused("$half, struct(id)").hasMessageContaining("column [x] of type struct<id:bigint>");
  }

  @Test
  void wrongOptions() {
    refused("$half, x, batchSize => -1")
        .hasMessageContaining(
            "batchSize is -1, which TFTransformer does not take: rows that are computed at once"
                + " (>= 1, or 0 for auto: a short search finds it).");
    refused("$half, x, batchSize => 1.5").hasMessageContaining("batchSize is 1.5");
    refused("$half, x, batchSize => 'many'").hasMessageContaining("batchSize is 'many'");
    refused("$half, x, batchSize => null").hasMessageContaining("batchSize is NULL");
    refused("$half, x, batchSize => id")
        .hasMessageContaining(
            "batchSize is rows.id, which depends on the row, and must be a literal.");
    refused("$half, x, handleInvalid => 'drop'")
        .hasMessageContaining("handleInvalid is 'drop'")
        .hasMessageContaining("(error, skip, keep)");
    refused("$half, x, checkFinite => 'yes'").hasMessageContaining("checkFinite is 'yes'");
  }

  @Test
  void modelsThatDoMoreThanAddColumns() throws IOException {
    refused("$half, x, handleInvalid => 'skip'")
        .hasMessageContaining(
            "drops rows, and a function cannot. Set handleInvalid to keep, or to error.");
    String grouped =
        saved(
            "grouped",
            new SQLTransformer().setStatement("SELECT count(*) AS n FROM __THIS__ GROUP BY x"));
    refused(grouped + ", x => x")
        .hasMessageContaining(
            "does more than adding columns to rows (Aggregate), and a function cannot. Apply it"
                + " with transform().");
    refused(grouped + ", x")
        .hasMessageContaining(
            "what the model reads is not told by the Params of all its stages, [");
    String random =
        saved("random", new SQLTransformer().setStatement("SELECT *, rand() AS r FROM __THIS__"));
    refused(random + ", x => x")
        .hasMessageContaining(
            "computes column [r] anew each time, with another result, and a function cannot. Apply"
                + " it with transform().");
    String nothing = saved("nothing", new SQLTransformer().setStatement("SELECT * FROM __THIS__"));
    refused(nothing + ", x => x")
        .hasMessageContaining("adds no column. Use one with a stage that adds one.");
  }

  @Test
  void pipelineWithoutStages() throws IOException {
    Path path = folder.resolve("stageless");
    if (!Files.exists(path)) {
      PipelineModel model = new Pipeline().setStages(new Transformer[0]).fit(spark.table("rows"));
      model.save(path.toString());
    }
    refused("'%s', x".formatted(path))
        .hasMessageContaining(
            "The pipeline has no stages, so it gives nothing. Use one with a stage that adds a"
                + " column.");
  }

  @Test
  void argumentsThatDiffer() {
    refused("$half, array(float(rand()), float(1))")
        .hasMessageContaining(
            "the argument [x], array(CAST(rand() AS FLOAT), CAST(1 AS FLOAT)), is not the same each"
                + " time it is computed. Compute it in a subquery.");
  }
}
