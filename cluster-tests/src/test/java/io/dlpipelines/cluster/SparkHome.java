package io.dlpipelines.cluster;

import io.dlpipelines.tensorflow.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Spark of Maven's jars, linked to under {@code target/spark}, with nothing of this library. */
final class SparkHome {

  private static final Path FOLDER = Path.of("target", "spark").toAbsolutePath();
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SPARK_HOME",
          FOLDER.toString(),
          "SPARK_SCALA_VERSION",
          "2.13",
          "SPARK_LOCAL_IP",
          "127.0.0.1",
          "SPARK_LOCAL_DIRS",
          FOLDER.resolve("local").toString(),
          "SPARK_DAEMON_JAVA_OPTS",
          LocalCluster.SHORT_LIVED);

  private SparkHome() {}

  /** Starts a class of Spark as Spark's scripts do: its launcher says with what command. */
  static Program start(String name, String sparkClass, List<String> arguments) {
    assemble();
    return Program.start(name, command(sparkClass, arguments), ENVIRONMENT);
  }

  private static List<String> command(String sparkClass, List<String> arguments) {
    List<String> launcher =
        Stream.concat(
                Stream.of(
                    Program.javaCommand(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    FOLDER.resolve("jars") + "/*",
                    "org.apache.spark.launcher.Main",
                    sparkClass),
                arguments.stream())
            .toList();
    try (Program asked = Program.start("launcher", launcher, ENVIRONMENT)) {
      String answer = asked.awaitSuccess(Duration.ofSeconds(60));
      // Its first line is for the script; then the words, each with a zero after it.
      return List.of(answer.substring(answer.indexOf("\0\n") + 2).split("\0"));
    }
  }

  private static void assemble() {
    try {
      Path jars = Files.createDirectories(FOLDER.resolve("jars"));
      for (Path jar : Jars.SPARK.paths()) {
        try {
          Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
        } catch (FileAlreadyExistsException linked) {
          // By an earlier start.
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
