package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.Numbers;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Random labels and predictions, by rows. */
public enum Rows {
  /** From -3 to 3. */
  REAL {
    @Override
    double[] row(SplittableRandom random, int units) {
      return random.doubles(units, -3, 3).toArray();
    }
  },
  /** From 0 to 3. */
  POSITIVE {
    @Override
    double[] row(SplittableRandom random, int units) {
      return random.doubles(units, 0.01, 3).toArray();
    }
  },
  /** From 0 to 1. */
  PROBABILITIES {
    @Override
    double[] row(SplittableRandom random, int units) {
      return random.doubles(units, 0.01, 0.99).toArray();
    }
  },
  /** Positive, of sum 1. */
  DISTRIBUTION {
    @Override
    double[] row(SplittableRandom random, int units) {
      double[] row = random.doubles(units, 0.01, 1).toArray();
      double sum = Arrays.stream(row).sum();
      return Arrays.stream(row).map(x -> x / sum).toArray();
    }
  },
  /** 0 or 1. */
  BITS {
    @Override
    double[] row(SplittableRandom random, int units) {
      return random.ints(units, 0, 2).asDoubleStream().toArray();
    }
  },
  /** -1 or 1. */
  SIGNS {
    @Override
    double[] row(SplittableRandom random, int units) {
      return DoubleStream.of(BITS.row(random, units)).map(bit -> 2 * bit - 1).toArray();
    }
  },
  /** One 1 among 0. */
  ONE_HOT {
    @Override
    double[] row(SplittableRandom random, int units) {
      double[] row = new double[units];
      row[random.nextInt(units)] = 1;
      return row;
    }
  };

  abstract double[] row(SplittableRandom random, int units);

  /** Rows of numbers that floats can hold. */
  public double[][] rows(long seed, int count, int units) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, count)
        .mapToObj(row -> DoubleStream.of(row(random, units)).map(x -> (float) x).toArray())
        .toArray(double[][]::new);
  }

  /** Rows as a tensor. */
  public static Numbers tensor(double[][] rows, long... shape) {
    return Numbers.of(shape, Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray());
  }

  /** Where the 1 is in each row. */
  public static Numbers classes(double[][] rows, long... shape) {
    return Numbers.of(shape, Arrays.stream(rows).mapToDouble(Rows::largest).toArray());
  }

  /** The first largest number of a row. */
  public static int largest(double[] row) {
    int largest = 0;
    for (int unit = 1; unit < row.length; unit++) {
      if (row[unit] > row[largest]) {
        largest = unit;
      }
    }
    return largest;
  }
}
