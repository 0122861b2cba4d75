package io.dlpipelines.persist;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Writes a model's files to a local folder, where they stay within it and are what was meant. */
public final class LocalCopy {

  private LocalCopy() {}

  /**
   * Writes a model's files.
   *
   * @param folder the folder
   * @param model the model
   * @throws IOException if a path leads out of the folder, or a file cannot be written
   * @throws IllegalStateException if a file has another checksum
   */
  public static void write(Path folder, ModelFiles model) throws IOException {
    for (ModelFile file : model.files()) {
      write(folder, file.path(), file.chunks(), file.sha256());
    }
  }

  /**
   * Writes a file.
   *
   * @param folder the folder
   * @param path the file's path below it, with {@code /}
   * @param chunks its content in pieces
   * @param sha256 of the content, in hexadecimal
   * @throws IOException if the path leads out of the folder, or the content cannot be written
   * @throws IllegalStateException if the content has another checksum
   */
  public static void write(Path folder, String path, Iterable<byte[]> chunks, String sha256)
      throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    Path target = root.resolve(path).normalize();
    if (!target.startsWith(root) || target.equals(root)) {
      throw new IOException("the model's file " + path + " lies outside its folder");
    }
    Files.createDirectories(target.getParent());
    MessageDigest digest = ModelFiles.sha256Digest();
    try (OutputStream out = Files.newOutputStream(target)) {
      for (byte[] chunk : chunks) {
        digest.update(chunk);
        out.write(chunk);
      }
    }
    String found = HexFormat.of().formatHex(digest.digest());
    if (!found.equals(sha256)) {
      Files.delete(target);
      throw new IllegalStateException(
          "the model's file %s arrived with checksum %s, and %s was sent: it was changed or damaged on its way"
              .formatted(path, found, sha256));
    }
  }
}
