package io.dlpipelines.samples.data;

import io.dlpipelines.samples.UserException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of unsigned bytes in the format of the <a href="http://yann.lecun.com/exdb/mnist/">MNIST
 * database</a>, plain or gzipped.
 *
 * @param path where it lies
 * @param count how many items it has
 * @param rows the height of an item, 1 for labels
 * @param columns the width of an item, 1 for labels
 */
record IdxFile(String path, int count, int rows, int columns) implements Serializable {

  private static final int LABELS = 0x0801;
  private static final int IMAGES = 0x0803;
  private static final int LARGEST_SIDE = 1 << 14;

  static IdxFile images(Path path) {
    return open(path, IMAGES, "images");
  }

  static IdxFile labels(Path path) {
    return open(path, LABELS, "labels");
  }

  int itemBytes() {
    return rows * columns;
  }

  /** Opens the items from the given one on. */
  DataInputStream itemsFrom(long first) throws IOException {
    DataInputStream in = decompressed(Path.of(path));
    try {
      in.skipNBytes(headerBytes() + first * itemBytes());
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private int headerBytes() {
    return itemBytes() == 1 ? 8 : 16;
  }

  private static IdxFile open(Path path, int magic, String what) {
    IdxFile file;
    try (DataInputStream in = decompressed(path)) {
      int found = in.readInt();
      if (found != magic) {
        throw new UserException(
            String.format(
                "%s is not an idx file of %s: it begins with 0x%08x, not 0x%08x. "
                    + "Check that the file has not been renamed.",
                path, what, found, magic));
      }
      int count = in.readInt();
      file =
          magic == LABELS
              ? new IdxFile(path.toString(), count, 1, 1)
              : new IdxFile(path.toString(), count, in.readInt(), in.readInt());
      file.check();
      in.skipNBytes((long) count * file.itemBytes());
    } catch (EOFException e) {
      throw new UserException(
          path + " ends before the last of its " + what + ". Download it again.", e);
    } catch (ZipException e) {
      throw new UserException(path + " is damaged: " + e.getMessage() + ". Download it again.", e);
    } catch (IOException e) {
      throw new UserException("Cannot read " + path + ": " + e.getMessage() + ".", e);
    }
    return file;
  }

  private void check() {
    boolean possible =
        count >= 0 && rows > 0 && rows <= LARGEST_SIDE && columns > 0 && columns <= LARGEST_SIDE;
    if (!possible) {
      throw new UserException(
          String.format(
              "%s says that it has %d items of %d by %d bytes, which cannot be. Download it again.",
              path, count, rows, columns));
    }
  }

  private static DataInputStream decompressed(Path path) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    try {
      boolean gzipped = path.toString().endsWith(".gz");
      return new DataInputStream(
          gzipped ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16) : in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
