package io.dlpipelines.image.codec;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Decompresses LZW as TIFF has it: codes of 9 to 12 bits, the highest bit first. */
final class LzwInput extends InputStream {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST_FREE = 258;
  private static final int MIN_BITS = 9;
  private static final int MAX_BITS = 12;
  private static final int CODES = 1 << MAX_BITS;

  private final InputStream codes;
  private final short[] prefixes = new short[CODES];
  private final byte[] suffixes = new byte[CODES];

  /** The string of the last code, from its end. */
  private final byte[] string = new byte[CODES + 1];

  private int stringLength;
  private int bitBuffer;
  private int bufferedBits;
  private int codeBits = MIN_BITS;
  private int free = FIRST_FREE;
  private int previous = CLEAR;
  private int firstByte;
  private boolean ended;

  LzwInput(InputStream codes) {
    this.codes = codes;
  }

  @Override
  public int read() throws IOException {
    if (stringLength == 0 && !expandNext()) {
      return -1;
    }
    return string[--stringLength] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length && (stringLength > 0 || expandNext())) {
      target[offset + done++] = string[--stringLength];
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  private boolean expandNext() throws IOException {
    if (ended) {
      return false;
    }
    int code = nextCode();
    if (code == CLEAR) {
      codeBits = MIN_BITS;
      free = FIRST_FREE;
      previous = CLEAR;
      return expandNext();
    }
    if (code == END) {
      ended = true;
      return false;
    }
    boolean known = code < free && code != CLEAR;
    if (!known && (code != free || previous == CLEAR)) {
      throw new IOException("an LZW code is not in the table");
    }
    if (!known) {
      string[stringLength++] = (byte) firstByte;
    }
    int link = known ? code : previous;
    while (link >= FIRST_FREE) {
      string[stringLength++] = suffixes[link];
      link = prefixes[link];
    }
    string[stringLength++] = (byte) link;
    firstByte = link;
    remember();
    previous = code;
    return true;
  }

  private void remember() {
    if (previous == CLEAR || free == CODES) {
      return;
    }
    prefixes[free] = (short) previous;
    suffixes[free] = (byte) firstByte;
    free++;
    if (free == (1 << codeBits) - 1 && codeBits < MAX_BITS) {
      codeBits++;
    }
  }

  private int nextCode() throws IOException {
    while (bufferedBits < codeBits) {
      int next = codes.read();
      if (next < 0) {
        throw new EOFException();
      }
      bitBuffer = bitBuffer << 8 | next;
      bufferedBits += 8;
    }
    bufferedBits -= codeBits;
    return bitBuffer >>> bufferedBits & (1 << codeBits) - 1;
  }
}
