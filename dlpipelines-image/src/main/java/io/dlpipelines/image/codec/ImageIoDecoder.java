package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes packed BMP, WBMP and CCITT-compressed TIFF files with the JDK. */
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

  private static Pixels pixels(BufferedImage image) {
    if (image.getColorModel() instanceof IndexColorModel palette) {
      return indexed(image, palette);
    }
    return image.getRaster().getNumBands() == 1 && image.getColorModel().getNumComponents() == 1
        ? grey(image)
        : converted(image);
  }

  /** Grey of 8 bits as it is stored; the JDK's own conversion takes it for linear light. */
  private static Pixels grey(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] pixels = new byte[width * height];
    int[] values = image.getRaster().getSamples(0, 0, width, height, 0, (int[]) null);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) values[i];
    }
    return Pixels.packed(pixels, width, height, 1, false);
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
