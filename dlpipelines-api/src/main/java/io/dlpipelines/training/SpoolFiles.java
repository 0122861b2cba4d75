package io.dlpipelines.training;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/** The files of a spool: one of training rows, one of validation rows. */
record SpoolFiles(MappedRows training, MappedRows validation) {

  /** Copies the blocks to the local disk of Spark that has the most room. */
  static SpoolFiles write(SpoolSource source, Iterator<byte[]> blocks, TaskContext context)
      throws IOException {
    File[] folders = SparkEnv.get().blockManager().diskBlockManager().localDirs();
    File folder =
        Arrays.stream(folders).max(Comparator.comparingLong(File::getUsableSpace)).orElseThrow();
    return write(source, folder.toPath(), blocks, context::killTaskIfInterrupted);
  }

  static SpoolFiles write(
      SpoolSource source, Path folder, Iterator<byte[]> blocks, Runnable checkpoint)
      throws IOException {
    int rowBytes = source.layout().rowBytes();
    RowFile.requireRoom(folder, source.byteCount());
    try (RowFile training = RowFile.create(folder);
        RowFile validation = RowFile.create(folder)) {
      while (blocks.hasNext()) {
        checkpoint.run();
        RowBlock block = new RowBlock(blocks.next());
        switch (block.kind()) {
          case TRAINING -> training.append(block.bytes(), block.byteCount());
          case VALIDATION -> validation.append(block.bytes(), block.byteCount());
          case SUMMARY -> {}
        }
      }
      return new SpoolFiles(training.map(rowBytes), validation.map(rowBytes));
    }
  }

  void close() {
    training.close();
    validation.close();
  }
}
