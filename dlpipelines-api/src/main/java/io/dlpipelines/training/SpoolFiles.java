package io.dlpipelines.training;

import io.dlpipelines.persist.LocalDisk;
import java.io.IOException;
import java.util.Iterator;
import org.apache.spark.TaskContext;

/** The files of a spool: one of training rows, one of validation rows. */
record SpoolFiles(MappedRows training, MappedRows validation) {

  /** Copies the blocks to the local disk of Spark that has the most room. */
  static SpoolFiles write(SpoolSource source, Iterator<byte[]> blocks, TaskContext context)
      throws IOException {
    return write(source, LocalDisk.roomiest(), blocks, context::killTaskIfInterrupted);
  }

  static SpoolFiles write(
      SpoolSource source, LocalDisk disk, Iterator<byte[]> blocks, Runnable checkpoint)
      throws IOException {
    int rowBytes = source.layout().rowBytes();
    RowFile.requireRoom(disk, source.byteCount());
    try (RowFile training = RowFile.create(disk);
        RowFile validation = RowFile.create(disk)) {
      while (blocks.hasNext()) {
        checkpoint.run();
        RowBlock block = new RowBlock(blocks.next());
        switch (block.kind()) {
          case TRAINING -> training.append(block.bytes(), block.byteCount());
          case VALIDATION -> validation.append(block.bytes(), block.byteCount());
          case SUMMARY -> {}
        }
      }
      requireAllRows(source, (training.byteCount() + validation.byteCount()) / rowBytes);
      return new SpoolFiles(training.map(rowBytes), validation.map(rowBytes));
    }
  }

  /** Blocks that went with an executor have been computed again, from whatever is there now. */
  private static void requireAllRows(SpoolSource source, long rows) {
    if (rows != source.rows()) {
      throw new IllegalStateException(
          ("The rows to train on changed when they were computed again for an executor that was"
                  + " lost: there were %d, and now there are %d. Train on rows that stay the same:"
                  + " write them to a file or a table first.")
              .formatted(source.rows(), rows));
    }
  }

  void close() {
    training.close();
    validation.close();
  }
}
