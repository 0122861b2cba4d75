package io.dlpipelines.samples.quickstart;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Spark in this process, on all its cores. */
final class LocalSpark {

  private LocalSpark() {}

  /**
   * Starts a session.
   *
   * @param work the folder for what does not fit into memory
   */
  static SparkSession start(Path work) {
    return SparkSession.builder()
        .appName("dlpipelines quickstart")
        .master("local[*]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", false)
        .config("spark.local.dir", work.toString())
        .config("spark.sql.warehouse.dir", work.resolve("warehouse").toUri().toString())
        .config("spark.sql.shuffle.partitions", 2 * Runtime.getRuntime().availableProcessors())
        .getOrCreate();
  }
}
