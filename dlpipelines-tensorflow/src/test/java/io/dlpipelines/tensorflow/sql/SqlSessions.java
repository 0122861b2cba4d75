package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.battery.SparkTest;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;

/** Sessions as users of SQL have them: all they can do is configure and query. */
public final class SqlSessions extends SparkTest {

  private SqlSessions() {}

  /** Another session of the application that all tests share, with the extension. */
  public static SparkSession extended() {
    SparkSession shared = spark();
    SparkConf configuration = shared.sparkContext().conf();
    configuration.set(
        "spark.sql.extensions", "io.dlpipelines.tensorflow.sql.DLPipelinesExtensions");
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    try {
      return SparkSession.builder().getOrCreate();
    } finally {
      configuration.remove("spark.sql.extensions");
      SparkSession.clearActiveSession();
      SparkSession.setDefaultSession(shared);
    }
  }

  /** With a folder of models as the catalog {@code models}. */
  public static SparkSession withCatalog(Path folder) {
    return withCatalog(extended(), folder);
  }

  /** The same in a session that there is. */
  public static SparkSession withCatalog(SparkSession session, Path folder) {
    session.conf().set("spark.sql.catalog.models", ModelCatalog.class.getName());
    session.conf().set("spark.sql.catalog.models.path", folder.toString());
    return session;
  }

  /** A query that is refused before it runs. */
  public static AbstractThrowableAssert<?, ?> assertRefused(SparkSession session, String query) {
    return Assertions.assertThatThrownBy(() -> session.sql(query))
        .isInstanceOf(AnalysisException.class);
  }
}
