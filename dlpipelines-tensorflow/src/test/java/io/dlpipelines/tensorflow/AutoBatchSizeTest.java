package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.battery.CapturedLog;
import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.param.BatchSizeParam;
import io.dlpipelines.tensorflow.sql.SqlSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Stages that find out how many rows to score at once. */
class AutoBatchSizeTest extends SparkTest {
  private static final int ROWS = 200_000;
  private static final String X = "array(float(id), float(-id)) AS x";

  private static final Pattern FOUND =
      Pattern.compile(
          "batchSize auto: (\\d+) rows at once score fastest with model \\p{XDigit}+; rows per"
              + " second by size: \\{16=");

  @TempDir private Path folder;

  @Test
  void rowsAreTheSameAndLaterQueriesBeginWithWhatWasFound() {
    TFTransformer stage = stage().setBatchSize("auto");
    Dataset<Row> scored = stage.transform(rows());
    try (CapturedLog log = CapturedLog.infos("io.dlpipelines.scoring.FoundBatchSize")) {
      assertThat(scored.collectAsList())
          .isEqualTo(stage().setBatchSize(512).transform(rows()).collectAsList());
      assertThat(log.messages()).hasSize(1);
      Matcher found = FOUND.matcher(log.messages().get(0));
      assertThat(found.lookingAt()).as(log.messages().get(0)).isTrue();
      int size = Integer.parseInt(found.group(1));
      Dataset<Row> again = stage.transform(rows());
      again.collectAsList();
      assertThat(log.messages()).hasSize(1);
      assertThat(ScoredPlans.metric(again, "numBatches")).isEqualTo((ROWS + size - 1) / size);
    }
  }

  @Test
  void savedStagesKeepIt() throws IOException {
    String path = folder.resolve("stage").toString();
    stage().setBatchSize("auto").write().overwrite().save(path);
    TFTransformer loaded = TFTransformer.load(path);
    assertThat(loaded.getBatchSize()).isEqualTo(BatchSizeParam.AUTO);
    assertThat(loaded.transform(rows().limit(10)).collectAsList()).hasSize(10);
  }

  @Test
  void sqlTakesIt() {
    SparkSession spark = SqlSessions.extended();
    String path = folder.resolve("half.pb").toString();
    Graphs.halfPlusTwo(2).saveGraphDef(path);
    String query =
        "SELECT tf_predict('%s', x, batchSize => %s)[0] AS y FROM (SELECT %s FROM range(3))";
    for (String size : List.of("'auto'", "'AUTO'", "'2'", "2", "0")) {
      assertThat(spark.sql(query.formatted(path, size, X)).collectAsList())
          .extracting(row -> row.getFloat(0))
          .containsExactlyInAnyOrder(2f, 2.5f, 3f);
    }
    SqlSessions.assertRefused(spark, query.formatted(path, "'many'", X))
        .hasMessageContaining(
            "batchSize is 'many', which TFTransformer does not take: rows that are computed at once"
                + " (>= 1, or 0 for auto: a short search finds it).");
  }

  @Test
  void outputsWithoutRowsAreRefused() {
    TFInputGraph mean =
        TFInputGraph.build(
            tf ->
                tf.withName("y")
                    .math
                    .mean(
                        tf.withName("x")
                            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2))),
                        tf.constant(new int[] {0})));
    TFTransformer stage = stage().setGraph(mean).setBatchSize("auto");
    assertThatThrownBy(() -> stage.transform(rows()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("without a dimension for the rows of a batch")
        .hasMessageContaining("batchSize auto")
        .hasMessageContaining("Set batchSize to 1 to score each row alone");
  }

  @Test
  void trainingRefusesIt() {
    KerasClassifier classifier = new KerasClassifier();
    assertThatThrownBy(() -> classifier.setBatchSize("auto"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be >= 1 in training, whose result depends on it, got 0");
    assertThat(classifier.getBatchSize()).isEqualTo(32);
  }

  private static TFTransformer stage() {
    return new TFTransformer()
        .setGraph(Graphs.halfPlusTwo(2))
        .setInputMapping(Map.of("x", "x"))
        .setOutputMapping(Map.of("y", "y"))
        .setOutputMode("array");
  }

  private static Dataset<Row> rows() {
    return spark().range(0, ROWS, 1, 1).selectExpr("id", X);
  }
}
