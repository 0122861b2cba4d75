package io.dlpipelines.training;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.battery.SilentSpark;
import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.scoring.HandleInvalid;
import io.dlpipelines.tensor.Dtype;
import io.dlpipelines.tensor.Feed;
import java.io.Serializable;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodedRowsTest extends SparkTest {
  private static final ValidationSplit NONE = new ValidationSplit.None();

  /** What a task sends back of a spool. */
  record Ids(long[] training, long[] validation) implements Serializable {}

  @AfterEach
  void nothingIsHeld() {
    assertThat(EncodedRows.SHARED.holders()).isZero();
    assertThat(Spool.SHARED.holders()).isZero();
    EncodedRows.SHARED.closeIdle();
    Spool.SHARED.closeIdle();
    assertThat(spark().sparkContext().getPersistentRDDs().size()).isZero();
  }

  @Test
  void cellsOfAllKindsArrive() {
    UDF1<Long, Vector> toVector =
        id ->
            id % 2 == 0
                ? Vectors.dense(id, -id)
                : Vectors.sparse(2, new int[] {1}, new double[] {-id});
    UDF1<Long, byte[]> toBytes = id -> new byte[] {id.byteValue(), 1, 2};
    Dataset<Row> data =
        ids(3000, 3)
            .withColumn("v", udf(toVector, SQLDataTypes.VectorType()).apply(col("id")))
            .withColumn("b", udf(toBytes, DataTypes.BinaryType).apply(col("id")))
            .withColumn("a", array(col("id").cast("float"), lit(7f)))
            .withColumn("y", col("id").mod(10).cast("double"))
            .withColumn("w", col("id").divide(4));
    EncodingSpec spec =
        spec(
            NONE,
            Layouts.feed(data, "v", Dtype.FLOAT32, 2),
            Layouts.feed(data, "b", Dtype.UINT8, 3),
            Layouts.feed(data, "a", Dtype.FLOAT64, 1, 2),
            Layouts.feed(data, "id"),
            Layouts.label(data, "y", 10),
            Layouts.weight(data, "w"));
    try (EncodedRows rows = EncodedRows.lease(data, spec)) {
      assertThat(rows.summary())
          .isEqualTo(
              new EncodingSummary(
                  3000,
                  0,
                  0,
                  "",
                  Collections.nCopies(10, 300L),
                  Collections.nCopies(10, 0L),
                  rows.summary().feeds(),
                  rows.summary().checksum()));
      FeedStatistics weights = rows.summary().feeds().get(5);
      assertThat(weights.rows()).isEqualTo(3000);
      assertThat(weights.least()).isZero();
      assertThat(weights.most()).isEqualTo(2999 / 4.0);
      assertThat(weights.varies()).isTrue();
      double squares = LongStream.range(0, 3000).mapToDouble(id -> id * id / 16.0).sum();
      assertThat(weights.rootMeanSquare()).isEqualTo(Math.sqrt(squares / 3000), within(1e-6));
      assertThat(rows.summary().feeds().get(4)).isEqualTo(FeedStatistics.NONE);
      assertThat(rows.findProblem()).isEmpty();
      assertThat(rows.run(EncodedRowsTest::checkCells)).isEqualTo(3000);
    }
  }

  private static int checkCells(Spool spool, Consumer<String> progress) {
    SpooledRows rows = spool.training();
    long[] ids = Read.longs(rows, 3);
    assertThat(ids).isEqualTo(LongStream.range(0, ids.length).toArray());
    float[] vectors = Read.floats(rows, 0, 2);
    byte[] bytes = Read.all(rows, 1, 3).array();
    DoubleBuffer arrays = Read.all(rows, 2, 16).asDoubleBuffer();
    int[] labels = Read.ints(rows, 4);
    float[] weights = Read.floats(rows, 5, 1);
    for (int i = 0; i < ids.length; i++) {
      assertThat(vectors[2 * i]).isEqualTo(i % 2 == 0 ? i : 0f);
      assertThat(vectors[2 * i + 1]).isEqualTo(i == 0 ? -0f : -i);
      assertThat(bytes[3 * i]).isEqualTo((byte) i);
      assertThat(arrays.get(2 * i)).isEqualTo(i);
      assertThat(arrays.get(2 * i + 1)).isEqualTo(7);
      assertThat(labels[i]).isEqualTo(i % 10);
      assertThat(weights[i]).isEqualTo(i / 4f);
    }
    assertThat(spool.validation().count()).isZero();
    return ids.length;
  }

  @Test
  void manyBlocksKeepTheirOrder() {
    Dataset<Row> data =
        ids(20_000, 3).withColumn("a", array(filled(100, col("id").cast("double"))));
    EncodingSpec spec =
        spec(NONE, Layouts.feed(data, "a", Dtype.FLOAT64, 100), Layouts.feed(data, "id"));
    try (EncodedRows rows = EncodedRows.lease(data, spec)) {
      assertThat(ids(rows, 1)).isEqualTo(LongStream.range(0, 20_000).toArray());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "12.0   | the label 12 is not one of the classes 0 to 9",
        "-1.0   | the label -1 is not one of the classes 0 to 9",
        "2.5    | the label 2.5 is not one of the classes 0 to 9",
        "NaN    | the label NaN is not one of the classes 0 to 9",
        "1e300  | the label 1.0E300 is not one of the classes 0 to 9",
        "null   | the value is null"
      })
  void labelsAreClasses(String label, String reason) {
    assertInvalid(label, reason, data -> Layouts.label(data, "x", 10));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "-0.5     | the weight -0.5 is not a finite number from 0",
        "NaN      | the weight NaN is not a finite number from 0",
        "Infinity | the weight Infinity is not a finite number from 0",
        "null     | the value is null"
      })
  void weightsAreFiniteAndNotNegative(String weight, String reason) {
    assertInvalid(weight, reason, data -> Layouts.weight(data, "x"));
  }

  /** Makes the value of row 5 of the second partition of two; 25 is row 5 of it. */
  private void assertInvalid(String value, String reason, Function<Dataset<Row>, Feed> feed) {
    Column bad = "null".equals(value) ? lit(null) : lit(value).cast("double");
    Dataset<Row> data =
        ids(40, 2)
            .withColumn("x", when(col("id").equalTo(25), bad.cast("double")).otherwise(lit(1.0)));
    EncodingSpec error = spec(NONE, Layouts.feed(data, "id"), feed.apply(data));
    assertThat(SilentSpark.during(() -> catchThrowable(() -> EncodedRows.lease(data, error))))
        .hasMessageContaining(
            "Row 5 of partition 1 cannot be trained on: column [x]: %s. ".formatted(reason));
    assertThat(EncodedRows.SHARED.size()).isZero();
    EncodingSpec skip = new EncodingSpec(error.layout(), NONE, HandleInvalid.SKIP);
    try (EncodedRows rows = EncodedRows.lease(data, skip)) {
      assertThat(rows.summary().trainingRows()).isEqualTo(39);
      assertThat(rows.summary().invalidRows()).isEqualTo(1);
      assertThat(rows.summary().invalidReason()).isEqualTo("column [x]: " + reason);
      assertThat(ids(rows, 0)).hasSize(39).doesNotContain(25);
    }
  }

  @Test
  void noLabelOrWeightIsMadeOfOtherColumns() {
    assertThat(ClassLabelCells.find(DataTypes.StringType, 2)).isEmpty();
    assertThat(ClassLabelCells.find(SQLDataTypes.VectorType(), 2)).isEmpty();
    assertThat(SampleWeightCells.find(DataTypes.createArrayType(DataTypes.FloatType))).isEmpty();
    assertThat(SampleWeightCells.find(DataTypes.BooleanType)).isEmpty();
  }

  @Test
  void dataWithoutRowsIsNamed() {
    Dataset<Row> data = ids(10, 2).filter("id < 0");
    try (EncodedRows rows = EncodedRows.lease(data, spec(NONE, Layouts.feed(data, "id")))) {
      assertThat(rows.findProblem().orElseThrow().problem()).isEqualTo("the data has no rows");
    }
    Dataset<Row> noPartitions = spark().createDataFrame(List.of(), data.schema());
    try (EncodedRows rows = EncodedRows.lease(noPartitions, spec(NONE, Layouts.feed(data, "id")))) {
      assertThat(rows.findProblem()).isPresent();
      assertThat(count(rows)).isZero();
    }
  }

  @Test
  void aColumnSplits() {
    Dataset<Row> data =
        ids(100, 3)
            .withColumn(
                "held out",
                when(col("id").mod(5).equalTo(0), lit(true))
                    .when(col("id").mod(5).equalTo(1), lit(false)));
    ValidationSplit split = new ValidationSplit.ByColumn("held out");
    Ids ids = split(data, split);
    assertThat(ids.validation())
        .isEqualTo(LongStream.range(0, 100).filter(i -> i % 5 == 0).toArray());
    assertThat(ids.training())
        .isEqualTo(LongStream.range(0, 100).filter(i -> i % 5 != 0).toArray());
    Dataset<Row> text = data.withColumn("held out", lit("yes"));
    assertThatThrownBy(() -> split(text, split))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "column [held out] is to say which rows validate, but it is string. Choose a boolean"
                + " column.");
  }

  @Test
  void chanceSplitsTheSameWayEachTime() {
    Ids first = split(ids(10_000, 4), new ValidationSplit.ByFraction(0.2, 3));
    assertThat(first.validation().length).isBetween(1800, 2200);
    assertThat(
            LongStream.concat(Arrays.stream(first.training()), Arrays.stream(first.validation())))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 10_000).boxed().toList());
    int inFirstQuarter = (int) Arrays.stream(first.validation()).filter(i -> i < 2500).count();
    assertThat(inFirstQuarter).isBetween(400, 600);
    EncodedRows.SHARED.closeIdle();
    Ids again = split(ids(10_000, 4), new ValidationSplit.ByFraction(0.2, 3));
    assertThat(again.validation()).isEqualTo(first.validation());
    Ids other = split(ids(10_000, 4), new ValidationSplit.ByFraction(0.2, 4));
    assertThat(other.validation()).isNotEqualTo(first.validation());
    Set<Long> placesInPartitions = new LinkedHashSet<>();
    Arrays.stream(first.validation())
        .filter(i -> i < 5000)
        .map(i -> i % 2500)
        .forEach(placesInPartitions::add);
    assertThat(placesInPartitions.size()).as("each partition draws anew").isGreaterThan(700);
  }

  /** The rows were split by their partition, not by that of the task that reads them. */
  @Test
  void lostBlocksAreEncodedAgain() {
    Dataset<Row> data = ids(1000, 4);
    EncodingSpec spec = spec(new ValidationSplit.ByFraction(0.5, 1), Layouts.feed(data, "id"));
    SharedBlocks shared = SharedBlocks.encode(new DatasetPlan(data, spec), spec);
    List<TrainingTask<Ids>> read = List.of(EncodedRowsTest::read);
    Ids before = SpoolJob.run(shared, read).get(0);
    shared.unpersist();
    Spool.SHARED.closeIdle();
    Ids after = SpoolJob.run(shared, read).get(0);
    assertThat(after.training()).isEqualTo(before.training());
    assertThat(after.validation()).isEqualTo(before.validation());
  }

  @Test
  void theTaskPrefersNoExecutor() {
    Dataset<Row> data = ids(10, 2);
    EncodingSpec spec = spec(NONE, Layouts.feed(data, "id"));
    SharedBlocks shared = SharedBlocks.encode(new DatasetPlan(data, spec), spec);
    List<TrainingTask<Ids>> read = List.of(EncodedRowsTest::read);
    SpoolJob.run(shared, read);
    assertThat(spark().sparkContext().getPreferredLocs(shared.blocks(), 0).isEmpty()).isFalse();
    SpoolRdd spools = new SpoolRdd(shared.blocks(), 2);
    for (int task = 0; task < 2; task++) {
      assertThat(spark().sparkContext().getPreferredLocs(spools, task).isEmpty()).isTrue();
    }
    shared.unpersist();
  }

  @Test
  void manyTasksOfAJobShareTheRows() {
    Dataset<Row> data = ids(1000, 4);
    List<TrainingTask<Long>> tasks =
        LongStream.range(0, 7)
            .<TrainingTask<Long>>mapToObj(
                factor ->
                    (spool, progress) ->
                        factor * Arrays.stream(Read.longs(spool.training(), 0)).sum())
            .toList();
    try (EncodedRows rows = EncodedRows.lease(data, spec(NONE, Layouts.feed(data, "id")))) {
      assertThat(rows.run(tasks))
          .containsExactly(0L, 499500L, 999000L, 1498500L, 1998000L, 2497500L, 2997000L);
      assertThat(Spool.SHARED.size()).isEqualTo(1);
    }
  }

  @Test
  void aTaskThatFailsLetsGo() {
    Dataset<Row> data = ids(10, 2);
    try (EncodedRows rows = EncodedRows.lease(data, spec(NONE, Layouts.feed(data, "id")))) {
      TrainingTask<Integer> failing =
          (spool, progress) -> {
            throw new IllegalStateException("the loss is not finite");
          };
      assertThat(SilentSpark.during(() -> catchThrowable(() -> rows.run(failing))))
          .hasMessageContaining("the loss is not finite");
      assertThat(Spool.SHARED.holders()).isZero();
      assertThat(count(rows)).isEqualTo(10);
    }
  }

  @Test
  void rowsAreClosedAfterTheTask() {
    Dataset<Row> data = ids(10, 2);
    Spool[] kept = new Spool[1];
    try (EncodedRows rows = EncodedRows.lease(data, spec(NONE, Layouts.feed(data, "id")))) {
      rows.run(new Keep());
      kept[0] = Keep.spool;
    }
    assertThatThrownBy(() -> kept[0].training().gather(new long[1], 0, 1, 0, new byte[8]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The task has ended, and its rows are closed.");
  }

  private static final class Keep implements TrainingTask<Integer> {
    private static Spool spool;

    @Override
    public Integer run(Spool given, Consumer<String> progress) {
      spool = given;
      return 0;
    }
  }

  private static Ids split(Dataset<Row> data, ValidationSplit split) {
    try (EncodedRows rows = EncodedRows.lease(data, spec(split, Layouts.feed(data, "id")))) {
      Ids ids = rows.run(EncodedRowsTest::read);
      assertThat(rows.summary().trainingRows()).isEqualTo(ids.training().length);
      assertThat(rows.summary().validationRows()).isEqualTo(ids.validation().length);
      return ids;
    }
  }

  private static long[] ids(EncodedRows rows, int feed) {
    return rows.run((spool, progress) -> Read.longs(spool.training(), feed));
  }

  private static long count(EncodedRows rows) {
    return rows.run((spool, progress) -> spool.training().count());
  }

  private static Ids read(Spool spool, Consumer<String> progress) {
    return new Ids(Read.longs(spool.training(), 0), Read.longs(spool.validation(), 0));
  }

  private static Dataset<Row> ids(int rows, int partitions) {
    return spark().range(0, rows, 1, partitions).toDF("id");
  }

  private static EncodingSpec spec(ValidationSplit split, Feed... feeds) {
    return new EncodingSpec(Layouts.of(feeds), split, HandleInvalid.ERROR);
  }

  private static Column[] filled(int count, Column value) {
    return IntStream.range(0, count).mapToObj(i -> value).toArray(Column[]::new);
  }
}
