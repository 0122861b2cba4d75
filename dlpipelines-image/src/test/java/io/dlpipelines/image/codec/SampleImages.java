package io.dlpipelines.image.codec;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Images that tests make, and the folder of real ones. */
final class SampleImages {
  private SampleImages() {}

  /** A pattern without symmetry that smooth filters change everywhere. */
  static byte[] pattern(int height, int width) {
    byte[] pixels = new byte[height * width * 3];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          pixels[at++] = (byte) (x * x * 3 + y * y * 5 + x * y * 7 + c * 85 + x / 5 * 40);
        }
      }
    }
    return pixels;
  }

  /** Smooth colours that survive JPEG: red grows to the right, green downwards, blue is 40. */
  static BufferedImage gradient(int height, int width, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int red = 255 * x / width;
        int green = 255 * y / height;
        image.setRGB(x, y, 0xff000000 | red << 16 | green << 8 | 40);
      }
    }
    return image;
  }

  static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalStateException("no writer for " + format);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return out.toByteArray();
  }

  static byte[] encodedGradient(String format, int height, int width) {
    return encode(gradient(height, width, BufferedImage.TYPE_INT_RGB), format);
  }

  /** A JPEG with an APP1 segment behind its start. */
  static byte[] withExif(byte[] jpeg, byte[] exif) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(0xff);
    out.write(0xe1);
    out.write(exif.length + 8 >> 8);
    out.write(exif.length + 8);
    out.writeBytes(new byte[] {'E', 'x', 'i', 'f', 0, 0});
    out.writeBytes(exif);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** EXIF data with an orientation only. */
  static byte[] exif(int orientation) {
    return new byte[] {
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      1,
      18,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
  }

  /** A PNG that consists of a header and the chunks given. */
  static byte[] png(int width, int height, byte[]... chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(header)) {
      data.writeInt(width);
      data.writeInt(height);
      data.write(new byte[] {8, 2, 0, 0, 0});
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    out.writeBytes(chunk("IHDR", header.toByteArray()));
    for (byte[] chunk : chunks) {
      out.writeBytes(chunk);
    }
    return out.toByteArray();
  }

  static byte[] chunk(String type, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] name = type.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    try (DataOutputStream data = new DataOutputStream(out)) {
      data.writeInt(content.length);
      data.write(name);
      data.write(content);
      data.writeInt((int) crc.getValue());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return out.toByteArray();
  }

  /** The PNG with a chunk behind its header. */
  static byte[] withChunk(byte[] png, byte[] chunk) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(png, 0, 33);
    out.writeBytes(chunk);
    out.write(png, 33, png.length - 33);
    return out.toByteArray();
  }

  /** A folder of real images; the test is skipped where it is not. */
  static Path realImages(String folder) {
    Path images = Path.of(System.getProperty("dlpipelines.data", ""), "images", folder);
    assumeTrue(
        Files.isDirectory(images), "no real images: dlpipelines.data has no images/" + folder);
    return images;
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
