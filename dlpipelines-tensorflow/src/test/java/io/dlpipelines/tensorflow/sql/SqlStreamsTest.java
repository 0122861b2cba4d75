package io.dlpipelines.tensorflow.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.tensorflow.Graphs;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of models in streams. */
class SqlStreamsTest {
  @TempDir private Path folder;
  private final SparkSession session = SqlSessions.extended();

  @BeforeEach
  void makeFiles() {
    Graphs.halfPlusTwo(2).saveGraphDef(folder.resolve("half.pb").toString());
    session
        .range(0, 10, 1, 3)
        .selectExpr("id", "array(float(id), float(1)) AS x")
        .write()
        .parquet(folder.resolve("rows").toString());
    session
        .readStream()
        .schema("id BIGINT, x ARRAY<FLOAT>")
        .option("maxFilesPerTrigger", 1)
        .parquet(folder.resolve("rows").toString())
        .createOrReplaceTempView("arriving");
  }

  private List<Object> drained(Dataset<Row> stream) throws Exception {
    StreamingQuery query =
        stream
            .writeStream()
            .format("parquet")
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .start(folder.resolve("out").toString());
    query.awaitTermination();
    assertThat(query.lastProgress().batchId()).isEqualTo(2);
    return session
        .read()
        .parquet(folder.resolve("out").toString())
        .orderBy("id")
        .collectAsList()
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  @Test
  void viewsOfStreams() throws Exception {
    session.sql(
        "CREATE TEMPORARY VIEW scored AS SELECT id, tf_predict('%s', x) AS y FROM arriving"
            .formatted(folder.resolve("half.pb")));
    assertThat(drained(session.sql("SELECT id, y FROM scored WHERE y[0] > 5")))
        .containsExactly(7L, 8L, 9L);
  }

  @Test
  void registeredFunctions() throws Exception {
    ModelFunctions.register(session, "half", Graphs.halfPlusTwo(2));
    assertThat(
            drained(session.table("arriving").selectExpr("id", "half(x)[0] AS y").filter("y > 6")))
        .containsExactly(9L);
  }
}
