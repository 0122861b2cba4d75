package io.dlpipelines.training;

import java.util.SplittableRandom;

/**
 * Blocks of neighbouring rows in random order, and rows in random order within a window of as many
 * blocks as it holds. Both are Fisher and Yates's shuffle, drawn as it is read. Rows that fit into
 * one window are permuted evenly.
 */
final class ShuffledOrder implements RowOrder {
  private static final long BLOCK_BYTES = 64L << 10;
  private static final long WINDOW_BYTES = 256L << 20;
  private static final int MAX_WINDOW_ROWS = 1 << 22;
  private static final int MAX_BLOCKS = 1 << 20;

  private final long rows;
  private final long seed;
  private final long blockRows;
  private final int[] blocks;
  private final long[] window;
  private SplittableRandom random;
  private int blocksRead;
  private int windowRows;
  private int windowRead;

  ShuffledOrder(long rows, int blockRows, int windowRows, long seed) {
    this.rows = rows;
    this.blockRows = blockRows;
    this.seed = seed;
    blocks = new int[Math.toIntExact((rows + blockRows - 1) / blockRows)];
    window = new long[(int) Math.min(rows, Math.max(windowRows, blockRows))];
    startEpoch(0);
  }

  static ShuffledOrder of(long rows, int rowBytes, long seed) {
    long windowRows = Math.max(1, Math.min(MAX_WINDOW_ROWS, WINDOW_BYTES / rowBytes));
    long blockRows = Math.max(BLOCK_BYTES / rowBytes, rows / MAX_BLOCKS + 1);
    return new ShuffledOrder(rows, (int) Math.min(blockRows, windowRows), (int) windowRows, seed);
  }

  @Override
  public void startEpoch(int epoch) {
    random = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch);
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = i;
    }
    blocksRead = 0;
    windowRows = 0;
    windowRead = 0;
  }

  @Override
  public int next(long[] target, int from, int count) {
    for (int i = 0; i < count; i++) {
      if (windowRead == windowRows && !fillWindow()) {
        return i;
      }
      int drawn = windowRead + random.nextInt(windowRows - windowRead);
      target[from + i] = window[drawn];
      window[drawn] = window[windowRead++];
    }
    return count;
  }

  private boolean fillWindow() {
    windowRows = 0;
    windowRead = 0;
    while (blocksRead < blocks.length
        && (window.length == rows || windowRows + blockRows <= window.length)) {
      addBlock(drawBlock());
    }
    return windowRows > 0;
  }

  private int drawBlock() {
    int drawn = blocksRead + random.nextInt(blocks.length - blocksRead);
    int block = blocks[drawn];
    blocks[drawn] = blocks[blocksRead];
    blocks[blocksRead++] = block;
    return block;
  }

  private void addBlock(int block) {
    long first = block * blockRows;
    long end = Math.min(rows, first + blockRows);
    for (long row = first; row < end; row++) {
      window[windowRows++] = row;
    }
  }
}
