package io.dlpipelines.tensorflow.sql;

import static io.dlpipelines.tensorflow.ScoredPlans.scoringNodes;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.sql.SqlSessions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.tensorflow.Graphs;
import io.dlpipelines.tensorflow.TFTransformer;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of models as functions. */
class ModelCatalogTest extends SparkTest {
  @TempDir private Path folder;
  private SparkSession session;

  @BeforeEach
  void makeModels() throws IOException {
    session = SqlSessions.withCatalog(folder);
    Graphs.halfPlusTwo(2).saveGraphDef(folder.resolve("wine.pb").toString());
    Graphs.halfPlusTwo(2).saveSavedModel(folder.resolve("served").toString());
    KerasModel.sequential(input(2), dense(1)).save(folder.resolve("digits.keras").toString());
    new TFTransformer()
        .setGraph(Graphs.halfPlusTwo(2))
        .setInputMapping(Map.of("v", "x"))
        .setOutputMapping(Map.of("y", "y"))
        .save(folder.resolve("stage").toString());
    Files.writeString(folder.resolve("README.md"), "no model");
    Files.createDirectories(folder.resolve("empty"));
    session.sql(
        "CREATE TABLE catalog_rows USING parquet AS SELECT id, array(float(id), 1f) AS x FROM range(10)"
            .replace("1f", "float(1)"));
  }

  @AfterEach
  void dropRows() {
    session.sql("DROP VIEW IF EXISTS spark_catalog.default.catalog_view");
    session.sql("DROP TABLE spark_catalog.default.catalog_rows");
  }

  private static List<Object> column(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(row -> row.get(0)).toList();
  }

  @Test
  void everyModelIsAFunction() {
    for (String name : List.of("wine", "served", "stage", "digits", "WINE")) {
      Dataset<Row> rows = session.sql("SELECT models.%s(x) FROM catalog_rows".formatted(name));
      assertThat(scoringNodes(rows)).as(name).hasSize(1);
      assertThat(rows.count()).as(name).isEqualTo(10);
    }
    Dataset<Row> high =
        session.sql(
            "SELECT id, models.wine(x => x, batchSize => 4) AS y FROM catalog_rows"
                + " WHERE models.wine(x => x, batchSize => 4)[0] > 6");
    assertThat(scoringNodes(high)).hasSize(1);
    assertThat(column(high)).containsExactly(9L);
    assertThat(
            column(
                session.sql(
                    "SELECT models.stage(v => x, outputMode => 'array')[1] FROM catalog_rows LIMIT"
                        + " 1")))
        .containsExactly(2.5f);
  }

  @Test
  void itIsTheCurrentCatalog() {
    session.sql("USE models");
    assertThat(
            session.sql("SELECT wine(x), abs(id) FROM spark_catalog.default.catalog_rows").count())
        .isEqualTo(10);
  }

  @Test
  void storedViewsUseIt() {
    session.sql("CREATE VIEW catalog_view AS SELECT id, models.wine(x)[0] AS y FROM catalog_rows");
    SparkSession other = SqlSessions.withCatalog(session.newSession(), folder);
    Dataset<Row> rows = other.sql("SELECT id FROM catalog_view WHERE y > 6");
    assertThat(scoringNodes(rows)).hasSize(1);
    assertThat(column(rows)).containsExactly(9L);
  }

  @Test
  void functionsAreListed() {
    assertThat(column(session.sql("SHOW USER FUNCTIONS IN models")))
        .containsExactlyInAnyOrder("models.digits", "models.served", "models.stage", "models.wine");
    assertThat(column(session.sql("DESCRIBE FUNCTION models.stage")))
        .contains(
            "Function: models.stage",
            "Usage: models.stage(v[, option => value, ...]) - What is added by TFTransformer.");
  }

  @Test
  void newModelsAreFound() {
    assertRefused(session, "SELECT 1,\n models.later(x) FROM catalog_rows")
        .hasMessageStartingWith(
            "models.later: the folder %s of the catalog models holds no model [later]; it holds [digits, served, stage, wine]. The nearest are ["
                .formatted(folder))
        .hasMessageContaining("line 2 pos 1");
    Graphs.halfPlusTwo(2).saveGraphDef(folder.resolve("later.pb").toString());
    assertThat(session.sql("SELECT models.later(x) FROM catalog_rows").count()).isEqualTo(10);
  }

  @Test
  void twoModelsOfOneName() {
    Graphs.halfPlusTwo(2).saveGraphDef(folder.resolve("digits.pb").toString());
    assertRefused(session, "SELECT models.wine(x) FROM catalog_rows")
        .hasMessageContaining(
            "are both the function digits of the catalog models. Rename one of them.")
        .hasMessageContaining("line 1 pos 7");
  }

  @Test
  void folderThatIsNotThere() {
    session.conf().set("spark.sql.catalog.lost", ModelCatalog.class.getName());
    session.conf().set("spark.sql.catalog.lost.path", folder.resolve("lost").toString());
    assertRefused(session, "SELECT lost.wine(x) FROM catalog_rows")
        .hasMessageContaining(
            "of the catalog lost is not there. Correct spark.sql.catalog.lost.path.");
    session.conf().set("spark.sql.catalog.nameless", ModelCatalog.class.getName());
    assertThatThrownBy(() -> session.sql("SELECT nameless.wine(x) FROM catalog_rows"))
        .hasStackTraceContaining(
            "The catalog nameless has no folder. Set spark.sql.catalog.nameless.path to the folder"
                + " of models.");
  }

  @Test
  void sessionsNeedTheExtension() {
    SparkSession plain = spark().newSession();
    plain.conf().set("spark.sql.catalog.models", ModelCatalog.class.getName());
    plain.conf().set("spark.sql.catalog.models.path", folder.toString());
    assertRefused(plain, "SELECT models.wine(array(1, 2))")
        .hasMessageContaining(
            "Set spark.sql.extensions to io.dlpipelines.tensorflow.sql.DLPipelinesExtensions");
  }
}
