package io.dlpipelines.scoring;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.input_file_name;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expressions above scored rows that read thread-locals and the state of the task: rows have the
 * values that they have without scoring, though batches are read ahead.
 */
class InputFilesTest extends ScoringTest {
  private static final int FILES = 6;
  private static final int ROWS_OF_FILES = 21;

  @TempDir private static Path folder;
  private static SparkSession session;

  /** Files of one to six rows, all in one partition. */
  @BeforeAll
  static void writeFiles() {
    session = spark().newSession();
    session.conf().set("spark.sql.files.openCostInBytes", "0");
    session.conf().set("spark.sql.files.minPartitionNum", "1");
    session
        .udf()
        .register(
            "holder",
            (UDF0<String>) () -> InputFileBlockHolder.getInputFilePath().toString(),
            DataTypes.StringType);
    for (int file = 1; file <= FILES; file++) {
      Dataset<Row> rows =
          session
              .range(10L * file, 11L * file, 1, 1)
              .selectExpr("id", "array(float(id), float(-id)) AS x");
      rows.write().parquet(folder.resolve("parquet/f=" + file).toString());
      rows.write().json(folder.resolve("json/f=" + file).toString());
    }
  }

  static Stream<Arguments> batches() {
    return Stream.of(1, 2, 4, 100)
        .flatMap(size -> Stream.of(1, 3).map(runs -> Arguments.of(size, runs)));
  }

  @ParameterizedTest(name = "batches of {0} rows, {1} at once")
  @MethodSource("batches")
  void rowsHaveTheirOwnFiles(int batchSize, int runs) {
    assertThat(parquet().javaRDD().getNumPartitions()).isEqualTo(1);
    List<Row> rows = assertAsWithoutScoring(batchSize, runs, parquet(), InputFilesTest::ofTask);
    assertThat(rows)
        .hasSize(ROWS_OF_FILES)
        .allMatch(row -> row.getString(2).contains("/f=" + row.getLong(0) / 10 + "/"));
  }

  @ParameterizedTest(name = "blocks of {0} bytes")
  @ValueSource(ints = {30, 50, 100})
  void rowsHaveTheirOwnBlocks(int bytes) {
    SparkSession blocks = session.newSession();
    blocks.conf().set("spark.sql.files.openCostInBytes", "0");
    blocks.conf().set("spark.sql.files.maxPartitionBytes", bytes);
    Dataset<Row> rows =
        blocks
            .read()
            .schema("id bigint, x array<float>")
            .json(folder.resolve("json").toString())
            .coalesce(1);
    List<Row> scored = assertAsWithoutScoring(4, 1, rows, InputFilesTest::ofTask);
    assertThat(scored).extracting(row -> row.getLong(3)).as("starts").contains(0L, (long) bytes);
  }

  @Test
  void filters() {
    assertAsWithoutScoring(
        rows -> rows.filter("y[0] > 60").filter("input_file_name() LIKE '%f=5%'"));
    assertAsWithoutScoring(rows -> rows.filter("y[0] > 100 OR input_file_name() LIKE '%f=2%'"));
  }

  @Test
  void aggregates() {
    assertAsWithoutScoring(
        rows ->
            rows.selectExpr("y[0] AS first", "input_file_name() AS file")
                .groupBy("file")
                .sum("first")
                .orderBy("file"));
  }

  @Test
  void joins() {
    Dataset<Row> names = session.range(1, FILES + 1).selectExpr("id AS f", "'file ' || id AS name");
    UnaryOperator<Dataset<Row>> files =
        rows -> rows.selectExpr("id", "y", "name", "input_file_name()").orderBy("id");
    assertAsWithoutScoring(rows -> files.apply(rows.join(broadcast(names), "f")));
    assertAsWithoutScoring(
        rows -> rows.selectExpr("*", "input_file_name() AS g").join(names, "f").orderBy("id"));
  }

