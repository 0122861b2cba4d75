package io.dlpipelines.image.codec;

import java.nio.charset.StandardCharsets;

/**
 * Bytes by which a format is recognized.
 *
 * @param format the plural of what such a file is
 * @param bytes the bytes, one for each character
 * @param offset where they lie in the file; from the end if negative
 */
record Signature(String format, String bytes, int offset) {

  boolean matches(byte[] file) {
    return matches(bytes, offset < 0 ? file.length + offset : offset, file);
  }

  static boolean matches(String bytes, int offset, byte[] file) {
    return offset >= 0
        && file.length >= offset + bytes.length()
        && new String(file, offset, bytes.length(), StandardCharsets.ISO_8859_1).equals(bytes);
  }
}
