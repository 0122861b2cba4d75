package io.dlpipelines.samples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.samples.UserException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFolderTest {
  private static final List<String> WRITTEN = List.of("page.html", "table");

  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void nameFolder() {
    folder = parent.resolve("output");
  }

  private OutputFolder replacing() {
    return OutputFolder.replacing(folder, "predict", WRITTEN);
  }

  private OutputFolder keeping(boolean overwrite) {
    return OutputFolder.keeping(folder, "train", WRITTEN, overwrite);
  }

  private void writeResults() throws IOException {
    Files.createDirectories(folder.resolve("table"));
    Files.writeString(folder.resolve("table/part-0.parquet"), "rows");
    Files.writeString(folder.resolve("page.html"), "by dlpipelines");
  }

  @Test
  void aRunThatWroteNothingLeavesNoFolder() throws IOException {
    replacing().deleteWork();
    assertThat(folder).doesNotExist();
  }

  @Test
  void aSecondRunIsRefusedWhileOneLasts() throws IOException {
    OutputFolder first = replacing();
    try (FileChannel lock = first.lock()) {
      writeResults();
      for (boolean overwrite : new boolean[] {false, true}) {
        assertThatThrownBy(() -> keeping(overwrite)).hasMessage(inUse());
      }
      assertThatThrownBy(this::replacing).isInstanceOf(UserException.class).hasMessage(inUse());
      assertThatThrownBy(first::lock).hasMessage(inUse());
      assertThat(lock.isOpen()).isTrue();
      assertThat(folder.resolve("table/part-0.parquet")).exists();
      first.deleteWork();
    }
    replacing();
  }

  private String inUse() {
    return "Another run is writing to %s. Wait for it to end, or choose another folder with --output."
        .formatted(folder);
  }

  @Test
  void resultsAreReplacedByTheSameCommandAlone() throws IOException {
    writeResults();
    replacing().deleteWork();
    assertThat(folder).doesNotExist();
    writeResults();
    Files.writeString(folder.resolve("page.html"), "mine");
    assertThatThrownBy(this::replacing)
        .hasMessage(
            "%s holds files that no predict wrote. Choose another folder with --output."
                .formatted(folder));
    Files.delete(folder.resolve("page.html"));
    replacing().deleteWork();
    writeResults();
    Files.writeString(folder.resolve("notes.txt"), "mine");
    assertThatThrownBy(this::replacing).hasMessageContaining("holds files that no predict wrote");
  }

  @Test
  void resultsThatAreKeptAreReplacedOnlyIfAskedFor() throws IOException {
    writeResults();
    assertThatThrownBy(() -> keeping(false))
        .hasMessage(
            "%s holds the results of an earlier run (page.html, table). Choose another folder with --output, or replace them with --overwrite."
                .formatted(folder));
    keeping(true);
    assertThat(folder.resolve("page.html")).doesNotExist();
    Files.writeString(folder.resolve("notes.txt"), "mine");
    keeping(false).deleteWork();
    assertThatThrownBy(() -> keeping(true)).hasMessageContaining("holds files that no train wrote");
    assertThat(folder.resolve("notes.txt")).exists();
  }

  @Test
  void whatAKilledRunLeftIsCleared() throws IOException {
    replacing();
    Files.createDirectories(folder.resolve("table/_temporary"));
    replacing().deleteWork();
    assertThat(folder).doesNotExist();
  }
}
