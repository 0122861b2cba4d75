package io.dlpipelines.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Decompresses PackBits: runs of one byte, and runs of literal bytes. */
final class PackBitsInput extends InputStream {
  private static final int NO_OPERATION = 128;

  private final InputStream packed;
  private int literals;
  private int repetitions;
  private int repeated;

  PackBitsInput(InputStream packed) {
    this.packed = packed;
  }

  @Override
  public int read() throws IOException {
    while (literals == 0 && repetitions == 0) {
      int run = packed.read();
      if (run < 0) {
        return -1;
      }
      if (run < NO_OPERATION) {
        literals = run + 1;
      } else if (run > NO_OPERATION) {
        repetitions = 257 - run;
        repeated = next();
      }
    }
    if (literals > 0) {
      literals--;
      return next();
    }
    repetitions--;
    return repeated;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    for (int i = 0; i < length; i++) {
      int value = read();
      if (value < 0) {
        return i == 0 ? -1 : i;
      }
      target[offset + i] = (byte) value;
    }
    return length;
  }

  private int next() throws IOException {
    int value = packed.read();
    if (value < 0) {
      throw new EOFException();
    }
    return value;
  }
}
