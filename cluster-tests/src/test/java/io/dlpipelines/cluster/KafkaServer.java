package io.dlpipelines.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A broker that is its own controller (KRaft), in a process of its own. */
final class KafkaServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(120);

  private final Program program;
  private final String address;

  private KafkaServer(Program program, String address) {
    this.program = program;
    this.address = address;
  }

  static KafkaServer start(Path folder) {
    String broker = "127.0.0.1:" + freePort();
    String controller = "127.0.0.1:" + freePort();
    Path settings = folder.resolve("server.properties");
    try {
      Files.writeString(
          settings,
          """
          process.roles=broker,controller
          node.id=1
          controller.quorum.voters=1@%2$s
          listeners=PLAINTEXT://%1$s,CONTROLLER://%2$s
          advertised.listeners=PLAINTEXT://%1$s
          controller.listener.names=CONTROLLER
          log.dirs=%3$s
          num.partitions=2
          offsets.topic.replication.factor=1
          transaction.state.log.replication.factor=1
          transaction.state.log.min.isr=1
          """
              .formatted(broker, controller, folder.resolve("logs")));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    String classPath = Jars.KAFKA_SERVER.classPath();
    try (Program format =
        Program.java(
            "kafka-format",
            classPath,
            List.of(
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id=ZGxwaXBlbGluZXMtdGVzdA",
                "--config=" + settings))) {
      format.awaitSuccess(START);
    }
    Program program = Program.java("kafka", classPath, List.of("kafka.Kafka", settings.toString()));
    program.awaitOutput("Kafka Server started", START);
    return new KafkaServer(program, broker);
  }

  /** What {@code kafka.bootstrap.servers} takes. */
  String address() {
    return address;
  }

  @Override
  public void close() {
    program.close();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
