package io.dlpipelines.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A name node and a data node in a process of their own. */
final class HdfsServer implements AutoCloseable {

  private final Program program;
  private final String url;

  private HdfsServer(Program program, String url) {
    this.program = program;
    this.url = url;
  }

  static HdfsServer start(Path folder) {
    Program program =
        Program.java(
            "hdfs",
            Jars.HDFS_SERVER.classPath(),
            List.of(
                "org.apache.hadoop.test.MiniDFSClusterManager",
                "-datanodes",
                "1",
                "-format",
                "-nnport",
                "0",
                "-Dhdfs.minidfs.basedir=" + folder));
    String port = program.awaitOutput("namenode on port (\\d+)", Duration.ofSeconds(120)).group(1);
    return new HdfsServer(program, "hdfs://127.0.0.1:" + port);
  }

  /** The root of the file system. */
  String url() {
    return url;
  }

  @Override
  public void close() {
    program.close();
  }
}
