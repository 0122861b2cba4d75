package io.dlpipelines.scoring;

import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The file that a row was read from, as Spark's file sources leave it in a thread-local for {@code
 * input_file_name()}, {@code input_file_block_start()} and {@code input_file_block_length()}.
 *
 * @param path the file; empty outside file sources
 * @param start offset of the block, in bytes; negative outside file sources
 * @param length length of the block, in bytes
 */
record InputFile(UTF8String path, long start, long length) {

  /** The file of the row that this thread read last. */
  static InputFile current() {
    return new InputFile(
        InputFileBlockHolder.getInputFilePath(),
        InputFileBlockHolder.getStartOffset(),
        InputFileBlockHolder.getLength());
  }

  /** Whether this thread has read no row of another file or block since. */
  boolean isCurrent() {
    return InputFileBlockHolder.getInputFilePath() == path;
  }

  /** Makes this the file that expressions see in this thread. */
  void makeCurrent() {
    if (isCurrent()) {
      return;
    }
    if (start < 0) {
      InputFileBlockHolder.unset();
    } else {
      InputFileBlockHolder.set(path.toString(), start, length);
    }
  }
}
