package io.dlpipelines.persist;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;

/**
 * One file of a model.
 *
 * @param path relative to the model's folder, with {@code /}
 * @param chunks its content in pieces, so that it may be larger than an array
 * @param sha256 of its content, in hexadecimal
 */
public record ModelFile(String path, List<byte[]> chunks, String sha256) implements Serializable {

  /**
   * Copies the list of chunks, not the chunks.
   *
   * @param path relative to the model's folder, with {@code /}
   * @param chunks the content in pieces
   * @param sha256 of the content, in hexadecimal
   * @throws NullPointerException if one of them is null
   */
  public ModelFile {
    requireNonNull(path, "path");
    requireNonNull(sha256, "sha256");
    chunks = List.copyOf(chunks);
  }

  /**
   * The size of the content.
   *
   * @return in bytes
   */
  public long size() {
    return chunks.stream().mapToLong(chunk -> chunk.length).sum();
  }

  /**
   * The whole content in one array.
   *
   * @return a new array
   * @throws ArithmeticException if it is larger than an array can be
   */
  public byte[] toBytes() {
    byte[] bytes = new byte[Math.toIntExact(size())];
    int at = 0;
    for (byte[] chunk : chunks) {
      System.arraycopy(chunk, 0, bytes, at, chunk.length);
      at += chunk.length;
    }
    return bytes;
  }
}
