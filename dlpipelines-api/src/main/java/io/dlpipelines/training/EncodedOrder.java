package io.dlpipelines.training;

/** From the first row to the last. */
final class EncodedOrder implements RowOrder {
  private final long rows;
  private long position;

  EncodedOrder(long rows) {
    this.rows = rows;
  }

  @Override
  public void startEpoch(int epoch) {
    position = 0;
  }

  @Override
  public int next(long[] target, int from, int count) {
    int given = (int) Math.min(count, rows - position);
    for (int i = 0; i < given; i++) {
      target[from + i] = position++;
    }
    return given;
  }
}
