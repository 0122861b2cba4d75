package io.dlpipelines.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dlpipelines.battery.SilentSpark;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Tasks that have several batches under way at once. Batches are of four rows. */
class ConcurrentScoringTest extends ScoringTest {
  private static final int BATCH = 4;
  private static final List<String> COUNTS =
      List.of("numOutputRows", "numBatches", "numInvalidRows", "numModelLoads");

  @Test
  void furtherBatchesAreReadWhileOneIsScored() {
    JavaEngine.runsWaitFor(first -> WatchedRows.awaitRead(Math.min(ROWS, first + 3 * BATCH)));
    assertScored(score(watchedRows(), spec(2)).collectAsList(), ROWS);
  }

  @Test
  void aModelForOneRunAtATimeIsScoredByTheTasksOwnThread() {
    Queue<String> threads = new ConcurrentLinkedQueue<>();
    Queue<Integer> ahead = new ConcurrentLinkedQueue<>();
    JavaEngine.runsWaitFor(
        first -> {
          threads.add(Thread.currentThread().getName());
          ahead.add(WatchedRows.read() - first);
        });
    assertScored(score(watchedRows(), spec(1)).collectAsList(), ROWS);
    assertThat(threads).hasSize(ROWS / BATCH).allMatch(name -> name.startsWith("Executor task"));
    assertThat(ahead).allMatch(rows -> rows == BATCH);
  }

  @Test
  void severalBatchesAreScoredAtOnceAndNoMoreThanTheModelTakes() throws InterruptedException {
    CountDownLatch three = new CountDownLatch(3);
    JavaEngine.runsWaitFor(
        first -> {
          three.countDown();
          await(three);
        });
    assertScored(score(watchedRows(), spec(3)).collectAsList(), ROWS);
    assertThat(JavaEngine.MOST_RUNNING).hasValue(3);
  }

  @Test
  void rowsComeInOrderThoughALaterBatchIsScoredFirst() {
    CountDownLatch later = new CountDownLatch(1);
    JavaEngine.runsWaitFor(
        first -> {
          if (first == 0) {
            await(later);
          } else {
            later.countDown();
          }
        });
    assertScored(score(watchedRows(), spec(2)).collectAsList(), ROWS);
  }

  @Test
  void rowsAreReadNoFurtherAheadThanTheBatchesUnderWay() {
    List<Integer> ahead =
        score(watchedRows(), spec(2))
            .javaRDD()
            .map(row -> WatchedRows.read() - (int) row.getLong(0) / BATCH * BATCH)
            .collect();
    assertThat(ahead).hasSize(ROWS).allMatch(rows -> rows <= 3 * BATCH);
  }

  @Test
  void theResultIsTheOneOfBatchAfterBatch() {
    Dataset<Row> rows =
        spark()
            .range(0, 500, 1, PARTITIONS)
            .selectExpr(
                "id",
                "CASE WHEN id % 10 = 3 OR id < 30 THEN null"
                    + " ELSE transform(sequence(1, int(id % 3) + 1), i -> float(10 * id + i)) END"
                    + " AS x");
    Dataset<Row> expected = score(rows, spec(1), "why");
    List<Row> expectedRows = expected.collectAsList();
    for (int runs : new int[] {2, 3}) {
      Dataset<Row> scored = score(rows, spec(runs), "why");
      assertThat(scored.collectAsList()).isEqualTo(expectedRows);
      for (String count : COUNTS) {
        assertThat(metric(scored, count)).as(count).isEqualTo(metric(expected, count)).isPositive();
      }
      assertThat(metric(scored, "engineTime")).isPositive();
      assertThat(metric(scored, "prepareTime")).isPositive();
    }
  }

  @Test
  void noModelIsOpenedForNoValidRow() {
    Dataset<Row> none = evenRows().selectExpr("id", "cast(null AS array<float>) AS x");
    assertThat(score(none, spec(2)).collectAsList()).hasSize(ROWS);
    assertThat(JavaEngine.OPENED).hasValue(0);
  }

  @Test
  void anExhaustedPartitionGivesTheModelBackBeforeItsTaskEnds() {
    assertThat(openAfterTheLastRow(score(evenRows(1), spec(2)))).containsExactly(0);
  }

  @Test
  void aFailingRunReachesTheTaskOnceTheOthersHaveEnded() {
    JavaEngine.runsWaitFor(
        first -> {
          if (first == 16) {
            WatchedRows.awaitEnding();
          }
        });
    ScoringSpec failing =
        Specs.spec(new JavaEngine(JavaEngine.Operation.FAIL_ON_13, 2), BATCH, HandleInvalid.KEEP);
    assertThat(failure(score(watchedRows(), failing)))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("the engine broke");
    assertThat(JavaEngine.OPENED).hasValue(1);
    assertThat(JavaEngine.SHAPES).hasSize(ROWS / BATCH);
  }

  @Test
  void aFailureBeforeTheNodeWaitsForWhatIsUnderWay() {
    JavaEngine.runsWaitFor(first -> WatchedRows.awaitEnding());
    Dataset<Row> rows =
        watchedRows().selectExpr("id", "if(id = 9, array(raise_error('no row')), x) AS x");
    assertThat(failure(score(rows, spec(2)))).hasStackTraceContaining("no row");
    assertThat(JavaEngine.OPENED).hasValue(1);
  }

  @Test
  void aConsumerThatStopsEarlyWaitsForWhatIsUnderWay() {
    JavaEngine.runsWaitFor(
        first -> {
          if (first > 0) {
            WatchedRows.awaitEnding();
          }
        });
    List<Row> first =
        score(watchedRows(), spec(2))
            .javaRDD()
            .mapPartitions(
                rows -> {
                  assertThat(rows.hasNext()).isTrue();
                  return List.of(rows.next()).iterator();
                })
            .collect();
    assertThat(first).extracting(row -> row.getLong(0)).containsExactly(0L);
    assertThat(JavaEngine.MOST_RUNNING).hasValue(2);
  }

  @Test
  void aKilledTaskWaitsForWhatIsUnderWayAndStaysInterrupted() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(2);
    JavaEngine.runsWaitFor(
        first -> {
          running.countDown();
          WatchedRows.awaitKill();
        });
    Dataset<Row> scored = score(watchedRows(), spec(2));
    SparkContext context = spark().sparkContext();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread job =
        new Thread(
            () -> {
              context.setJobGroup("killed scoring", "to be killed", true);
              failure.set(catchThrowable(scored::collectAsList));
            });
    SilentSpark.during(
        () -> {
          try {
            job.start();
            await(running);
            context.cancelJobGroup("killed scoring");
            job.join();
            WatchedRows.awaitEnding();
            JavaEngine.awaitClosed();
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
          return null;
        });
    assertThat(failure.get()).hasMessageContaining("cancel");
    assertThat(WatchedRows.wasInterruptedAtTheEnd()).isTrue();
    assertThat(JavaEngine.SHAPES).hasSize(2);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("waited in vain for another run");
    }
  }

  private static ScoringSpec spec(int runs) {
    return Specs.spec(new JavaEngine(JavaEngine.Operation.DOUBLE, runs), BATCH, HandleInvalid.KEEP);
  }

  private static Dataset<Row> watchedRows() {
    return WatchedRows.of(evenRows(1));
  }
}
