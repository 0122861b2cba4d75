package io.dlpipelines.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.battery.SparkTest;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class ExecutorCoresTest extends SparkTest {
  private static final AtomicInteger RUNNING = new AtomicInteger();
  private static final CyclicBarrier TWO = new CyclicBarrier(2);

  @Test
  void tasksThatWantAllCoresTakeTurns() {
    List<Integer> others =
        tasks(4)
            .map(
                task -> {
                  try (ExecutorCores cores = ExecutorCores.take(0, TaskContext.get())) {
                    int running = RUNNING.incrementAndGet();
                    Thread.sleep(20);
                    RUNNING.decrementAndGet();
                    return running - 1 + (cores.threads() == 2 ? 0 : 100);
                  }
                })
            .collect();

    assertThat(others).containsOnly(0);
  }

  @Test
  void tasksOfOneThreadRunBesideEachOther() {
    List<Integer> threads =
        tasks(2)
            .map(
                task -> {
                  try (ExecutorCores cores = ExecutorCores.take(1, TaskContext.get())) {
                    TWO.await(20, TimeUnit.SECONDS);
                    return cores.threads();
                  }
                })
            .collect();

    assertThat(threads).containsExactly(1, 1);
  }

  @Test
  void thereAreNoMoreThanAll() {
    assertThat(
            tasks(1)
                .map(
                    task -> {
                      try (ExecutorCores cores = ExecutorCores.take(1000, TaskContext.get())) {
                        return cores.threads();
                      }
                    })
                .collect())
        .containsExactly(2);
  }

  private static JavaRDD<Integer> tasks(int count) {
    return new JavaSparkContext(spark().sparkContext())
        .parallelize(Collections.nCopies(count, 0), count);
  }
}
