package io.dlpipelines.image.codec;

import io.dlpipelines.persist.SourcePath;
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
      Path path = SourcePath.of(uri, hadoop);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      FileStatus status = fileSystem.getFileStatus(path);
      if (status.isDirectory()) {
        throw new InvalidCellException("a directory, not a file: " + uri);
      }
      checkLength(status.getLen(), "", uri);
      try (FSDataInputStream input = fileSystem.open(path)) {
        return status.getLen() < 0 ? readToEnd(input, uri) : readFully(input, status.getLen());
      }
    } catch (FileNotFoundException missing) {
      throw new InvalidCellException("file not found: " + uri);
    } catch (UnsupportedOperationException unsupported) {
      throw new InvalidCellException(
          "the file cannot be read: " + uri + " (its file system does not support reading files)");
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

  private static byte[] readFully(FSDataInputStream input, long length) throws IOException {
    byte[] content = new byte[(int) length];
    input.readFully(content);
    return content;
  }

  /** Reads a file whose length its file system does not tell, as that of HTTP does not. */
  private byte[] readToEnd(FSDataInputStream input, String uri)
      throws IOException, InvalidCellException {
    int most = (int) Math.min(Integer.MAX_VALUE - 8, maxFileBytes + 1);
    byte[] content = input.readNBytes(most);
    checkLength(content.length, "at least ", uri);
    return content;
  }

  private void checkLength(long length, String bound, String uri) throws InvalidCellException {
    if (length > maxFileBytes) {
      throw new InvalidCellException(
          "the file has "
              + bound
              + length
              + " bytes, more than an image of maxPixels can have ("
              + maxFileBytes
              + "); raise maxPixels to read it: "
              + uri);
    }
  }
}
