package io.dlpipelines.persist;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.spark.SparkEnv;

/**
 * A folder for files that are needed for a short time. Those of Spark's are deleted when the
 * application ends, also where the process that wrote to them was killed.
 *
 * @param path the folder
 * @param setting what names it or the one above it
 */
public record LocalDisk(Path path, String setting) {

  /**
   * The folder of Spark's that has the most room; without Spark, the one for temporary files.
   *
   * @return the folder
   */
  public static LocalDisk roomiest() {
    SparkEnv spark = SparkEnv.get();
    if (spark == null) {
      return new LocalDisk(Path.of(System.getProperty("java.io.tmpdir")), "java.io.tmpdir");
    }
    return Arrays.stream(spark.blockManager().diskBlockManager().localDirs())
        .max(Comparator.comparingLong(File::getUsableSpace))
        .map(folder -> new LocalDisk(folder.toPath(), "spark.local.dir"))
        .orElseThrow();
  }

  /**
   * The failure to write something to this disk.
   *
   * @param what was to be written, at the beginning of a sentence
   * @param problem why it was not
   * @param cause the failure
   * @return an exception that says what, where, why and what to do
   */
  public IOException cannotHold(String what, String problem, IOException cause) {
    return new IOException(
        "%s cannot be written to %s: %s. Make room there, or set %s to a larger disk."
            .formatted(what, path, problem, setting),
        cause);
  }
}
