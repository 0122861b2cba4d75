package io.dlpipelines.samples.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Idx files made by hand: pixel {@code p} of image {@code i} is {@code 10 * i + p}. */
final class IdxFixture {

  private IdxFixture() {}

  static byte[] images(int magic, int count, int rows, int columns, int writtenImages)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(magic);
      out.writeInt(count);
      out.writeInt(rows);
      out.writeInt(columns);
      for (int image = 0; image < writtenImages; image++) {
        for (int pixel = 0; pixel < rows * columns; pixel++) {
          out.writeByte(10 * image + pixel);
        }
      }
    }
    return bytes.toByteArray();
  }

  static byte[] labels(int magic, int... labels) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(magic);
      out.writeInt(labels.length);
      for (int label : labels) {
        out.writeByte(label);
      }
    }
    return bytes.toByteArray();
  }

  static Path write(Path file, byte[] bytes) throws IOException {
    try (OutputStream out =
        file.toString().endsWith(".gz")
            ? new GZIPOutputStream(Files.newOutputStream(file))
            : Files.newOutputStream(file)) {
      out.write(bytes);
    }
    return file;
  }

  /** Writes all four files: six images to train and two to test, labels 3 and 7 in turn. */
  static void writeDataSet(Path folder) throws IOException {
    write(folder.resolve("train-images-idx3-ubyte.gz"), images(0x803, 6, 2, 3, 6));
    write(folder.resolve("train-labels-idx1-ubyte.gz"), labels(0x801, 3, 7, 3, 7, 3, 7));
    write(folder.resolve("t10k-images-idx3-ubyte"), images(0x803, 2, 2, 3, 2));
    write(folder.resolve("t10k-labels-idx1-ubyte"), labels(0x801, 7, 3));
  }
}
