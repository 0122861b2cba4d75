package io.dlpipelines.samples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.samples.UserException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdxFileTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"images", "images.gz"})
  void opensItemsFromAnyIndex(String name) throws IOException {
    Path path = IdxFixture.write(folder.resolve(name), IdxFixture.images(0x803, 3, 2, 3, 3));

    IdxFile file = IdxFile.images(path);

    assertThat(file).isEqualTo(new IdxFile(path.toString(), 3, 2, 3));
    try (DataInputStream in = file.itemsFrom(2)) {
      assertThat(in.readAllBytes()).containsExactly(20, 21, 22, 23, 24, 25);
    }
  }

  @Test
  void countsLabels() throws IOException {
    Path path = IdxFixture.write(folder.resolve("labels"), IdxFixture.labels(0x801, 5, 200));

    try (DataInputStream in = IdxFile.labels(path).itemsFrom(1)) {
      assertThat(in.readUnsignedByte()).isEqualTo(200);
    }
  }

  @Test
  void refusesAnotherKindOfFile() throws IOException {
    Path path = IdxFixture.write(folder.resolve("labels"), IdxFixture.labels(0x801, 5));

    assertThatThrownBy(() -> IdxFile.images(path))
        .isInstanceOf(UserException.class)
        .hasMessage(
            path
                + " is not an idx file of images: it begins with 0x00000801, not 0x00000803. "
                + "Check that the file has not been renamed.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"images", "images.gz"})
  void refusesFileThatEndsTooSoon(String name) throws IOException {
    Path path = IdxFixture.write(folder.resolve(name), IdxFixture.images(0x803, 3, 2, 3, 2));

    assertThatThrownBy(() -> IdxFile.images(path))
        .isInstanceOf(UserException.class)
        .hasMessage(path + " ends before the last of its images. Download it again.");
  }

  @Test
  void refusesCutGzip() throws IOException {
    Path path =
        IdxFixture.write(folder.resolve("images.gz"), IdxFixture.images(0x803, 9, 28, 28, 9));
    byte[] bytes = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> IdxFile.images(path))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("ends before the last of its images. Download it again.");
  }

  @Test
  void refusesFileThatIsNoGzip() throws IOException {
    Path path = Files.write(folder.resolve("images.gz"), new byte[100]);

    assertThatThrownBy(() -> IdxFile.images(path))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is damaged: Not in GZIP format");
  }

  @Test
  void refusesImpossibleSizes() throws IOException {
    Path path = IdxFixture.write(folder.resolve("images"), IdxFixture.images(0x803, -4, 2, 3, 0));

    assertThatThrownBy(() -> IdxFile.images(path))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("-4 items of 2 by 3 bytes");
  }

  @Test
  void refusesImagesAndLabelsThatDoNotBelongTogether() throws IOException {
    Path images = IdxFixture.write(folder.resolve("i"), IdxFixture.images(0x803, 3, 2, 3, 3));
    Path labels = IdxFixture.write(folder.resolve("l"), IdxFixture.labels(0x801, 5, 6));

    assertThatThrownBy(() -> IdxImages.open(images, labels))
        .isInstanceOf(UserException.class)
        .hasMessage(
            images
                + " has 3 images, but "
                + labels
                + " has 2 labels. Use files that belong together.");
  }
}
