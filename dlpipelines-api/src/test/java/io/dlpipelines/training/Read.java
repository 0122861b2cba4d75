package io.dlpipelines.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;

/** Reads a feed of all rows, in the order of their numbers. */
final class Read {

  private Read() {}

  static ByteBuffer all(SpooledRows rows, int feed, int cellBytes) {
    int count = Math.toIntExact(rows.count());
    byte[] cells = new byte[count * cellBytes];
    rows.gather(LongStream.range(0, count).toArray(), 0, count, feed, cells);
    return ByteBuffer.wrap(cells).order(ByteOrder.nativeOrder());
  }

  static long[] longs(SpooledRows rows, int feed) {
    long[] values = new long[Math.toIntExact(rows.count())];
    all(rows, feed, Long.BYTES).asLongBuffer().get(values);
    return values;
  }

  static int[] ints(SpooledRows rows, int feed) {
    int[] values = new int[Math.toIntExact(rows.count())];
    all(rows, feed, Integer.BYTES).asIntBuffer().get(values);
    return values;
  }

  static float[] floats(SpooledRows rows, int feed, int elements) {
    float[] values = new float[Math.toIntExact(rows.count()) * elements];
    all(rows, feed, Float.BYTES * elements).asFloatBuffer().get(values);
    return values;
  }
}
