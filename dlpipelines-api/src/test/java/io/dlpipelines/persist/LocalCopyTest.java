package io.dlpipelines.persist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCopyTest {
  private static final List<byte[]> CHUNKS = List.of("one".getBytes(UTF_8), "two".getBytes(UTF_8));
  private static final String SHA256 =
      ModelFiles.of("f", "onetwo".getBytes(UTF_8)).files().get(0).sha256();

  @TempDir private Path folder;

  @Test
  void writesThePieces() throws IOException {
    LocalCopy.write(folder, "below/file", CHUNKS, SHA256);
    assertThat(folder.resolve("below").resolve("file")).hasContent("onetwo");
  }

  @Test
  void refusesAnotherContent() {
    List<byte[]> changed = List.of("onetwO".getBytes(UTF_8));
    assertThatThrownBy(() -> LocalCopy.write(folder, "file", changed, SHA256))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the model's file file arrived with checksum %s, and %s was sent: it was changed or damaged on its way"
                .formatted(ModelFiles.of("f", changed.get(0)).files().get(0).sha256(), SHA256));
    assertThat(folder.resolve("file")).doesNotExist();
  }

  @Test
  void staysInTheFolder() {
    for (String path : List.of("../file", "a/../../file", "/tmp/file", ".")) {
      assertThatThrownBy(() -> LocalCopy.write(folder, path, CHUNKS, SHA256))
          .isInstanceOf(IOException.class)
          .hasMessage("the model's file " + path + " lies outside its folder");
    }
  }
}
