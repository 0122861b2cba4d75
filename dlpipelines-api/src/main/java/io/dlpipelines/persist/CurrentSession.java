package io.dlpipelines.persist;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** The Spark session that a call on the driver belongs to, and what its configuration says. */
public final class CurrentSession {

  private CurrentSession() {}

  /**
   * How its file systems are reached.
   *
   * @return Hadoop's defaults if there is no session
   */
  public static Configuration hadoop() {
    return find()
        .map(session -> session.sparkContext().hadoopConfiguration())
        .orElseGet(Configuration::new);
  }

  /**
   * A setting of the session, else the system property of the same name.
   *
   * @param key the name
   * @return empty if it is not set
   */
  public static Optional<String> setting(String key) {
    return find()
        .map(session -> session.conf().getOption(key))
        .filter(Option::isDefined)
        .map(Option::get)
        .or(() -> Optional.ofNullable(System.getProperty(key)));
  }

  private static Optional<SparkSession> find() {
    Option<SparkSession> active = SparkSession.getActiveSession();
    Option<SparkSession> session = active.isDefined() ? active : SparkSession.getDefaultSession();
    return session.isDefined() ? Optional.of(session.get()) : Optional.empty();
  }
}
