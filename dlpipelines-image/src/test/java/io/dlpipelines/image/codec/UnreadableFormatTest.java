package io.dlpipelines.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dlpipelines.tensor.InvalidCellException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnreadableFormatTest {
  private final ImageDecoder decoder = new ImageDecoder(ImageDecoding.ownSize());

  @ParameterizedTest
  @CsvSource({
    "RIFF____WEBPVP8 , WebP images",
    "8BPS, Photoshop (PSD) images",
    "%PDF-1.7, PDF documents",
    "%!PS-Adobe-3.0 EPSF, PostScript documents",
    "qoif____, QOI images",
    "P6 2 2 255 , Netpbm images",
    "<svg xmlns='http://www.w3.org/2000/svg'/>, SVG images",
    "<?xml version='1.0'?> <svg/>, SVG images",
    "<?xml version='1.0'?> <data/>, XML documents",
    "<!DOCTYPE html><title>404</title>, HTML pages",
    "version https://git-lfs.github.com/spec/v1, Git LFS pointers"
  })
  void textsAndMarks(String content, String name) {
    assertNamed(content.getBytes(StandardCharsets.ISO_8859_1), name);
  }

  @Test
  void isoMediaByTheirBrands() {
    assertNamed(fileType("avif", "mif1", "miaf"), "AVIF images");
    assertNamed(fileType("mif1", "avif"), "AVIF images");
    assertNamed(fileType("heic", "mif1"), "HEIC images");
    assertNamed(fileType("mif1", "heic"), "HEIC images");
    assertNamed(fileType("isom", "mp42"), "ISO media files (isom)");
  }

  @Test
  void binaryMarks() {
    assertNamed(new byte[] {(byte) 0xff, 10, 0, 0}, "JPEG XL images");
    assertNamed(new byte[] {0, 0, 0, 12, 'J', 'X', 'L', ' '}, "JPEG XL images");
    assertNamed(new byte[] {0, 0, 0, 12, 'j', 'P', ' ', ' '}, "JPEG 2000 images");
    assertNamed(new byte[] {'I', 'I', (byte) 0xbc, 1}, "JPEG XR images");
    assertNamed(new byte[] {0, 0, 1, 0, 1, 0}, "ICO images");
    assertNamed(new byte[] {'P', 'K', 3, 4}, "ZIP archives");
    byte[] dicom = new byte[200];
    System.arraycopy("DICM".getBytes(StandardCharsets.US_ASCII), 0, dicom, 128, 4);
    assertNamed(dicom, "DICOM images");
  }

  @Test
  void readableFormatsHaveNoSuchMark() {
    for (String format : new String[] {"jpeg", "png", "gif", "bmp", "tiff"}) {
      byte[] file = SampleImages.encodedGradient(format, 20, 30);
      assertThat(UnreadableFormat.find(file)).isEmpty();
      for (int length = 0; length < 60; length++) {
        UnreadableFormat.find(Arrays.copyOf(file, length));
      }
    }
  }

  private void assertNamed(byte[] file, String name) {
    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(InvalidCellException.class)
        .hasMessage(name + " cannot be read; " + ImageFormat.READABLE);
  }

  private static byte[] fileType(String brand, String... compatible) {
    StringBuilder box = new StringBuilder("\0\0\0");
    box.append((char) (16 + 4 * compatible.length)).append("ftyp").append(brand).append("\0\0\0\0");
    for (String each : compatible) {
      box.append(each);
    }
    return box.append("\0\0\0\10meta").toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
