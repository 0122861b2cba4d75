package io.dlpipelines.samples.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.TaskCompletionListener;

/** The rows of one task: a run of images read in order; the files are closed with the task. */
final class IdxRows implements Iterator<Row> {

  private final IdxFile images;
  private final IdxFile labels;
  private final Iterator<Long> indices;
  private final String name;
  private DataInputStream imageBytes;
  private DataInputStream labelBytes;

  IdxRows(IdxFile images, IdxFile labels, Iterator<Long> indices) {
    this.images = images;
    this.labels = labels;
    this.indices = indices;
    this.name = Path.of(images.path()).getFileName().toString();
  }

  @Override
  public boolean hasNext() {
    return indices.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    long index = indices.next();
    try {
      if (imageBytes == null) {
        openAt(index);
      }
      byte[] pixels = new byte[images.itemBytes()];
      imageBytes.readFully(pixels);
      String label = Integer.toString(labelBytes.readUnsignedByte());
      byte[] png = Png.encodeGray(pixels, images.columns(), images.rows());
      return RowFactory.create(name + '#' + index, label, png);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read image " + index + " of " + images.path(), e);
    }
  }

  private void openAt(long index) throws IOException {
    imageBytes = images.itemsFrom(index);
    closeWithTask(imageBytes);
    labelBytes = labels.itemsFrom(index);
    closeWithTask(labelBytes);
  }

  private static void closeWithTask(DataInputStream in) {
    TaskCompletionListener close =
        context -> {
          try {
            in.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    TaskContext.get().addTaskCompletionListener(close);
  }
}
