package io.dlpipelines.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensor.InvalidCellException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TIFF files of all photometric interpretations, sample sizes, layouts and compressions. */
class TiffDecoderTest {
  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int CMYK = 5;
  private static final int YCBCR = 6;
  private static final int CIELAB = 8;
  private static final int ICCLAB = 9;
  private static final int WIDTH = 5;
  private static final int HEIGHT = 6;

  private final ImageDecoder decoder = new ImageDecoder(ImageDecoding.ownSize());

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 32})
  void everySampleSizeInEveryLayout(int bits) throws Exception {
    for (UnaryOperator<TinyTiff> layout : layouts(bits)) {
      check(layout, bits, 1, BLACK_IS_ZERO, pixel -> grey(pixel[0]));
      check(layout, bits, 1, WHITE_IS_ZERO, pixel -> grey(1 - pixel[0]));
      check(layout, bits, 2, BLACK_IS_ZERO, pixel -> grey(pixel[0]));
      check(layout, bits, 3, RGB, pixel -> pixel);
      check(layout, bits, 4, RGB, pixel -> pixel);
      check(layout, bits, 5, RGB, pixel -> pixel);
      check(layout, bits, 4, CMYK, TiffDecoderTest::fromInks);
      check(layout, bits, 5, CMYK, TiffDecoderTest::fromInks);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 12, 16})
  void palettesOfEightAndSixteenBits(int bits) throws Exception {
    for (int depth : new int[] {8, 16}) {
      int colours = 1 << bits;
      long[] map = new long[3 * colours];
      for (int i = 0; i < map.length; i++) {
        map[i] = (i * 37L + 200) % 256 << depth - 8;
      }
      for (UnaryOperator<TinyTiff> layout : layouts(bits)) {
        long[] indices = samples(1, bits);
        TinyTiff tiff = new TinyTiff(WIDTH, HEIGHT, 1, bits, PALETTE, indices).shorts(320, map);
        DecodedImage image = decoder.decode(layout.apply(tiff).write());
        for (int i = 0; i < indices.length; i++) {
          for (int channel = 0; channel < 3; channel++) {
            assertThat(image.at(i / WIDTH, i % WIDTH, channel))
                .isEqualTo((int) (map[channel * colours + (int) indices[i]] >> depth - 8));
          }
        }
      }
    }
  }

  @Test
  void associatedAlphaIsDividedOut() throws Exception {
    long[] rgba = {100, 50, 200, 200, 0, 0, 0, 0};
    byte[] tiff = new TinyTiff(2, 1, 4, 8, RGB, rgba).shorts(338, 1).write();
    assertPixel(decoder.decode(tiff), 0, 128, 64, 255);
    assertPixel(decoder.decode(tiff), 1, 0, 0, 0);
    byte[] wide =
        new TinyTiff(1, 1, 2, 16, BLACK_IS_ZERO, 1000, 2000).shorts(338, 1).planar().write();
    assertPixel(decoder.decode(wide), 0, 128, 128, 128);
    assertInvalid(
        new TinyTiff(1, 1, 5, 8, CMYK, 1, 2, 3, 4, 5).shorts(338, 1).write(),
        "a CMYK TIFF with associated alpha (ExtraSamples 1) cannot be read");
  }

  /** Expected values are from an independent implementation of the formulas in Python. */
  @ParameterizedTest
  @CsvSource({
    "255, 0, 0, 0.34567, 0.35850, 255, 255, 255",
    "128, 0, 0, 0.34567, 0.35850, 119, 119, 119",
    "0, 0, 0, 0.3127, 0.3290, 0, 0, 0",
    "137, 60, 40, 0.34567, 0.35850, 225, 72, 64",
    "137, 60, 40, 0.3127, 0.3290, 229, 72, 63",
    "137, -50, 30, 0.3127, 0.3290, 13, 148, 74",
    "100, 20, -70, 0.34567, 0.35850, 29, 86, 209"
  })
  void labIsAdaptedFromItsWhiteToSrgb(
      int lightness, int a, int b, double whiteX, double whiteY, int red, int green, int blue)
      throws Exception {
    TinyTiff narrow = new TinyTiff(1, 1, 3, 8, CIELAB, lightness, a & 0xff, b & 0xff);
    assertPixel(decoder.decode(narrow.rationals(318, whiteX, whiteY).write()), 0, red, green, blue);
    TinyTiff wide =
        new TinyTiff(1, 1, 3, 16, CIELAB, lightness * 257, a << 8 & 0xffff, b << 8 & 0xffff);
    assertPixel(decoder.decode(wide.rationals(318, whiteX, whiteY).write()), 0, red, green, blue);
    if (whiteX > 0.34) {
      TinyTiff icc = new TinyTiff(1, 1, 3, 8, ICCLAB, lightness, a + 128, b + 128);
      assertPixel(decoder.decode(icc.write()), 0, red, green, blue);
      TinyTiff profile = new TinyTiff(1, 1, 3, 8, CIELAB, lightness, a & 0xff, b & 0xff);
      assertPixel(decoder.decode(profile.shorts(34675, 0).write()), 0, red, green, blue);
    }
  }

  @Test
  void labOfUnknownColoursIsInvalid() {
    assertInvalid(
        new TinyTiff(1, 1, 3, 8, CIELAB, 137, 60, 40).write(),
        "the L*a*b* TIFF has neither a white point (tag 318) nor an ICC profile, so that its"
            + " colours are not known; write the image as RGB");
    assertInvalid(
        new TinyTiff(1, 1, 3, 16, ICCLAB, 1, 2, 3).write(),
        "an ICC L*a*b* TIFF of 16 bits a sample cannot be read: ICC profiles of version 2 and 4"
            + " scale L* differently");
  }

  @Test
  void lumaAndChromaOfAllSubsamplings() throws Exception {
    long[] pixels = {81, 90, 240, 81, 90, 240, 145, 54, 34, 145, 54, 34};
    byte[] full = new TinyTiff(2, 2, 3, 8, YCBCR, pixels).shorts(530, 1, 1).write();
    DecodedImage image = decoder.decode(full);
    assertPixel(image, 0, 238, 14, 14);
    byte[] studio =
        new TinyTiff(2, 2, 3, 8, YCBCR, pixels)
            .shorts(530, 1, 1)
            .rationals(532, 16, 235, 128, 240, 128, 240)
            .write();
    assertPixel(decoder.decode(studio), 0, 255, 0, 0);
    assertPixel(decoder.decode(studio), 3, 0, 255, 1);
    byte[] group = {81, 81, (byte) 145, (byte) 145, 90, (byte) 240};
    byte[] subsampled =
        new TinyTiff(2, 2, 3, 8, YCBCR, new long[12])
            .shorts(278, 2)
            .tiles(2, 2)
            .compressed(1, raw -> group)
            .write();
    assertPixel(decoder.decode(subsampled), 1, 238, 14, 14);
    assertPixel(decoder.decode(subsampled), 2, 255, 78, 78);
    assertInvalid(
        new TinyTiff(2, 2, 3, 8, YCBCR, pixels).planar().write(),
        "a YCbCr TIFF in planes with subsampling cannot be read");
    assertInvalid(
        new TinyTiff(2, 2, 3, 16, YCBCR, pixels).shorts(530, 1, 1).write(),
        "a YCbCr TIFF of 16 bits a sample cannot be read");
  }

  @Test
  void lzwTablesOfAllCodeLengths() throws Exception {
    BufferedImage noise = new BufferedImage(97, 89, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int i = 0; i < 97 * 89; i++) {
      noise.setRGB(i % 97, i / 97, random.nextInt(8) * 0x102030);
    }
    for (String compression : List.of("LZW", "PackBits", "Deflate", "ZLib")) {
      DecodedImage image = decoder.decode(written(noise, compression));
      for (int i = 0; i < 97 * 89; i++) {
        int colour = noise.getRGB(i % 97, i / 97);
        assertPixel(image, i, colour >> 16 & 0xff, colour >> 8 & 0xff, colour & 0xff);
      }
    }
  }

  @Test
  void jpegWithSharedTablesInColourAndGrey() throws Exception {
    BufferedImage colour = SampleImages.gradient(40, 50, BufferedImage.TYPE_INT_RGB);
    DecodedImage image = decoder.decode(written(colour, "JPEG"));
    int middle = colour.getRGB(25, 20);
    assertThat(image.at(20, 25, 0)).isCloseTo(middle >> 16 & 0xff, within(12));
    assertThat(image.at(20, 25, 1)).isCloseTo(middle >> 8 & 0xff, within(12));
    BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(8, 8, 0, 90);
    byte[] jpeg = SampleImages.encode(grey, "jpeg");
    int decoded = decoder.decode(jpeg).at(8, 8, 0);
    for (int photometric : new int[] {BLACK_IS_ZERO, WHITE_IS_ZERO}) {
      byte[] tiff =
          new TinyTiff(16, 16, 1, 8, photometric, new long[256])
              .tiles(16, 16)
              .compressed(7, raw -> jpeg)
              .write();
      assertThat(decoder.decode(tiff).at(8, 8, 0))
          .isEqualTo(photometric == BLACK_IS_ZERO ? decoded : 255 - decoded);
    }
  }

  @Test
  void tagsSayWhetherJpegIsRgb() throws Exception {
    BufferedImage colour = SampleImages.gradient(16, 16, BufferedImage.TYPE_INT_RGB);
    byte[] jpeg = SampleImages.encode(colour, "jpeg");
    DecodedImage expected = decoder.decode(jpeg);
    TinyTiff tiff = new TinyTiff(16, 16, 3, 8, YCBCR, new long[768]).tiles(16, 16);
    DecodedImage image = decoder.decode(tiff.compressed(7, raw -> jpeg).write());
    assertThat(image.pixels()).isEqualTo(expected.pixels());
    int luma = expected.at(9, 9, 0) * 299 + expected.at(9, 9, 1) * 587 + expected.at(9, 9, 2) * 114;
    DecodedImage asRgb = decoder.decode(tiff.shorts(262, RGB).write());
    assertThat(asRgb.at(9, 9, 0)).isCloseTo(luma / 1000, within(3));
  }

  @Test
  void fillOrderReversesBits() throws Exception {
    byte[] tiff =
        new TinyTiff(8, 1, 1, 1, BLACK_IS_ZERO, 1, 0, 1, 1, 0, 0, 0, 0)
            .shorts(266, 2)
            .compressed(1, raw -> new byte[] {(byte) (Integer.reverse(raw[0]) >>> 24)})
            .write();
    DecodedImage image = decoder.decode(tiff);
    assertPixel(image, 0, 255, 255, 255);
    assertPixel(image, 1, 0, 0, 0);
    assertPixel(image, 3, 255, 255, 255);
  }

  @Test
  void namesWhatCannotBeRead() {
    Map<Integer, String> compressions =
        Map.of(
            6, "old-style JPEG",
            34712, "JPEG 2000",
            34887, "LERC",
            34925, "LZMA",
            50000, "Zstandard",
            50001, "WebP",
            50002, "JPEG XL",
            4242, "unknown");
    compressions.forEach(
        (number, name) ->
            assertInvalid(
                plain(RGB, 3, 8).shorts(259, number).write(),
                "TIFFs with compression "
                    + number
                    + " ("
                    + name
                    + ") cannot be read; uncompressed, LZW, Deflate, PackBits, JPEG and CCITT TIFFs"
                    + " can be read"));
    Map<Integer, String> photometrics =
        Map.of(
            4, "transparency mask",
            10, "ITU L*a*b*",
            32803, "colour filter array (raw sensor data)",
            32844, "LogL",
            32845, "LogLuv",
            34892, "linear raw (DNG)",
            99, "unknown");
    photometrics.forEach(
        (number, name) ->
            assertInvalid(
                plain(number, 3, 8).write(),
                "TIFFs with photometric interpretation "
                    + number
                    + " ("
                    + name
                    + ") cannot be read; grey, palette, RGB, CMYK, YCbCr and L*a*b* TIFFs of"
                    + " unsigned integers can be read"));
    assertInvalid(
        plain(RGB, 3, 32).shorts(339, 3, 3, 3).write(),
        "a TIFF of floating-point or complex values cannot be read as an image");
    assertInvalid(
        plain(RGB, 3, 16).shorts(339, 2, 2, 2).write(),
        "a TIFF of signed values cannot be read as an image");
    assertInvalid(
        plain(RGB, 3, 8).shorts(258, 5, 6, 5).write(),
        "a TIFF whose samples differ in bits cannot be read");
    assertInvalid(plain(RGB, 3, 24).write(), "a TIFF of 3 x 24 bits a pixel cannot be read");
    assertInvalid(plain(CMYK, 3, 8).write(), "a CMYK TIFF of 3 samples a pixel cannot be read");
    assertInvalid(
        plain(CMYK, 4, 8).shorts(332, 2).write(),
        "a TIFF of other inks than CMYK (InkSet 2) cannot be read");
    assertInvalid(
        plain(CMYK, 4, 8).shorts(336, 255, 0).write(),
        "a CMYK TIFF whose inks reach from 255 to 0 (DotRange) cannot be read");
    assertInvalid(
        plain(RGB, 3, 8).shorts(317, 3).write(),
        "a TIFF of 8 bits a sample with predictor 3 cannot be read");
    assertInvalid(
        plain(CMYK, 4, 8).shorts(259, 7).write(),
        "a TIFF of JPEG-compressed CMYK of 4 x 8 bits a pixel cannot be read");
    assertInvalid(
        plain(RGB, 3, 8).shorts(259, 4).write(), "a TIFF of CCITT Group 4 must have 1 bit a pixel");
    assertInvalid(
        plain(RGB, 3, 8).shorts(50706, 0x0104, 0).write(),
        "camera raw (DNG) images cannot be read; JPEG, PNG, GIF, BMP, TIFF and WBMP can be read");
    assertInvalid(
        plain(RGB, 3, 8).tiles(4, 4).shorts(322, 2).write(), "the TIFF lists 4 of its 6 tiles");
    assertInvalid(
        plain(RGB, 3, 8).compressed(8, raw -> new byte[] {1, 2, 3}).write(),
        "the TIFF is broken: incorrect header check");
    assertInvalid(
        plain(RGB, 3, 8).compressed(32773, raw -> new byte[] {0, 2, 0}).write(),
        "the TIFF's image data end early");
  }

  private static TinyTiff plain(int photometric, int samples, int bits) {
    return new TinyTiff(
        WIDTH, HEIGHT, samples, bits, photometric, new long[WIDTH * HEIGHT * samples]);
  }

  private static List<UnaryOperator<TinyTiff>> layouts(int bits) {
    List<UnaryOperator<TinyTiff>> layouts =
        new ArrayList<>(
            List.of(
                tiff -> tiff,
                TinyTiff::planar,
                tiff -> tiff.bigEndian().deflated(),
                tiff -> tiff.tiles(2, 4).packBits(),
                tiff -> tiff.planar().tiles(4, 2).lzw().bigEndian()));
    if (bits % 8 == 0) {
      layouts.add(tiff -> tiff.differences().lzw());
      layouts.add(tiff -> tiff.differences().planar().deflated().bigEndian());
    }
    return layouts;
  }

  private void check(
      UnaryOperator<TinyTiff> layout,
      int bits,
      int samples,
      int photometric,
      UnaryOperator<double[]> colours)
      throws InvalidCellException {
    long[] values = samples(samples, bits);
    DecodedImage image =
        decoder.decode(
            layout.apply(new TinyTiff(WIDTH, HEIGHT, samples, bits, photometric, values)).write());
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      double[] pixel = new double[samples];
      for (int sample = 0; sample < samples; sample++) {
        pixel[sample] = values[i * samples + sample] / (Math.pow(2, bits) - 1);
      }
      double[] colour = colours.apply(pixel);
      for (int channel = 0; channel < 3; channel++) {
        assertThat((double) image.at(i / WIDTH, i % WIDTH, channel))
            .as("%d bits, photometric %d, pixel %d, channel %d", bits, photometric, i, channel)
            .isCloseTo(255 * colour[channel], within(2.0));
      }
    }
  }

  private static long[] samples(int samples, int bits) {
    long[] values = new long[WIDTH * HEIGHT * samples];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0x9e3779b97f4a7c15L >>> 64 - bits;
    }
    return values;
  }

  private static double[] grey(double value) {
    return new double[] {value, value, value};
  }

  private static double[] fromInks(double[] inks) {
    double white = 1 - inks[3];
    return new double[] {(1 - inks[0]) * white, (1 - inks[1]) * white, (1 - inks[2]) * white};
  }

  private static void assertPixel(DecodedImage image, int index, int... colour) {
    for (int channel = 0; channel < 3; channel++) {
      assertThat(image.at(index / image.width(), index % image.width(), channel))
          .as("pixel %d, channel %d", index, channel)
          .isCloseTo(colour[channel], within(2));
    }
  }

  private void assertInvalid(byte[] file, String reason) {
    assertThatThrownBy(() -> decoder.decode(file))
        .isInstanceOf(InvalidCellException.class)
        .hasMessage(reason);
  }

  private static byte[] written(BufferedImage image, String compression) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionType(compression);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
