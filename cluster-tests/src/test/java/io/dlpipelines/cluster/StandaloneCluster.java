package io.dlpipelines.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A master and workers of one core and 1 GiB each, all in processes of their own, on loopback. */
final class StandaloneCluster implements AutoCloseable {

  /** Where executors keep their logs, in a folder for each application. */
  static final Path WORK = Path.of("target", "spark", "work").toAbsolutePath();

  private static final Duration START = Duration.ofMinutes(3);

  private final Program master;
  private final String url;
  private final List<Program> workers = new ArrayList<>();

  private StandaloneCluster(Program master) {
    this.master = master;
    url =
        master
            .awaitOutput("Starting Spark master at (spark://127\\.0\\.0\\.1:\\d+)", START)
            .group(1);
  }

  /** Gives a cluster whose workers have all registered. */
  static StandaloneCluster start(int workers) {
    return start(Collections.nCopies(workers, "127.0.0.1"));
  }

  /** The same with a worker on each of some addresses of the loopback: hosts, to Spark. */
  static StandaloneCluster start(List<String> hosts) {
    Program master =
        SparkHome.start(
            "master",
            "org.apache.spark.deploy.master.Master",
            List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    StandaloneCluster cluster = new StandaloneCluster(master);
    for (String host : hosts) {
      cluster.workers.add(
          SparkHome.start(
              "worker",
              "org.apache.spark.deploy.worker.Worker",
              List.of(
                  "--host",
                  host,
                  "--port",
                  "0",
                  "--webui-port",
                  "0",
                  "--cores",
                  "1",
                  "--memory",
                  "1g",
                  "--work-dir",
                  WORK.toString(),
                  cluster.url)));
    }
    cluster.workers.forEach(
        worker -> worker.awaitOutput("Successfully registered with master", START));
    return cluster;
  }

  /** What {@code spark-submit --master} takes. */
  String url() {
    return url;
  }

  List<Program> workers() {
    return List.copyOf(workers);
  }

  /** The executors that live now, of all workers. */
  List<ProcessHandle> executors() {
    return workers.stream().flatMap(worker -> worker.handle().children()).toList();
  }

  @Override
  public void close() {
    workers.forEach(Program::close);
    master.close();
  }
}
