package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Unpacks with the JDK what TensorFlow has no decoder for: TIFF, packed BMP, WBMP. */
final class ImageIoDecoder {

  private ImageIoDecoder() {}

  /**
   * Unpacks the first image of a file whose header was checked.
   *
   * @param formatName the reader's name for the format
   */
  static Pixels decode(byte[] file, String formatName, PixelLimit limit)
      throws InvalidCellException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(formatName);
    if (!readers.hasNext()) {
      throw new InvalidCellException("this Java runtime cannot read " + formatName);
    }
    ImageReader reader = readers.next();
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(input, true, true);
      limit.check(reader.getWidth(0), reader.getHeight(0));
      return pixels(reader.read(0));
    } catch (IOException | RuntimeException | StackOverflowError broken) {
      throw DecoderFailure.invalid(formatName, broken);
    } catch (OutOfMemoryError tooLarge) {
      if (String.valueOf(tooLarge.getMessage()).startsWith("Requested array size")) {
        throw DecoderFailure.invalid(formatName, tooLarge);
      }
      throw tooLarge;
    } finally {
      reader.dispose();
    }
  }

  private static Pixels pixels(BufferedImage image) throws InvalidCellException {
    ColorModel colours = image.getColorModel();
    if (colours instanceof IndexColorModel palette) {
      return indexed(image, palette);
    }
    if (colours instanceof ComponentColorModel) {
      int type = image.getRaster().getTransferType();
      if (type != DataBuffer.TYPE_BYTE
          && type != DataBuffer.TYPE_USHORT
          && type != DataBuffer.TYPE_INT) {
        throw new InvalidCellException(
            "an image of signed or floating-point values cannot be read");
      }
      int space = colours.getColorSpace().getType();
      int components = colours.getNumColorComponents();
      if (space == ColorSpace.TYPE_GRAY || components == 1) {
        return samples(image, 1);
      }
      if (space == ColorSpace.TYPE_RGB) {
        return colours.hasAlpha() && colours.isAlphaPremultiplied()
            ? divided(samples(image, 4))
            : samples(image, 3);
      }
      if (space == ColorSpace.TYPE_CMYK) {
        return inks(samples(image, 4));
      }
    }
    return converted(image);
  }

  private static Pixels indexed(BufferedImage image, IndexColorModel palette) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    Raster raster = image.getRaster();
    int width = image.getWidth();
    byte[] pixels = new byte[3 * width * image.getHeight()];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        int colour = row[x] < colours.length ? colours[row[x]] : 0;
        to = putColour(colour, pixels, to);
      }
    }
    return Pixels.packed(pixels, width, image.getHeight(), 3, false);
  }

  /** The first bands as they are stored, brought to 8 bits; grey is not taken for linear light. */
  private static Pixels samples(BufferedImage image, int bands) {
    Raster raster = image.getRaster();
    int width = image.getWidth();
    byte[] pixels = new byte[bands * width * image.getHeight()];
    int[] row = new int[width];
    for (int band = 0; band < bands; band++) {
      int bits = raster.getSampleModel().getSampleSize(band);
      int to = band;
      for (int y = 0; y < image.getHeight(); y++) {
        raster.getSamples(0, y, width, 1, band, row);
        for (int x = 0; x < width; x++, to += bands) {
          pixels[to] = (byte) toEightBits(row[x], bits);
        }
      }
    }
    return Pixels.packed(pixels, width, image.getHeight(), bands, false);
  }

  private static int toEightBits(int value, int bits) {
    return bits >= 8 ? value >>> (bits - 8) : value * 255 / ((1 << bits) - 1);
  }

  /** Undoes the multiplication by alpha, in place; the fourth byte of each pixel is not seen. */
  private static Pixels divided(Pixels rgba) {
    byte[] bytes = rgba.bytes();
    for (int i = 0; i < bytes.length; i += 4) {
      int alpha = bytes[i + 3] & 0xff;
      if (alpha > 0) {
        for (int channel = i; channel < i + 3; channel++) {
          bytes[channel] = (byte) Math.min(255, (bytes[channel] & 0xff) * 255 / alpha);
        }
      }
    }
    return rgba;
  }

  private static Pixels inks(Pixels cmyk) {
    byte[] inks = cmyk.bytes();
    byte[] pixels = new byte[inks.length / 4 * 3];
    for (int from = 0, to = 0; from < inks.length; from += 4, to += 3) {
      int white = 255 - (inks[from + 3] & 0xff);
      for (int i = 0; i < 3; i++) {
        pixels[to + i] = (byte) ((255 - (inks[from + i] & 0xff)) * white / 255);
      }
    }
    return Pixels.packed(pixels, cmyk.width(), cmyk.height(), 3, false);
  }

  private static Pixels converted(BufferedImage image) {
    int width = image.getWidth();
    byte[] pixels = new byte[3 * width * image.getHeight()];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int colour : row) {
        to = putColour(colour, pixels, to);
      }
    }
    return Pixels.packed(pixels, width, image.getHeight(), 3, false);
  }

  private static int putColour(int colour, byte[] pixels, int at) {
    pixels[at] = (byte) (colour >> 16);
    pixels[at + 1] = (byte) (colour >> 8);
    pixels[at + 2] = (byte) colour;
    return at + 3;
  }
}
