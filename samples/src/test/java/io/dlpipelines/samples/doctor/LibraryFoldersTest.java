package io.dlpipelines.samples.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.samples.doctor.LibraryFolders.Place;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFoldersTest {
  private static final String LIBRARY = "libcufft.so.11";

  @TempDir private Path folder;

  @Test
  void theSearchPathComesBeforeTheCache() throws IOException {
    Path first = library("first");
    Path cached = library("cached");
    LibraryFolders folders =
        new LibraryFolders(List.of(first.getParent()), Map.of(LIBRARY, cached), List.of());
    assertThat(folders.find(LIBRARY)).hasValue(new Place(first, "11", true));
    Files.delete(first);
    assertThat(folders.find(LIBRARY)).hasValue(new Place(cached, "11", true));
    Files.delete(cached);
    assertThat(folders.find(LIBRARY)).isEmpty();
  }

  @Test
  void usualFoldersAreNotLookedIntoByTheLoader() throws IOException {
    Path installed = library("local/cuda-12.5/lib64");
    LibraryFolders folders =
        new LibraryFolders(
            List.of(),
            Map.of(),
            LibraryFolders.usual(folder.resolve("local"), folder.resolve("none")));
    assertThat(folders.find(LIBRARY)).hasValue(new Place(installed, "11", false));
  }

  @Test
  void versionsAreThoseOfTheFilesThatLinksLeadTo() throws IOException {
    Path file = Files.createFile(folder.resolve("libcudnn.so.9.3.0"));
    Path link = Files.createSymbolicLink(folder.resolve("libcudnn.so.9"), file);
    assertThat(Place.of(link, true)).isEqualTo(new Place(link, "9.3.0", true));
    Path broken = Files.createSymbolicLink(folder.resolve("libnvrtc.so.12"), Path.of("none"));
    assertThat(Place.of(broken, true).version()).isEqualTo("12");
  }

  @Test
  void theCacheIsReadFromWhatLdconfigPrints() {
    assertThat(
            LibraryFolders.cache(
                List.of(
                    "2 libs found in cache `/etc/ld.so.cache'",
                    "\tlibcufft.so.11 (libc6) => /lib32/libcufft.so.11",
                    "\tlibcufft.so.11 (libc6,x86-64) => /usr/local/cuda/lib64/libcufft.so.11",
                    "\tlibm.so.6 (libc6,x86-64, OS ABI: Linux 3.2.0) => /lib/libm.so.6")))
        .isEqualTo(
            Map.of(
                "libcufft.so.11", Path.of("/usr/local/cuda/lib64/libcufft.so.11"),
                "libm.so.6", Path.of("/lib/libm.so.6")));
  }

  @Test
  void theSearchPathMayHaveEmptyParts() {
    assertThat(LibraryFolders.split("/a" + File.pathSeparator + File.pathSeparator + "/b"))
        .containsExactly(Path.of("/a"), Path.of("/b"));
    assertThat(LibraryFolders.split(null)).isEmpty();
  }

  @Test
  void librariesOfThisMachineAreFound() {
    assertThat(LibraryFolders.here().find("libc.so.6").map(Place::loaded)).hasValue(true);
  }

  private Path library(String name) throws IOException {
    Path place = Files.createDirectories(folder.resolve(name));
    return Files.createFile(place.resolve(LIBRARY));
  }
}
