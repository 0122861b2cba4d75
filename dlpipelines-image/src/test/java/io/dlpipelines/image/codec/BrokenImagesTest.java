package io.dlpipelines.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.dlpipelines.tensor.InvalidCellException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;

/** Damages valid files at random: the outcome is always an image or a reason, and the same one. */
class BrokenImagesTest {
  private static final int MUTATIONS = 300;
  private static final Duration LIMIT = Duration.ofSeconds(120);

  @Test
  void anyDamageGivesAnImageOrAReason() {
    List<byte[]> valid = validFiles();
    Random random = new Random(20);
    ImageDecoder decoder = new ImageDecoder(ImageDecoding.ownSize().withMaxPixels(4_000_000));
    int[] outcomes = new int[2];
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (byte[] file : valid) {
            assertThat(decodes(decoder, file)).isTrue();
            for (int i = 0; i < MUTATIONS; i++) {
              byte[] damaged = damage(file, valid, random);
              outcomes[decodes(decoder, damaged) ? 0 : 1]++;
            }
          }
        });
    System.out.printf("damaged files: %d decoded, %d invalid%n", outcomes[0], outcomes[1]);
    assertThat(outcomes[0] + outcomes[1]).isEqualTo(MUTATIONS * valid.size()).isGreaterThan(2000);
    assertThat(outcomes).doesNotContain(0);
  }

  private static boolean decodes(ImageDecoder decoder, byte[] file) {
    byte[] first = pixelsOrReason(decoder, file);
    assertThat(pixelsOrReason(decoder, file)).isEqualTo(first);
    return first[0] == 1;
  }

  private static byte[] pixelsOrReason(ImageDecoder decoder, byte[] file) {
    try {
      byte[] pixels = decoder.decode(file).pixels();
      byte[] marked = Arrays.copyOf(pixels, pixels.length + 1);
      System.arraycopy(pixels, 0, marked, 1, pixels.length);
      marked[0] = 1;
      return marked;
    } catch (InvalidCellException invalid) {
      assertThat(invalid.getMessage()).isNotBlank();
      return ("-" + invalid.getMessage()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private static byte[] damage(byte[] file, List<byte[]> others, Random random) {
    byte[] damaged = file.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          damaged[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> damaged = Arrays.copyOf(file, random.nextInt(file.length));
      case 2 -> {
        byte[] other = others.get(random.nextInt(others.size()));
        int length = 1 + random.nextInt(Math.min(64, Math.min(file.length, other.length)));
        System.arraycopy(
            other,
            random.nextInt(other.length - length + 1),
            damaged,
            random.nextInt(file.length - length + 1),
            length);
      }
      default -> {
        int header = Math.min(file.length, 200);
        for (int bytes = 1 + random.nextInt(4); bytes > 0; bytes--) {
          damaged[random.nextInt(header)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
        }
      }
    }
    return damaged;
  }

  private static List<byte[]> validFiles() {
    List<byte[]> files = new ArrayList<>();
    for (String format : new String[] {"jpeg", "png", "bmp", "tiff", "gif"}) {
      files.add(SampleImages.encodedGradient(format, 20, 30));
    }
    BufferedImage indexed = SampleImages.gradient(20, 30, BufferedImage.TYPE_BYTE_INDEXED);
    files.add(SampleImages.encode(indexed, "png"));
    files.add(SampleImages.encode(indexed, "bmp"));
    files.add(
        SampleImages.withExif(SampleImages.encodedGradient("jpeg", 20, 30), SampleImages.exif(6)));
    files.add(compressed(indexed, "bmp", "BI_RLE8", false));
    files.add(compressed(SampleImages.gradient(20, 30, 1), "jpeg", "JPEG", true));
    for (String compression : new String[] {"LZW", "PackBits", "Deflate", "JPEG"}) {
      files.add(compressed(SampleImages.gradient(20, 30, 5), "tiff", compression, false));
    }
    BufferedImage binary = new BufferedImage(33, 21, BufferedImage.TYPE_BYTE_BINARY);
    binary.setRGB(5, 5, -1);
    files.add(compressed(binary, "tiff", "CCITT T.6", false));
    files.add(compressed(binary, "tiff", "CCITT T.4", false));
    files.add(SampleImages.encode(binary, "wbmp"));
    return files;
  }

  private static byte[] compressed(
      BufferedImage image, String format, String compression, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionType(compression);
      if (progressive) {
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
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
