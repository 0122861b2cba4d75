package io.dlpipelines.tensorflow;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Executors in JVMs of their own, started from the class path of the tests. */
public final class LocalCluster {

  /** Options of JVMs that live too short for code to be compiled well. */
  public static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private LocalCluster() {}

  /** A session with executors of one core each, all of them up; the caller stops it. */
  public static SparkSession start(int executors) throws IOException {
    return start(executors, Map.of());
  }

  /** The same with other settings of Spark, such as the master of a cluster that is there. */
  public static SparkSession start(int executors, Map<String, String> settings) throws IOException {
    assembleSparkHome();
    SparkSession.Builder builder = builder(executors);
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }

  private static SparkSession.Builder builder(int executors) {
    return SparkSession.builder()
        .master("local-cluster[%d,1,1024]".formatted(executors))
        .appName("dlpipelines cluster test")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.heartbeatInterval", "200ms")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "WARN")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
        .config("spark.executor.defaultJavaOptions", SHORT_LIVED)
        .config("spark.executor.extraClassPath", absoluteClassPath());
  }

  /** Spark's launcher asks for a folder of jars; the executors' class path says the rest. */
  private static void assembleSparkHome() throws IOException {
    Path jars = Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    for (String entry : absoluteClassPath().split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      Path link = jars.resolve(jar.getFileName());
      if (entry.endsWith(".jar") && !Files.exists(link)) {
        Files.createSymbolicLink(link, jar);
      }
    }
  }

  private static String absoluteClassPath() {
    StringBuilder absolute = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      absolute.append(absolute.isEmpty() ? "" : File.pathSeparator);
      absolute.append(Path.of(entry).toAbsolutePath());
    }
    return absolute.toString();
  }
}
