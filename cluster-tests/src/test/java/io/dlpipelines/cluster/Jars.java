package io.dlpipelines.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars of what runs in processes of its own, by the files in which the build lists them. */
enum Jars {
  SPARK("class-paths/spark/target/spark"),
  LIBRARY("target/library"),
  HDFS_SERVER("class-paths/hdfs/target/server"),
  S3_SERVER("class-paths/s3/target/server"),
  S3("class-paths/s3/target/application"),
  KAFKA_SERVER("class-paths/kafka/target/server"),
  KAFKA("class-paths/kafka/target/application");

  private final Path list;

  Jars(String list) {
    this.list = Path.of(list).toAbsolutePath();
  }

  String classPath() {
    try {
      return Files.readString(list).strip();
    } catch (IOException failure) {
      throw new UncheckedIOException(
          list + " cannot be read. Run the tests by mvn verify -Pcluster.", failure);
    }
  }

  List<Path> paths() {
    return Stream.of(classPath().split(File.pathSeparator)).map(Path::of).toList();
  }

  /** The version that was built. */
  static String version() {
    String name = uber().getFileName().toString();
    return name.substring("dlpipelines-".length(), name.length() - "-uber.jar".length());
  }

  /** The library, TensorFlow and its native library in one jar. */
  static Path uber() {
    Path folder = Path.of("../uber/target").toAbsolutePath().normalize();
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("dlpipelines-.*-uber\\.jar"))
          .findAny()
          .orElseThrow(() -> new IllegalStateException("no uber-jar in " + folder));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
