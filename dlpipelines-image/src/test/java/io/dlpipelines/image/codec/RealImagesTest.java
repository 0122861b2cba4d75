package io.dlpipelines.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.dlpipelines.tensor.InvalidCellException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealImagesTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final ImageDecoder ownSize = new ImageDecoder(ImageDecoding.ownSize());

  @ParameterizedTest
  @ValueSource(strings = {"spark", "exif", "pngsuite", "odd"})
  void everyFileIsDecodedOrInvalidWithAReason(String folder) throws Exception {
    Path images = SampleImages.realImages(folder);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(images)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    Map<String, Integer> outcomes = new TreeMap<>();
    for (Path file : files) {
      byte[] encoded = SampleImages.read(file);
      String outcome = assertTimeoutPreemptively(LIMIT, () -> outcome(encoded), file::toString);
      assertThat(assertTimeoutPreemptively(LIMIT, () -> outcome(encoded), file::toString))
          .as("twice the same: %s", file)
          .isEqualTo(outcome);
      String kind = outcome.startsWith("decoded") ? "decoded" : outcome;
      outcomes.merge(kind, 1, Integer::sum);
      if (!kind.equals("decoded")) {
        System.out.printf("%-10s %-52s %s%n", folder, images.relativize(file), outcome);
      }
    }
    outcomes.forEach((kind, count) -> System.out.printf("%-10s %4d x %s%n", folder, count, kind));
    assertThat(outcomes).containsKey("decoded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Landscape", "Portrait"})
  void orientationsAgree(String name) throws Exception {
    Path images = SampleImages.realImages("exif");
    ImageDecoder decoder = new ImageDecoder(ImageDecoding.ofSize(96, 96));
    ImageDecoder stored =
        new ImageDecoder(ImageDecoding.ofSize(96, 96).withHonourOrientation(false));
    DecodedImage upright = decoder.decode(SampleImages.read(images.resolve(name + "_1.jpg")));
    int compared = 0;
    for (int orientation = 2; orientation <= 8; orientation++) {
      Path file = images.resolve(name + "_" + orientation + ".jpg");
      if (!Files.exists(file)) {
        continue;
      }
      byte[] encoded = SampleImages.read(file);
      assertThat(difference(decoder.decode(encoded), upright)).as("%s", file).isLessThan(6);
      assertThat(difference(stored.decode(encoded), upright)).as("%s", file).isGreaterThan(20);
      compared++;
    }
    assertThat(compared).isPositive();
  }

  @Test
  void ofPngSuiteOnlyTheCorruptFilesAreInvalid() throws Exception {
    try (Stream<Path> files = Files.list(SampleImages.realImages("pngsuite"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".png")).toList()) {
        boolean corrupt = file.getFileName().toString().startsWith("x");
        assertThat(outcome(SampleImages.read(file)).startsWith("decoded"))
            .as("%s", file.getFileName())
            .isEqualTo(!corrupt);
      }
    }
  }

  /** Values that Pillow gives; of 16 bits the upper 8. */
  @ParameterizedTest
  @CsvSource({
    "basn0g16, 5, 20, 190, 190, 190",
    "basn0g16, 16, 9, 113, 113, 113",
    "basi0g16, 5, 20, 190, 190, 190",
    "basn2c08, 5, 20, 255, 255, 75",
    "basn2c08, 16, 9, 246, 255, 255",
    "basn3p04, 0, 0, 255, 0, 0",
    "basn3p04, 31, 31, 255, 0, 187",
    "basn4a16, 5, 20, 146, 146, 146",
    "basn4a16, 16, 9, 236, 236, 236",
    "basi2c16, 5, 20, 90, 214, 0",
    "basi2c16, 16, 9, 181, 123, 0",
    "oi9n2c16, 16, 9, 181, 123, 0",
    "tbbn3p08, 5, 20, 81, 7, 7",
    "tbbn3p08, 16, 9, 75, 150, 75"
  })
  void pngSuiteHasTheseColours(String name, int y, int x, int red, int green, int blue)
      throws Exception {
    Path file = SampleImages.realImages("pngsuite").resolve(name + ".png");
    assertColour(ownSize.decode(SampleImages.read(file)), y, x, 0, red, green, blue);
  }

  @Test
  void inksBecomeColours() throws Exception {
    Path odd = SampleImages.realImages("odd");
    DecodedImage image = ownSize.decode(SampleImages.read(odd.resolve("pil_sample_cmyk.jpg")));
    assertColour(image, 0, 0, 2, 255, 13, 25);
    assertColour(image, 20, 50, 2, 1, 4, 5);
    assertColour(
        ownSize.decode(SampleImages.read(odd.resolve("tiff_16bit_RGB.tiff"))),
        20,
        50,
        0,
        14,
        10,
        10);
  }

  private static void assertColour(
      DecodedImage image, int y, int x, int tolerance, int red, int green, int blue) {
    assertThat(image.at(y, x, 0)).isCloseTo(red, within(tolerance));
    assertThat(image.at(y, x, 1)).isCloseTo(green, within(tolerance));
    assertThat(image.at(y, x, 2)).isCloseTo(blue, within(tolerance));
  }

  private String outcome(byte[] encoded) {
    try {
      DecodedImage image = ownSize.decode(encoded);
      assertThat(image.pixels()).hasSize(image.height() * image.width() * image.channels());
      return "decoded "
          + image.height()
          + "x"
          + image.width()
          + " "
          + java.util.Arrays.hashCode(image.pixels());
    } catch (InvalidCellException invalid) {
      assertThat(invalid.getMessage()).isNotBlank().doesNotContain("\n", "{{");
      return invalid.getMessage();
    }
  }

  private static double difference(DecodedImage one, DecodedImage other) {
    long sum = 0;
    for (int i = 0; i < one.pixels().length; i++) {
      sum += Math.abs((one.pixels()[i] & 0xff) - (other.pixels()[i] & 0xff));
    }
    return (double) sum / one.pixels().length;
  }
}
