package io.dlpipelines.samples.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GlyphImagesTest {

  @TempDir private Path folder;

  @Test
  void paintsTheSameImagesForTheSameSeed() throws IOException {
    Map<String, Integer> first = write("first", 3);
    Map<String, Integer> second = write("second", 3);
    Map<String, Integer> other = write("other", 4);

    assertThat(second).isEqualTo(first);
    assertThat(other.keySet()).isEqualTo(first.keySet());
    assertThat(other.values()).doesNotContainAnyElementsOf(first.values());
  }

  @Test
  void paintsAsManyImagesOfEachLabel() throws IOException {
    Map<String, Integer> files = write("images", 1);

    assertThat(files).hasSize(GlyphImages.LABELS * 5 + 4);
    for (Glyph glyph : Glyph.values()) {
      assertThat(files.keySet().stream().filter(name -> name.startsWith("train/" + glyph.label())))
          .hasSize(3);
      assertThat(files.keySet().stream().filter(name -> name.startsWith("test/" + glyph.label())))
          .hasSize(2);
    }
    assertThat(files.keySet().stream().filter(name -> name.startsWith("stream/"))).hasSize(4);
  }

  @Test
  void paintsNoImageTwice() throws IOException {
    Map<String, Integer> files = write("images", 1);

    assertThat(files.values()).doesNotHaveDuplicates();
  }

  private Map<String, Integer> write(String name, long seed) throws IOException {
    Path images = folder.resolve(name);
    int written = new GlyphImages(3, 2, 4, seed).write(images);
    Map<String, Integer> hashByName = new TreeMap<>();
    try (Stream<Path> files = Files.walk(images)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        hashByName.put(
            images.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    assertThat(hashByName).hasSize(written);
    return hashByName;
  }
}
