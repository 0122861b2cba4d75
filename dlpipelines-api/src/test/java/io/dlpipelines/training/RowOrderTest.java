package io.dlpipelines.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowOrderTest {

  @Test
  void eachRowComesOnceInEachEpoch() {
    Random random = new Random(11);
    for (int trial = 0; trial < 300; trial++) {
      int rows = random.nextInt(500);
      int blockRows = 1 + random.nextInt(40);
      int windowRows = 1 + random.nextInt(600);
      RowOrder order = new ShuffledOrder(rows, blockRows, windowRows, random.nextLong());
      for (int epoch = 0; epoch < 3; epoch++) {
        long[] epochRows = read(order, epoch, rows, 1 + random.nextInt(100));
        Arrays.sort(epochRows);
        assertThat(epochRows)
            .as("%d rows in blocks of %d, window %d", rows, blockRows, windowRows)
            .isEqualTo(LongStream.range(0, rows).toArray());
      }
    }
  }

  @Test
  void seedAndEpochMakeTheOrder() {
    long[] first = read(new ShuffledOrder(1000, 10, 300, 5), 2, 1000, 64);
    RowOrder same = new ShuffledOrder(1000, 10, 300, 5);
    assertThat(read(same, 0, 1000, 64)).isNotEqualTo(first);
    assertThat(read(same, 2, 1000, 7)).isEqualTo(first);
    assertThat(read(new ShuffledOrder(1000, 10, 300, 6), 2, 1000, 64)).isNotEqualTo(first);
  }

  /** Each row is as likely at each place; five standard deviations bound the error. */
  @Test
  void rowsOfOneWindowArePermutedEvenly() {
    int rows = 6;
    int trials = 60_000;
    int[][] counts = new int[rows][rows];
    RowOrder order = new ShuffledOrder(rows, 2, rows, 3);
    for (int epoch = 0; epoch < trials; epoch++) {
      long[] drawn = read(order, epoch, rows, rows);
      for (int place = 0; place < rows; place++) {
        counts[place][(int) drawn[place]]++;
      }
    }
    double expected = (double) trials / rows;
    double bound = 5 * Math.sqrt(expected * (1 - 1.0 / rows));
    for (int[] place : counts) {
      for (int count : place) {
        assertThat((double) count).isBetween(expected - bound, expected + bound);
      }
    }
  }

  @Test
  void aWindowHoldsRowsFromAllOver() {
    long[] drawn = read(new ShuffledOrder(100_000, 10, 10_000, 1), 0, 100_000, 1000);
    double meanOfFirst = Arrays.stream(drawn, 0, 10_000).average().orElseThrow();
    assertThat(meanOfFirst).isBetween(45_000.0, 55_000.0);
    int neighbours = 0;
    for (int i = 1; i < drawn.length; i++) {
      neighbours += Math.abs(drawn[i] - drawn[i - 1]) == 1 ? 1 : 0;
    }
    assertThat(neighbours).isLessThan(200);
  }

  @ParameterizedTest(name = "{0} rows of {1} bytes")
  @CsvSource({"1000000,4", "3000000,44", "2000,600000", "5,200000000"})
  void rowsOfAllSizesAreOrdered(int rows, int rowBytes) {
    long[] drawn = read(ShuffledOrder.of(rows, rowBytes, 1), 0, rows, 512);
    Arrays.sort(drawn);
    assertThat(drawn).isEqualTo(LongStream.range(0, rows).toArray());
  }

  @Test
  void rowsComeAsEncoded() {
    RowOrder order = new EncodedOrder(10);
    assertThat(read(order, 0, 10, 4)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(read(order, 1, 10, 3)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  private static long[] read(RowOrder order, int epoch, int rows, int batch) {
    order.startEpoch(epoch);
    long[] all = new long[rows];
    int read = 0;
    while (read < rows) {
      int wanted = Math.min(batch, rows - read);
      assertThat(order.next(all, read, wanted)).isEqualTo(wanted);
      read += wanted;
    }
    assertThat(order.next(new long[2], 1, 1)).isZero();
    return all;
  }
}
