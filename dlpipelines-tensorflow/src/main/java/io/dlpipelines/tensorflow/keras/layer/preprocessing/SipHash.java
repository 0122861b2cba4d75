package io.dlpipelines.tensorflow.keras.layer.preprocessing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 (<a href="https://doi.org/10.1007/978-3-642-34931-7_28">Aumasson and Bernstein,
 * 2012</a>), which TensorFlow's operation {@code StringToHashBucketStrong} computes.
 */
final class SipHash {
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  private SipHash(long key0, long key1) {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
  }

  /** The hash of a text in UTF-8, an unsigned number. */
  static long of(String text, long key0, long key1) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteBuffer padded =
        ByteBuffer.allocate(bytes.length / Long.BYTES * Long.BYTES + Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(bytes)
            .put(bytes.length / Long.BYTES * Long.BYTES + Long.BYTES - 1, (byte) bytes.length)
            .clear();
    SipHash hash = new SipHash(key0, key1);
    while (padded.hasRemaining()) {
      hash.add(padded.getLong());
    }
    return hash.end();
  }

  private void add(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private long end() {
    v2 ^= 0xff;
    for (int count = 0; count < 4; count++) {
      round();
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
