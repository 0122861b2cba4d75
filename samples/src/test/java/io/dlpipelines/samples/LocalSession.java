package io.dlpipelines.samples;

import org.apache.spark.sql.SparkSession;

/** A Spark session for tests. */
public final class LocalSession {

  private LocalSession() {}

  /**
   * Starts a session, or gives the one that is there.
   *
   * @return the session
   */
  public static SparkSession start() {
    return SparkSession.builder()
        .master("local[2]")
        .config("spark.ui.enabled", false)
        .config("spark.sql.shuffle.partitions", 2)
        .getOrCreate();
  }
}
