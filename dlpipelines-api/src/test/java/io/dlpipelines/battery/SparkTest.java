package io.dlpipelines.battery;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A test that needs Spark: one local session for all tests of a JVM. */
public abstract class SparkTest {

  /** For subclasses. */
  protected SparkTest() {}

  /**
   * The session that all tests of this JVM share: two threads, loopback only, no UI. Tests leave it
   * as they found it and never stop it.
   *
   * @return the session, started on first use
   */
  protected static SparkSession spark() {
    return Holder.SESSION;
  }

  private static final class Holder {
    private static final SparkSession SESSION = start();

    private static SparkSession start() {
      return SparkSession.builder()
          .master("local[2]")
          .appName("dlpipelines tests")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.ui.enabled", "false")
          .config("spark.ui.showConsoleProgress", "false")
          .config("spark.log.level", "WARN")
          .config("spark.default.parallelism", "2")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.sql.session.timeZone", "UTC")
          .config(
              "spark.sql.warehouse.dir",
              Path.of("target", "spark-warehouse").toAbsolutePath().toString())
          .getOrCreate();
    }
  }
}
