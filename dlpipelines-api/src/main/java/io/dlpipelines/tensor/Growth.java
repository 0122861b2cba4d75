package io.dlpipelines.tensor;

import java.util.Arrays;

/** Memory that grows by doubling. */
final class Growth {
  /** What every virtual machine can allocate. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private Growth() {}

  /** The memory itself if it is large enough, else a larger copy. */
  static byte[] toHold(long needed, byte[] memory) {
    if (needed <= memory.length) {
      return memory;
    }
    if (needed > LONGEST) {
      throw new IllegalStateException(needed + " bytes do not fit into one array");
    }
    return Arrays.copyOf(memory, (int) Math.min(LONGEST, Math.max(needed, 2L * memory.length)));
  }
}
