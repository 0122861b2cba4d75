package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.Cell;
import io.dlpipelines.tensor.InvalidCellException;
import java.util.Optional;

/**
 * Decodes images: JPEG (baseline, progressive, CMYK), PNG, GIF (the first frame), BMP, TIFF (the
 * first image) and WBMP. Alpha is dropped, palettes are resolved, 16-bit values keep their upper 8
 * bits; colour profiles are not applied. Not thread-safe: buffers are reused from image to image.
 */
public final class ImageDecoder {
  private final PixelLimit limit;
  private final boolean honourOrientation;
  private final ImageShaper shaper;
  private final NativeDecoder nativeDecoder = new NativeDecoder();

  /**
   * Makes a decoder.
   *
   * @param options what is made of each image
   */
  public ImageDecoder(ImageDecoding options) {
    limit = new PixelLimit(options.maxPixels());
    honourOrientation = options.honourOrientation();
    shaper = new ImageShaper(options);
  }

  /**
   * Unpacks one image.
   *
   * @param encoded the file's bytes
   * @return the image, of the size and channel order that the options ask for
   * @throws InvalidCellException if it cannot be unpacked; the message says why
   */
  public DecodedImage decode(byte[] encoded) throws InvalidCellException {
    Unpacked image = unpack(encoded);
    return shaper.shape(image.pixels(), image.orientation());
  }

  /** Unpacks one image into a cell {@code [height, width, channels]}. */
  void decode(byte[] encoded, Cell cell) throws InvalidCellException {
    Unpacked image = unpack(encoded);
    shaper.shape(image.pixels(), image.orientation(), cell);
  }

  static InvalidCellException unknownFormat() {
    return new InvalidCellException("not an image of a known format; " + ImageFormat.READABLE);
  }

  private Unpacked unpack(byte[] encoded) throws InvalidCellException {
    if (encoded.length == 0) {
      throw new InvalidCellException("the file is empty");
    }
    Optional<String> unreadable = UnreadableFormat.find(encoded);
    if (unreadable.isPresent()) {
      throw new InvalidCellException(unreadable.get() + " cannot be read; " + ImageFormat.READABLE);
    }
    ImageFormat format = ImageFormat.find(encoded).orElseThrow(ImageDecoder::unknownFormat);
    return switch (format) {
      case JPEG -> {
        ImageHeader header = checked(JpegHeader.read(encoded));
        yield unpacked(nativeDecoder.decodeJpeg(encoded, header), header);
      }
      case PNG -> {
        PngFile png = PngFile.read(encoded);
        ImageHeader header = checked(png.header());
        yield unpacked(nativeDecoder.decodePng(png.content(), header), header);
      }
      case GIF -> {
        GifFile gif = GifFile.read(encoded);
        ImageHeader header = checked(gif.header());
        yield unpacked(gif.decode(), header);
      }
      case BMP -> {
        BmpFile bmp = BmpFile.read(encoded);
        ImageHeader header = checked(bmp.header());
        yield unpacked(
            bmp.pixels().isPresent()
                ? bmp.pixels().get()
                : ImageIoDecoder.decode(encoded, "BMP", limit),
            header);
      }
      case TIFF -> {
        TiffFile tiff = TiffFile.read(encoded, limit);
        yield unpacked(new TiffDecoder(encoded, tiff).decode(nativeDecoder, limit), tiff.header());
      }
      case WBMP -> {
        ImageHeader header = checked(WbmpHeader.read(encoded));
        yield unpacked(ImageIoDecoder.decode(encoded, "WBMP", limit), header);
      }
    };
  }

  private ImageHeader checked(ImageHeader header) throws InvalidCellException {
    limit.check(header.width(), header.height());
    return header;
  }

  private Unpacked unpacked(Pixels pixels, ImageHeader header) {
    return new Unpacked(pixels, honourOrientation ? header.orientation() : Orientation.UPRIGHT);
  }

  private record Unpacked(Pixels pixels, Orientation orientation) {}
}
