package io.dlpipelines.training;

/**
 * The order in which rows are trained on: each row once in each epoch. One thread uses it, epoch
 * after epoch.
 */
public interface RowOrder {

  /**
   * An order that is drawn anew for each epoch. Rows of up to 256 MB are permuted evenly. More are
   * permuted in blocks, and rows change places within a window of many blocks; so memory is
   * bounded, and a disk is read in pieces of at least 64 KB.
   *
   * @param rows the rows
   * @param seed of all epochs: the same seed and epoch give the same order
   * @return the order, before epoch 0
   */
  static RowOrder shuffled(SpooledRows rows, long seed) {
    return ShuffledOrder.of(rows.count(), rows.rowBytes(), seed);
  }

  /**
   * The order in which rows were encoded: that of partitions, and of rows in them.
   *
   * @param rows the rows
   * @return the order
   */
  static RowOrder asEncoded(SpooledRows rows) {
    return new EncodedOrder(rows.count());
  }

  /**
   * Goes to the beginning of an epoch.
   *
   * @param epoch from 0
   */
  void startEpoch(int epoch);

  /**
   * The next rows.
   *
   * @param target receives their numbers
   * @param from where the first goes in it
   * @param count how many are wanted
   * @return how many there are: fewer than wanted at the end of the epoch only, 0 after it
   */
  int next(long[] target, int from, int count);
}
