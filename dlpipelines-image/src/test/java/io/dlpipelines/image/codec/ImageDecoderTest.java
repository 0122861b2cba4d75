package io.dlpipelines.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dlpipelines.tensor.InvalidCellException;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final int HEIGHT = 24;
  private static final int WIDTH = 40;

  @ParameterizedTest
  @CsvSource({"png, 0", "bmp, 0", "tiff, 0", "jpeg, 12"})
  void readsColours(String format, int tolerance) throws Exception {
    DecodedImage image = ownSize().decode(SampleImages.encodedGradient(format, HEIGHT, WIDTH));

    assertThat(image.height()).isEqualTo(HEIGHT);
    assertThat(image.width()).isEqualTo(WIDTH);
    assertThat(image.channels()).isEqualTo(3);
    assertThat(image.at(20, 5, 0)).isCloseTo(255 * 5 / WIDTH, within(tolerance));
    assertThat(image.at(20, 5, 1)).isCloseTo(255 * 20 / HEIGHT, within(tolerance));
    assertThat(image.at(20, 5, 2)).isCloseTo(40, within(tolerance));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gif", "png", "bmp", "tiff"})
  void readsPalettes(String format) throws Exception {
    BufferedImage image = SampleImages.gradient(HEIGHT, WIDTH, BufferedImage.TYPE_BYTE_INDEXED);
    DecodedImage decoded = ownSize().decode(SampleImages.encode(image, format));
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int rgb = image.getRGB(x, y);
        assertThat(decoded.at(y, x, 0)).isEqualTo(rgb >> 16 & 0xff);
        assertThat(decoded.at(y, x, 1)).isEqualTo(rgb >> 8 & 0xff);
        assertThat(decoded.at(y, x, 2)).isEqualTo(rgb & 0xff);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff", "wbmp", "gif"})
  void readsBlackAndWhite(String format) throws Exception {
    BufferedImage image = new BufferedImage(13, 5, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(11, 3, 0xffffffff);
    DecodedImage decoded =
        new ImageDecoder(ImageDecoding.ownSize().withChannelOrder(ChannelOrder.L))
            .decode(SampleImages.encode(image, format));
    byte[] expected = new byte[13 * 5];
    expected[3 * 13 + 11] = (byte) 255;
    assertThat(decoded.pixels()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff"})
  void keepsTheUpperBitsOfSixteen(String format) throws Exception {
    BufferedImage image = new BufferedImage(256, 2, BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 256; x++) {
      image.getRaster().setSample(x, 1, 0, x << 8 | 0xff);
    }
    DecodedImage decoded = ownSize().decode(SampleImages.encode(image, format));
    for (int x = 0; x < 256; x++) {
      assertThat(decoded.at(1, x, 0)).isEqualTo(x);
      assertThat(decoded.at(1, x, 2)).isEqualTo(x);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff"})
  void dropsAlpha(String format) throws Exception {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(1, 1, 0x00112233);
    assertThat(ownSize().decode(SampleImages.encode(image, format)).pixels())
        .startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x22, 0x33);
  }

  @Test
  void readsBitmapsOfEveryDepthAndDirection() throws Exception {
    BufferedImage image = SampleImages.gradient(7, 5, BufferedImage.TYPE_USHORT_565_RGB);
    DecodedImage expected = ownSize().decode(SampleImages.encode(image, "png"));
    assertThat(bitmap(image, 24, false)).usingRecursiveComparison().isEqualTo(expected);
    assertThat(bitmap(image, 24, true)).usingRecursiveComparison().isEqualTo(expected);
    assertThat(bitmap(image, 32, false)).usingRecursiveComparison().isEqualTo(expected);
    assertThat(bitmap(image, 32, true)).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void ordersChannels() throws Exception {
    byte[] png = SampleImages.encodedGradient("png", HEIGHT, WIDTH);
    DecodedImage rgb = ownSize().decode(png);
    DecodedImage bgr =
        new ImageDecoder(ImageDecoding.ownSize().withChannelOrder(ChannelOrder.BGR)).decode(png);
    DecodedImage luma =
        new ImageDecoder(ImageDecoding.ownSize().withChannelOrder(ChannelOrder.L)).decode(png);
    assertThat(luma.channels()).isEqualTo(1);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int red = rgb.at(y, x, 0);
        int green = rgb.at(y, x, 1);
        int blue = rgb.at(y, x, 2);
        assertThat(bgr.at(y, x, 0)).isEqualTo(blue);
        assertThat(bgr.at(y, x, 1)).isEqualTo(green);
        assertThat(bgr.at(y, x, 2)).isEqualTo(red);
        assertThat(luma.at(y, x, 0))
            .isEqualTo((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
      }
    }
  }

  @Test
  void greyKeepsItsValues() throws Exception {
    BufferedImage image = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    byte[] ramp = new byte[256];
    for (int i = 0; i < 256; i++) {
      ramp[i] = (byte) i;
    }
    image.getRaster().setDataElements(0, 0, 256, 1, ramp);
    for (String format : new String[] {"png", "tiff", "bmp"}) {
      assertThat(
              new ImageDecoder(ImageDecoding.ownSize().withChannelOrder(ChannelOrder.L))
                  .decode(SampleImages.encode(image, format))
                  .pixels())
          .as(format)
          .isEqualTo(ramp);
    }
  }

  /** Where a pixel at the top left, and the one right of it, go. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 0, 1",
    "2, 0, 39, 0, 38",
    "3, 23, 39, 23, 38",
    "4, 23, 0, 23, 1",
    "5, 0, 0, 1, 0",
    "6, 0, 23, 1, 23",
    "7, 39, 23, 38, 23",
    "8, 39, 0, 38, 0"
  })
  void appliesOrientation(int orientation, int y, int x, int nextY, int nextX) throws Exception {
    BufferedImage image = SampleImages.gradient(HEIGHT, WIDTH, BufferedImage.TYPE_INT_RGB);
    byte[] plain = SampleImages.encode(image, "png");
    byte[] turned =
        SampleImages.withChunk(plain, SampleImages.chunk("eXIf", SampleImages.exif(orientation)));
    DecodedImage stored = ownSize().decode(plain);
    DecodedImage seen = ownSize().decode(turned);

    assertThat(seen.height()).isEqualTo(orientation >= 5 ? WIDTH : HEIGHT);
    assertThat(seen.at(y, x, 0)).isEqualTo(stored.at(0, 0, 0));
    assertThat(seen.at(nextY, nextX, 0)).isEqualTo(stored.at(0, 1, 0));
    assertThat(seen.at(y, x, 1)).isEqualTo(stored.at(0, 0, 1));
    assertThat(
            new ImageDecoder(ImageDecoding.ownSize().withHonourOrientation(false))
                .decode(turned)
                .pixels())
        .isEqualTo(stored.pixels());
    DecodedImage small = new ImageDecoder(ImageDecoding.ofSize(10, 6)).decode(turned);
    assertThat(small.height()).isEqualTo(10);
    assertThat(small.width()).isEqualTo(6);
  }

  @Test
  void findsOrientationInJpegAndForgivesBrokenExif() throws Exception {
    byte[] jpeg = SampleImages.encodedGradient("jpeg", HEIGHT, WIDTH);
    byte[] exif = SampleImages.exif(6);
    assertThat(ownSize().decode(SampleImages.withExif(jpeg, exif)).height()).isEqualTo(WIDTH);
    for (int length = 0; length < 20; length++) {
      byte[] cut = Arrays.copyOf(exif, length);
      assertThat(ownSize().decode(SampleImages.withExif(jpeg, cut)).height()).isEqualTo(HEIGHT);
    }
    exif[4] = (byte) 0xff;
    assertThat(ownSize().decode(SampleImages.withExif(jpeg, exif)).height()).isEqualTo(HEIGHT);
    byte[] ninth = SampleImages.exif(9);
    assertThat(ownSize().decode(SampleImages.withExif(jpeg, ninth)).height()).isEqualTo(HEIGHT);
  }

  @Test
  void namesJpegFramesThatCannotBeRead() {
    byte[] jpeg = SampleImages.encodedGradient("jpeg", HEIGHT, WIDTH);
    int frame = indexOf(jpeg, (byte) 0xff, (byte) 0xc0);
    byte[] twelveBits = jpeg.clone();
    twelveBits[frame + 4] = 12;
    assertInvalid(twelveBits, "a JPEG of 12 bits a sample cannot be read");
    byte[] lossless = jpeg.clone();
    lossless[frame + 1] = (byte) 0xc3;
    assertInvalid(lossless, "lossless and hierarchical JPEG images cannot be read");
    byte[] inks = jpeg.clone();
    inks[frame + 9] = 4;
    assertInvalid(
        inks,
        "the CMYK JPEG has no Adobe marker, so that it is not known whether its inks are inverted;"
            + " write the image as RGB");
  }

  @Test
  void saysWhatCannotBeRead() {
    assertInvalid(new byte[0], "the file is empty");
    assertInvalid(
        ascii("hello, world"),
        "not an image of a known format; JPEG, PNG, GIF, BMP, TIFF and WBMP can be read");
    assertInvalid(
        ascii("RIFF____WEBPVP8 "),
        "WebP images cannot be read; JPEG, PNG, GIF, BMP, TIFF and WBMP can be read");
    assertInvalid(
        new byte[] {0, 0, 0, 12, 'j', 'P', ' ', ' ', '\r', '\n'},
        "JPEG 2000 images cannot be read; JPEG, PNG, GIF, BMP, TIFF and WBMP can be read");
    assertInvalid(
        Arrays.copyOf(SampleImages.encodedGradient("jpeg", HEIGHT, WIDTH), 700),
        "the JPEG is broken: jpeg::Uncompress failed");
    assertInvalid(
        Arrays.copyOf(SampleImages.encodedGradient("gif", HEIGHT, WIDTH), 850),
        "the GIF's image data end early");
    assertInvalid(
        Arrays.copyOf(SampleImages.encodedGradient("bmp", HEIGHT, WIDTH), 850),
        "the BMP's pixels end early");
  }

  @Test
  void refusesBombsBeforeTheyAreUnpacked() {
    String reason =
        "the image has 60000 x 60000 = 3600000000 pixels, more than maxPixels = 89478485;"
            + " raise maxPixels to read it";
    byte[] gif = SampleImages.encodedGradient("gif", HEIGHT, WIDTH);
    ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putShort(6, (short) 60000);
    ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putShort(8, (short) 60000);
    byte[] bmp = SampleImages.encodedGradient("bmp", HEIGHT, WIDTH);
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 60000).putInt(22, -60000);
    bmp[30] = 1;
    bmp[28] = 8;
    byte[] jpeg = SampleImages.encodedGradient("jpeg", HEIGHT, WIDTH);
    int frame = indexOf(jpeg, (byte) 0xff, (byte) 0xc0);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60000).putShort(frame + 7, (short) 60000);
    byte[] tiff = SampleImages.encodedGradient("tiff", HEIGHT, WIDTH);
    ByteBuffer directory = ByteBuffer.wrap(tiff);
    int entries = directory.getInt(4);
    for (int i = 0; i < directory.getShort(entries); i++) {
      int entry = entries + 2 + 12 * i;
      if (directory.getShort(entry) == 256 || directory.getShort(entry) == 257) {
        directory.putShort(entry + 2, (short) 4).putInt(entry + 4, 1).putInt(entry + 8, 60000);
      }
    }
    byte[] wbmp = new byte[100];
    wbmp[2] = (byte) 0x83;
    assertInvalid(SampleImages.png(60000, 60000), reason);
    assertInvalid(gif, reason);
    assertInvalid(jpeg, reason);
    assertInvalid(tiff, reason);
    assertInvalidBmp(bmp);
    assertInvalid(
        SampleImages.png(2_000_000, 1),
        "the image is 2000000 x 1 pixels; a side can have at most 1000000");
    assertInvalid(SampleImages.png(0, 3), "the image has no pixels (0 x 3)");
    assertThat(catchInvalid(() -> ownSize().decode(wbmp))).startsWith("not an image");
  }

  @Test
  void theLimitIsTheCallers() throws Exception {
    byte[] png = SampleImages.encodedGradient("png", HEIGHT, WIDTH);
    ImageDecoding exact = ImageDecoding.ownSize().withMaxPixels(HEIGHT * WIDTH);
    assertThat(new ImageDecoder(exact).decode(png).width()).isEqualTo(WIDTH);
    ImageDecoder less = new ImageDecoder(exact.withMaxPixels(HEIGHT * WIDTH - 1));
    assertThatThrownBy(() -> less.decode(png))
        .hasMessage(
            "the image has 40 x 24 = 960 pixels, more than maxPixels = 959;"
                + " raise maxPixels to read it");
  }

  @Test
  void ofManyFramesOnlyTheFirstIsUnpacked() throws Exception {
    byte[] gif = SampleImages.encodedGradient("gif", HEIGHT, WIDTH);
    DecodedImage expected = ownSize().decode(gif);
    byte[] junkBehind = Arrays.copyOf(gif, gif.length - 1 + 1_000_000);
    Arrays.fill(junkBehind, gif.length - 1, junkBehind.length, (byte) 0x2c);
    assertThat(ownSize().decode(junkBehind)).usingRecursiveComparison().isEqualTo(expected);
  }

  @Test
  void aGifFrameLiesOnItsCanvas() throws Exception {
    byte[] gif = {
      'G',
      'I',
      'F',
      '8',
      '9',
      'a',
      3,
      0,
      2,
      0,
      (byte) 0x80,
      1,
      0,
      10,
      20,
      30,
      40,
      50,
      60,
      0x2c,
      2,
      0,
      1,
      0,
      1,
      0,
      1,
      0,
      0,
      2,
      2,
      0x44,
      0x01,
      0,
      0x3b
    };
    assertThat(ownSize().decode(gif).pixels())
        .containsExactly(40, 50, 60, 40, 50, 60, 40, 50, 60, 40, 50, 60, 40, 50, 60, 10, 20, 30);
  }

  @Test
  void tooManyScansAreRefused() {
    byte[] jpeg = SampleImages.encodedGradient("jpeg", HEIGHT, WIDTH);
    jpeg[indexOf(jpeg, (byte) 0xff, (byte) 0xc0) + 1] = (byte) 0xc2;
    byte[] scans = Arrays.copyOf(jpeg, jpeg.length + 2000);
    for (int i = jpeg.length; i < scans.length; i += 2) {
      scans[i] = (byte) 0xff;
      scans[i + 1] = (byte) 0xda;
    }
    assertInvalid(scans, "the JPEG has more than 500 scans");
  }

  @Test
  void compressedTextsAreNotUnpacked() throws Exception {
    byte[] png = SampleImages.encodedGradient("png", HEIGHT, WIDTH);
    byte[] garbage = SampleImages.chunk("zTXt", new byte[] {'a', 0, 0, 1, 2, 3});
    byte[] withText = SampleImages.withChunk(SampleImages.withChunk(png, garbage), garbage);
    assertThat(PngFile.read(withText).content()).isEqualTo(png);
    assertThat(ownSize().decode(withText))
        .usingRecursiveComparison()
        .isEqualTo(ownSize().decode(png));
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> ImageDecoding.ofSize(0, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "height and width must both be positive, or both 0 for each image's own size:"
                + " 0 x 5");
    assertThatThrownBy(() -> ImageDecoding.ownSize().withMaxPixels(0))
        .hasMessage("maxPixels must be from 1 to 536870909: 0");
    assertThatThrownBy(() -> ImageDecoding.ownSize().withChannelOrder(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("channelOrder");
  }

  @Test
  void messagesAreShortened() {
    assertThat(
            DecoderFailure.invalid(
                "PNG", new IllegalStateException("Invalid data. Failed.\n\t [[{{node x}}]]")))
        .hasMessage("the PNG is broken: Invalid data");
    assertThat(DecoderFailure.invalid("TIFF", new IllegalStateException()))
        .hasMessage("the TIFF is broken: IllegalStateException");
    assertThat(DecoderFailure.invalid("TIFF", new NullPointerException("x is null")))
        .hasMessage("the TIFF is broken: its header and its data contradict each other");
  }

  private static ImageDecoder ownSize() {
    return new ImageDecoder(ImageDecoding.ownSize());
  }

  private static DecodedImage bitmap(BufferedImage image, int bits, boolean topDown)
      throws InvalidCellException {
    int width = image.getWidth();
    int height = image.getHeight();
    int stride = (width * bits + 31) / 32 * 4;
    ByteBuffer file = ByteBuffer.allocate(54 + stride * height).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0, (byte) 'B').put(1, (byte) 'M').putInt(10, 54).putInt(14, 40).putInt(18, width);
    file.putInt(22, topDown ? -height : height).putShort(26, (short) 1);
    file.putShort(28, (short) bits);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = image.getRGB(x, topDown ? y : height - 1 - y);
        int at = 54 + y * stride + x * bits / 8;
        file.put(at, (byte) rgb).put(at + 1, (byte) (rgb >> 8)).put(at + 2, (byte) (rgb >> 16));
      }
    }
    return ownSize().decode(file.array());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int indexOf(byte[] bytes, byte first, byte second) {
    for (int i = 0; i < bytes.length - 1; i++) {
      if (bytes[i] == first && bytes[i + 1] == second) {
        return i;
      }
    }
    throw new IllegalStateException("not found");
  }

  private static void assertInvalidBmp(byte[] bmp) {
    assertThat(catchInvalid(() -> ownSize().decode(bmp))).contains("60000 x 60000");
  }

  private static void assertInvalid(byte[] encoded, String reason) {
    assertThat(catchInvalid(() -> ownSize().decode(encoded))).isEqualTo(reason);
  }

  private static String catchInvalid(ThrowingCallable call) {
    InvalidCellException invalid =
        org.assertj.core.api.Assertions.catchThrowableOfType(InvalidCellException.class, call);
    assertThat(invalid).isNotNull();
    return invalid.getMessage();
  }
}
