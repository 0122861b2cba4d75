package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.Cell;
import io.dlpipelines.tensor.CellEncoder;
import io.dlpipelines.tensor.InvalidCellException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** Encodes a string column of paths, reading each file through Hadoop. */
final class ImageFileEncoder implements CellEncoder {
  private final Configuration hadoop;
  private final long maxFileBytes;
  private final ImageDecoder decoder;

  ImageFileEncoder(ImageDecoding options, Configuration hadoop) {
    this.hadoop = hadoop;
    this.maxFileBytes = new PixelLimit(options.maxPixels()).maxFileBytes();
    this.decoder = new ImageDecoder(options);
  }

  @Override
  public void encode(SpecializedGetters row, int ordinal, Cell cell) throws InvalidCellException {
    decoder.decode(read(row.getUTF8String(ordinal).toString()), cell);
  }

  private byte[] read(String uri) throws InvalidCellException {
    try {
      Path path = new Path(uri);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      FileStatus status = fileSystem.getFileStatus(path);
      if (status.isDirectory()) {
        throw new InvalidCellException("a directory, not a file: " + uri);
      }
      if (status.getLen() > maxFileBytes) {
        throw new InvalidCellException(
            "the file has "
                + status.getLen()
                + " bytes, more than an image of maxPixels can have ("
                + maxFileBytes
                + "); raise maxPixels to read it: "
                + uri);
      }
      byte[] content = new byte[(int) status.getLen()];
      try (FSDataInputStream input = fileSystem.open(path)) {
        input.readFully(content);
      }
      return content;
    } catch (FileNotFoundException missing) {
      throw new InvalidCellException("file not found: " + uri);
    } catch (IllegalArgumentException malformed) {
      throw new InvalidCellException("not a path: '" + uri + "'");
    } catch (InterruptedIOException | ClosedByInterruptException killed) {
      throw new UncheckedIOException(killed);
    } catch (IOException unreadable) {
      throw new InvalidCellException(
          "the file cannot be read: "
              + uri
              + " ("
              + unreadable.getClass().getSimpleName()
              + ": "
              + DecoderFailure.reason(unreadable)
              + ")");
    }
  }
}
