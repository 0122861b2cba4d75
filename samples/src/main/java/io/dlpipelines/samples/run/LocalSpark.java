package io.dlpipelines.samples.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;

/** Spark in this process, on all its cores. */
public final class LocalSpark {

  private LocalSpark() {}

  /**
   * Does work with Spark, and stops Spark and clears what it kept on disk when that is over.
   *
   * @param output where Spark keeps what does not fit into memory
   * @param progress watches Spark's tasks
   * @param work what is done
   * @param <T> what comes of it
   * @return what comes of it
   * @throws Exception if the work fails
   */
  public static <T> T run(OutputFolder output, Progress progress, Work<T> work) throws Exception {
    FileChannel lock = output.lock();
    try (SparkSession spark = start(output.work())) {
      writeDataAlone(spark.sparkContext().hadoopConfiguration());
      progress.watch(spark.sparkContext());
      return work.with(spark);
    } finally {
      output.deleteWork();
      lock.close();
    }
  }

  /** Keeps Hadoop from writing checksums and success markers beside the data. */
  private static void writeDataAlone(Configuration configuration) throws IOException {
    configuration.setBoolean("mapreduce.fileoutputcommitter.marksuccessfuljobs", false);
    FileSystem.getLocal(configuration).setWriteChecksum(false);
  }

  private static SparkSession start(Path work) {
    return SparkSession.builder()
        .appName("dlpipelines")
        .master("local[*]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", false)
        .config("spark.local.dir", work.toString())
        .config("spark.sql.warehouse.dir", Places.of(work.resolve("warehouse")))
        .config("spark.sql.shuffle.partitions", 2 * Runtime.getRuntime().availableProcessors())
        .getOrCreate();
  }

  /**
   * What is done with Spark.
   *
   * @param <T> what comes of it
   */
  public interface Work<T> {

    /**
     * Does it.
     *
     * @param spark a session
     * @return what comes of it
     * @throws Exception if it fails
     */
    T with(SparkSession spark) throws Exception;
  }
}
