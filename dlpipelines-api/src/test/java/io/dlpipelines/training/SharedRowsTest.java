package io.dlpipelines.training;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dlpipelines.battery.SilentSpark;
import io.dlpipelines.battery.SparkTest;
import io.dlpipelines.scoring.HandleInvalid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fits of the same rows encode them once. */
@Timeout(120)
class SharedRowsTest extends SparkTest {
  private static final int ROWS = 1000;
  private static final AtomicInteger READ = new AtomicInteger();
  private static volatile CountDownLatch reading = new CountDownLatch(1);
  private static volatile CountDownLatch mayRead = new CountDownLatch(0);

  private final UserDefinedFunction counted = udf(new Counted(), DataTypes.LongType);

  private static final class Counted implements UDF1<Long, Long> {

    @Override
    public Long call(Long id) throws InterruptedException {
      reading.countDown();
      mayRead.await();
      READ.incrementAndGet();
      return id;
    }
  }

  @BeforeEach
  void reset() {
    READ.set(0);
    reading = new CountDownLatch(1);
    mayRead = new CountDownLatch(0);
  }

  @AfterEach
  void nothingIsHeld() {
    assertThat(EncodedRows.SHARED.holders()).isZero();
    EncodedRows.SHARED.closeIdle();
    Spool.SHARED.closeIdle();
    assertThat(spark().sparkContext().getPersistentRDDs().size()).isZero();
  }

  @Test
  void fitsAtOnceEncodeOnce() throws Exception {
    Dataset<Row> fold = counted();
    atOnce(
        8,
        () -> {
          Dataset<Row> derived = fold.withColumn("unused", col("id").plus(1));
          return fit(derived.drop("unused"));
        });
    assertThat(READ).hasValue(ROWS);
    assertThat(EncodedRows.SHARED.size()).isEqualTo(1);
    assertThat(Spool.SHARED.size()).isEqualTo(1);
  }

  @Test
  void fitsOneAfterTheOtherEncodeOnce() {
    Dataset<Row> data = counted();
    for (int i = 0; i < 3; i++) {
      assertThat(fit(data)).isEqualTo(ROWS);
    }
    assertThat(fit(counted())).isEqualTo(ROWS);
    assertThat(READ).hasValue(ROWS);
    EncodedRows.SHARED.closeIdle();
    assertThat(fit(data)).isEqualTo(ROWS);
    assertThat(READ).hasValue(2 * ROWS);
  }

  @Test
  void otherRowsAreEncodedApart() {
    Dataset<Row> data = counted();
    fit(data);
    fit(data.filter("id > 10"));
    fit(data.filter("id > 11"));
    assertThat(EncodedRows.SHARED.size()).isEqualTo(3);
    EncodingSpec spec = spec(data);
    EncodingSpec skip = new EncodingSpec(spec.layout(), spec.split(), HandleInvalid.SKIP);
    EncodedRows.lease(data, skip).close();
    EncodingSpec split =
        new EncodingSpec(
            spec.layout(), new ValidationSplit.ByFraction(0.5, 1), HandleInvalid.ERROR);
    EncodedRows.lease(data, split).close();
    assertThat(EncodedRows.SHARED.size()).isEqualTo(5);
  }

  @Test
  void rowsDrawnByChanceAreSharedWithTheSameDatasetOnly() {
    Dataset<Row> data = counted().filter(rand(5).lt(0.5));
    long first = fit(data);
    assertThat(fit(data)).isEqualTo(first);
    assertThat(EncodedRows.SHARED.size()).isEqualTo(1);
    fit(counted().filter(rand(5).lt(0.5)));
    assertThat(EncodedRows.SHARED.size()).isEqualTo(2);
  }

  @Test
  void filesThatAreReadAgainAreEncodedAgain(@TempDir Path folder) {
    String path = folder.resolve("rows").toString();
    spark().range(5).write().parquet(path);
    Dataset<Row> five = spark().read().parquet(path);
    assertThat(fit(five)).isEqualTo(5);
    assertThat(fit(five.select("id"))).isEqualTo(5);
    assertThat(EncodedRows.SHARED.size()).isEqualTo(1);
    spark().range(7).write().mode("overwrite").parquet(path);
    assertThat(fit(spark().read().parquet(path))).isEqualTo(7);
  }

  @Test
  void aFailureIsNotKept() throws Exception {
    Dataset<Row> data = spark().range(0, ROWS, 1, 2).toDF("id").selectExpr("nullif(id, 7) as id");
    SilentSpark.during(
            () -> start(4, () -> fit(data)).stream().map(SharedRowsTest::failure).toList())
        .forEach(failure -> assertThat(failure).contains("column [id]: the value is null"));
    assertThat(EncodedRows.SHARED.size()).isZero();
  }

  @Test
  void whenAFitIsCancelledAnotherEncodes() throws Exception {
    mayRead = new CountDownLatch(1);
    SparkContext context = spark().sparkContext();
    Dataset<Row> data = counted();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Future<Long> cancelled =
        threads.submit(
            () -> {
              context.setJobGroup("cancelled fit", "to be cancelled", true);
              return fit(data);
            });
    reading.await();
    Future<Long> other = threads.submit(() -> fit(data));
    while (EncodedRows.SHARED.holders() < 2) {
      Thread.sleep(10);
    }
    context.cancelJobGroup("cancelled fit");
    assertThat(SilentSpark.during(() -> failure(cancelled))).contains("cancelled");
    mayRead.countDown();
    assertThat(other.get()).isEqualTo(ROWS);
    threads.shutdown();
  }

  private Dataset<Row> counted() {
    return spark().range(0, ROWS, 1, 2).toDF("id").withColumn("id", counted.apply(col("id")));
  }

  /** Trains as a fit does; gives the number of rows. */
  private static long fit(Dataset<Row> data) {
    try (EncodedRows rows = EncodedRows.lease(data, spec(data))) {
      return rows.run((spool, progress) -> Read.longs(spool.training(), 0).length + 0L);
    }
  }

  private static EncodingSpec spec(Dataset<Row> data) {
    return new EncodingSpec(
        Layouts.of(Layouts.feed(data, "id")), new ValidationSplit.None(), HandleInvalid.ERROR);
  }

  private static String failure(Future<?> fit) {
    return catchThrowable(fit::get).getMessage();
  }

  private static void atOnce(int count, Supplier<Long> fit) throws Exception {
    for (Future<Long> rows : start(count, fit)) {
      assertThat(rows.get()).isEqualTo(ROWS);
    }
  }

  private static List<Future<Long>> start(int count, Supplier<Long> fit) {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    List<Future<Long>> fits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fits.add(threads.submit(fit::get));
    }
    threads.shutdown();
    return fits;
  }
}
