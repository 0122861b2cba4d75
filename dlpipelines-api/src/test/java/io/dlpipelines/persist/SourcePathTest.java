package io.dlpipelines.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcePathTest {
  private final Configuration configuration = new Configuration();

  @TempDir private java.nio.file.Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b.png",
        "100%.png",
        "a%20b.png",
        "50%zz.png",
        "ü€.png",
        "x#y.png",
        "q?.png",
        "[1].png",
        "a+b&c=d.png",
        "%25.png"
      })
  void everyWayToWriteANameFindsIt(String name) throws Exception {
    java.nio.file.Path file = Files.writeString(folder.resolve(name), name);
    assertRead(file.toString(), name);
    assertRead("file:" + file, name);
    assertRead("file://" + file, name);
    assertRead(file.toUri().toString(), name);
    assertRead(file.toUri().toASCIIString(), name);
    assertRead(new Path("file:" + file).toUri().toString(), name);
  }

  @Test
  void foldersAndPrefixesAreDecodedToo() throws Exception {
    java.nio.file.Path models = Files.createDirectory(folder.resolve("my models"));
    assertThat(SourcePath.of(models.toUri().toString(), configuration).getName())
        .isEqualTo("my models");
    String prefix = models.resolve("step 7").toUri().toString();
    assertThat(SourcePath.of(prefix, configuration).getName()).isEqualTo("step 7");
  }

  @Test
  void aPathWithoutASchemeIsTakenAsItIsWritten() throws Exception {
    Files.writeString(folder.resolve("a b"), "decoded");
    assertRead(folder + "/a%20b", "decoded");
    Files.writeString(folder.resolve("a%20b"), "literal");
    assertRead(folder + "/a%20b", "literal");
  }

  @Test
  void aUriOfTwoFilesIsRefused() throws Exception {
    Files.writeString(folder.resolve("a b"), "decoded");
    Files.writeString(folder.resolve("a%20b"), "literal");
    assertThatThrownBy(() -> SourcePath.of("file:" + folder + "/a%20b", configuration))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "it is the path of a%20b and, percent-decoded, of a b, and both exist; rename one");
    assertRead("file:" + folder + "/a%2520b", "literal");
    assertRead("file:" + folder + "/a b", "decoded");
  }

  @Test
  void addressesOfTheWebAreUris() throws Exception {
    Path path = SourcePath.of("http://host/a%20b/%C3%BC.png?size=2", configuration);
    assertThat(path.toUri().toURL().toString()).isEqualTo("http://host/a%20b/%C3%BC.png?size=2");
    assertThat(SourcePath.of("http://host/a b.png", configuration).toUri().toString())
        .isEqualTo("http://host/a%20b.png");
  }

  @Test
  void fileSystemsWithoutListing() {
    assertThatThrownBy(() -> SourcePath.list(new Path("http://127.0.0.1:1/model"), configuration))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the file system http cannot list folders; copy the folder to one that can, such as a"
                + " local disk, HDFS or S3, or give a single file (.keras, .h5, .pb)");
  }

  private void assertRead(String text, String content) throws IOException {
    Path path = SourcePath.of(text, configuration);
    try (var in = path.getFileSystem(configuration).open(path)) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).as(text).isEqualTo(content);
    }
  }
}
