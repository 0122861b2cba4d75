package io.dlpipelines.cluster;

import io.dlpipelines.tensorflow.LocalCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code spark-submit} in client mode: the driver starts with the jars of Spark alone, and the
 * application's jar holds the classes of these tests.
 */
final class SparkSubmit {

  private static final Path APPLICATION = applicationJar();

  private final List<String> options = new ArrayList<>();

  private SparkSubmit(String master) {
    options.addAll(List.of("--master", master));
    conf("spark.driver.host", "127.0.0.1");
    conf("spark.driver.bindAddress", "127.0.0.1");
    conf("spark.ui.enabled", "false");
    conf("spark.sql.shuffle.partitions", "2");
    conf("spark.driver.extraJavaOptions", LocalCluster.SHORT_LIVED);
    conf("spark.executor.extraJavaOptions", LocalCluster.SHORT_LIVED);
  }

  static SparkSubmit to(StandaloneCluster cluster) {
    return new SparkSubmit(cluster.url())
        .conf("spark.executor.memory", "1g")
        // What is expected to register is known by it.
        .conf("spark.cores.max", Integer.toString(cluster.workers().size()))
        .conf("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .conf("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s");
  }

  SparkSubmit conf(String key, String value) {
    return option("--conf", key + "=" + value);
  }

  /** Jars that Spark hands to the driver and to each executor. */
  SparkSubmit jars(List<Path> jars) {
    return option("--jars", jars.stream().map(Path::toString).collect(Collectors.joining(",")));
  }

  /** Any other option of spark-submit. */
  SparkSubmit option(String name, String value) {
    options.addAll(List.of(name, value));
    return this;
  }

  /** Starts the driver; the process is the driver's own. */
  Program start(Class<?> main, String... arguments) {
    List<String> words = new ArrayList<>(options);
    words.addAll(List.of("--class", main.getName(), APPLICATION.toString()));
    words.addAll(List.of(arguments));
    return SparkHome.start(main.getSimpleName(), "org.apache.spark.deploy.SparkSubmit", words);
  }

  private static Path applicationJar() {
    try {
      Path classes =
          Path.of(SparkSubmit.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path jar = Files.createTempFile(Path.of("target").toAbsolutePath(), "application-", ".jar");
      jar.toFile().deleteOnExit();
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream zip = new JarOutputStream(file);
          Stream<Path> found = Files.walk(classes)) {
        for (Path path : found.filter(Files::isRegularFile).toList()) {
          zip.putNextEntry(new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
          Files.copy(path, zip);
        }
      }
      return jar;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (URISyntaxException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