  @Test
  void sortsAndWindows() {
    assertAsWithoutScoring(rows -> rows.selectExpr("y", "input_file_name()").orderBy("y"));
    assertAsWithoutScoring(rows -> rows.orderBy(input_file_name().desc(), col("y")));
    assertAsWithoutScoring(
        rows ->
            rows.selectExpr("id", "max(y) OVER (PARTITION BY input_file_name())").orderBy("id"));
  }

  @Test
  void generatedRows() {
    assertAsWithoutScoring(
        rows -> rows.selectExpr("id", "explode(y) AS e").selectExpr("*", "input_file_name()"));
  }

  @Test
  void columnsOfMetadata() {
    assertAsWithoutScoring(
        rows ->
            rows.selectExpr(
                "id", "y", "_metadata.file_path", "_metadata.file_name", "input_file_name()"));
  }

  @Test
  void functionsThatReadTheThreadLocal() {
    assertAsWithoutScoring(rows -> rows.selectExpr("id", "y", "holder()"));
    assertAsWithoutScoring(
        rows ->
            rows.selectExpr("id", "y")
                .map(
                    (MapFunction<Row, String>)
                        row -> row.getLong(0) + " " + InputFileBlockHolder.getInputFilePath(),
                    Encoders.STRING())
                .toDF());
  }

  @Test
  void modelsAboveModels() {
    ScoringSpec below = spec(4, 1);
    ScoringSpec above = spec(3, 3);
    Dataset<Row> twice =
        score(score(parquet(), below).withColumnRenamed("y", "first"), above)
            .selectExpr("id", "first", "y", "input_file_name()");
    assertThat(nodes(twice)).hasSize(2);
    assertThat(twice.collectAsList())
        .isEqualTo(
            parquet()
                .selectExpr("id", "transform(x, e -> 2 * e) AS first")
                .selectExpr("id", "first", "first AS y", "input_file_name()")
                .collectAsList());
  }

  @Test
  void streams() throws Exception {
    Dataset<Row> stream =
        session
            .readStream()
            .schema(parquet().schema())
            .parquet(folder.resolve("parquet").toString());
    List<Row> rows = Collections.synchronizedList(new ArrayList<>());
    score(stream, spec(4, 1))
        .selectExpr("id", "y", "input_file_name()")
        .writeStream()
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .foreachBatch(
            (VoidFunction2<Dataset<Row>, Long>) (batch, id) -> rows.addAll(batch.collectAsList()))
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    assertThat(rows)
        .hasSize(ROWS_OF_FILES)
        .allMatch(row -> row.getString(2).contains("/f=" + row.getLong(0) / 10 + "/"));
  }

  private static Dataset<Row> ofTask(Dataset<Row> rows) {
    return rows.selectExpr(
        "id",
        "y",
        "input_file_name()",
        "input_file_block_start()",
        "input_file_block_length()",
        "monotonically_increasing_id()",
        "spark_partition_id()",
        "rand(7)");
  }

  private static Dataset<Row> parquet() {
    return session.read().parquet(folder.resolve("parquet").toString());
  }

  private static ScoringSpec spec(int batchSize, int runs) {
    return Specs.spec(
        new JavaEngine(JavaEngine.Operation.DOUBLE, runs), batchSize, HandleInvalid.ERROR);
  }

  private static List<Row> assertAsWithoutScoring(UnaryOperator<Dataset<Row>> query) {
    return assertAsWithoutScoring(4, 1, parquet(), query);
  }

  /** The same query above outputs of the model, and above what Spark computes in its place. */
  private static List<Row> assertAsWithoutScoring(
      int batchSize, int runs, Dataset<Row> rows, UnaryOperator<Dataset<Row>> query) {
    Dataset<Row> scored = query.apply(score(rows, spec(batchSize, runs)));
    List<Row> found = scored.collectAsList();
    assertThat(plan(scored)).contains("Scoring score(");
    assertThat(found)
        .isNotEmpty()
        .isEqualTo(
            query.apply(rows.withColumn("y", expr("transform(x, e -> 2 * e)"))).collectAsList());
    return found;
  }

  private static String plan(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
        .queryExecution()
        .executedPlan()
        .toString();
  }
}
