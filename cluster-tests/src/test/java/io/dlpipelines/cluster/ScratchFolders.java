package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;

/** Where executors keep what they need for a short time, apart from that of other programs. */
record ScratchFolders(Path root) {

  static ScratchFolders make(String name) throws IOException {
    Path root = Path.of("target", "scratch-" + name).toAbsolutePath();
    FileUtil.fullyDelete(root.toFile());
    ScratchFolders folders = new ScratchFolders(root);
    Files.createDirectories(folders.spark());
    Files.createDirectories(folders.java());
    return folders;
  }

  private Path spark() {
    return root.resolve("spark");
  }

  private Path java() {
    return root.resolve("java");
  }

  /** Spark's settings and those that make executors use the folders. */
  Map<String, String> with(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("spark.local.dir", spark().toString());
    all.put("spark.executor.extraJavaOptions", "-Djava.io.tmpdir=" + java());
    return all;
  }

  void assertNothingOfOursIsLeft() throws IOException {
    assertThat(ours()).isEmpty();
  }

  List<Path> ours() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.getFileName().toString().startsWith("dlpipelines")).toList();
    } catch (UncheckedIOException deletedMeanwhile) {
      return ours();
    }
  }
}
