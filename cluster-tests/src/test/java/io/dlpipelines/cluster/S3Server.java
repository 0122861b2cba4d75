package io.dlpipelines.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An S3 endpoint with two buckets, {@code models} and {@code events}, in a process of its own. */
final class S3Server implements AutoCloseable {

  private final Program program;
  private final String endpoint;

  private S3Server(Program program, String endpoint) {
    this.program = program;
    this.endpoint = endpoint;
  }

  static S3Server start(Path folder) {
    String store = "--com.adobe.testing.s3mock.store.";
    Program program =
        Program.java(
            "s3",
            Jars.S3_SERVER.classPath(),
            List.of(
                "org.springframework.boot.loader.launch.JarLauncher",
                "--spring.main.sources=" + S3Server.class.getResource("s3mock.xml"),
                "--spring.main.allow-bean-definition-overriding=true",
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--server.ssl.enabled=false",
                store + "root=" + folder,
                store + "initialBuckets=models,events"));
    program.awaitOutput("Started S3MockApplication", Duration.ofSeconds(120));
    String port = program.awaitOutput("Tomcat started on port (\\d+)", Duration.ZERO).group(1);
    return new S3Server(program, "http://127.0.0.1:" + port);
  }

  /** What {@code fs.s3a.endpoint} takes. */
  String endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    program.close();
  }
}
