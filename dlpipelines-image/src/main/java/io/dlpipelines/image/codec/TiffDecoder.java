package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.InflaterInputStream;

/** Unpacks a TIFF's image, strip by strip or tile by tile. */
final class TiffDecoder {
  private static final int SUBSAMPLING = 530;
  private static final int LOWEST_BIT_FIRST = 2;
  private static final int NO_PREDICTOR = 1;
  private static final int DIFFERENCES = 2;

  private final byte[] file;
  private final TiffFile tiff;
  private final TiffPieces pieces;

  TiffDecoder(byte[] file, TiffFile tiff) {
    this.file = file;
    this.tiff = tiff;
    this.pieces = tiff.pieces();
  }

  Pixels decode(NativeDecoder nativeDecoder, PixelLimit limit) throws InvalidCellException {
    TiffColours colours = TiffColours.of(tiff);
    return switch (tiff.compression()) {
      case NONE, LZW, DEFLATE, OLD_DEFLATE, PACKBITS -> decodeSamples(colours);
      case JPEG -> decodeJpeg(nativeDecoder, limit);
      case CCITT_RLE, CCITT_T4, CCITT_T6 -> {
        if (tiff.bits() * tiff.samples() != 1) {
          throw new InvalidCellException(
              "a TIFF of " + tiff.compression().displayName() + " must have 1 bit a pixel");
        }
        yield ImageIoDecoder.decode(file, "TIFF", limit);
      }
      default ->
          throw new InvalidCellException(
              "TIFFs with compression "
                  + tiff.compressionNumber()
                  + " ("
                  + tiff.compression().displayName()
                  + ") cannot be read; "
                  + TiffCompression.READABLE);
    };
  }

  private Pixels decodeSamples(TiffColours colours) throws InvalidCellException {
    int channels = colours.channels();
    byte[] pixels = new byte[channels * tiff.width() * tiff.height()];
    int[] row = new int[Math.multiplyExact(pieces.width(), tiff.samples())];
    for (int down = 0; down < pieces.down(); down++) {
      for (int across = 0; across < pieces.across(); across++) {
        int top = down * pieces.height();
        int left = across * pieces.width();
        int rows = Math.min(pieces.height(), tiff.height() - top);
        int columns = Math.min(pieces.width(), tiff.width() - left);
        try (TiffRows piece = open(down, across)) {
          for (int y = top; y < top + rows; y++) {
            piece.read(row);
            colours.convert(row, columns, pixels, channels * (y * tiff.width() + left));
          }
        } catch (EOFException early) {
          throw new InvalidCellException("the TIFF's image data end early");
        } catch (IOException broken) {
          throw DecoderFailure.invalid("TIFF", broken);
        }
      }
    }
    return Pixels.packed(pixels, tiff.width(), tiff.height(), channels, false);
  }

  private TiffRows open(int down, int across) throws InvalidCellException {
    boolean differences = differences();
    if (tiff.planar()) {
      if (isSubsampled()) {
        throw new InvalidCellException("a YCbCr TIFF in planes with subsampling cannot be read");
      }
      List<TiffPieceRows> planes = new ArrayList<>();
      for (int sample = 0; sample < tiff.samples(); sample++) {
        InputStream bytes = bytes(pieces.index(sample, down, across));
        planes.add(TiffPieceRows.plane(tiff, bytes, differences, sample));
      }
      return new TiffPlanes(planes);
    }
    InputStream bytes = bytes(pieces.index(0, down, across));
    return isSubsampled() ? subsampled(bytes) : TiffPieceRows.chunky(tiff, bytes, differences);
  }

  private InputStream bytes(int piece) throws InvalidCellException {
    int offset = (int) pieces.offsets()[piece];
    int length = (int) pieces.lengths()[piece];
    InputStream stored =
        tiff.directory().value(TiffFile.FILL_ORDER, 1) == LOWEST_BIT_FIRST
            ? new ByteArrayInputStream(reversed(offset, length))
            : new ByteArrayInputStream(file, offset, length);
    return switch (tiff.compression()) {
      case LZW -> new LzwInput(stored);
      case DEFLATE, OLD_DEFLATE -> new InflaterInputStream(stored);
      case PACKBITS -> new PackBitsInput(stored);
      default -> stored;
    };
  }

  private byte[] reversed(int offset, int length) {
    byte[] reversed = new byte[length];
    for (int i = 0; i < length; i++) {
      reversed[i] = (byte) (Integer.reverse(file[offset + i]) >>> 24);
    }
    return reversed;
  }

  private boolean differences() throws InvalidCellException {
    long predictor = tiff.directory().value(TiffFile.PREDICTOR, NO_PREDICTOR);
    boolean readable =
        predictor == NO_PREDICTOR
            || (predictor == DIFFERENCES && tiff.bits() % 8 == 0 && !isSubsampled());
    if (!readable) {
      throw new InvalidCellException(
          "a TIFF of "
              + tiff.bits()
              + " bits a sample with predictor "
              + predictor
              + " cannot be read");
    }
    return predictor == DIFFERENCES;
  }

  private boolean isSubsampled() throws InvalidCellException {
    return tiff.photometric() == TiffPhotometric.YCBCR
        && (subsampling(0) != 1 || subsampling(1) != 1);
  }

  /** Pixels with the same chroma: 0 for those beside each other, 1 for those below. */
  private int subsampling(int axis) throws InvalidCellException {
    long[] values = tiff.directory().values(SUBSAMPLING);
    return values.length == 2 ? (int) values[axis] : 2;
  }

  private TiffRows subsampled(InputStream bytes) throws InvalidCellException {
    int groupWidth = subsampling(0);
    int groupHeight = subsampling(1);
    if (tiff.samples() != 3
        || !isSubsamplingFactor(groupWidth)
        || !isSubsamplingFactor(groupHeight)) {
      throw new InvalidCellException(
          "a YCbCr TIFF of "
              + tiff.samples()
              + " samples a pixel with subsampling "
              + groupWidth
              + " x "
              + groupHeight
              + " cannot be read");
    }
    return new TiffSubsampledRows(bytes, pieces.width(), groupWidth, groupHeight);
  }

  private static boolean isSubsamplingFactor(int factor) {
    return factor == 1 || factor == 2 || factor == 4;
  }

  private Pixels decodeJpeg(NativeDecoder nativeDecoder, PixelLimit limit)
      throws InvalidCellException {
    TiffJpeg jpeg = TiffJpeg.of(tiff);
    int channels = jpeg.components();
    byte[] pixels = new byte[channels * tiff.width() * tiff.height()];
    for (int down = 0; down < pieces.down(); down++) {
      for (int across = 0; across < pieces.across(); across++) {
        int top = down * pieces.height();
        int left = across * pieces.width();
        int rows = Math.min(pieces.height(), tiff.height() - top);
        int columns = Math.min(pieces.width(), tiff.width() - left);
        int index = pieces.index(0, down, across);
        byte[] encoded =
            jpeg.file(file, (int) pieces.offsets()[index], (int) pieces.lengths()[index]);
        ImageHeader header = JpegHeader.read(encoded);
        limit.check(header.width(), header.height());
        if (header.width() < columns || header.height() < rows) {
          throw new InvalidCellException("the TIFF's JPEG data are smaller than its tags say");
        }
        Pixels piece = nativeDecoder.decodeJpeg(encoded, header);
        for (int y = 0; y < rows; y++) {
          System.arraycopy(
              piece.bytes(),
              y * piece.rowStride(),
              pixels,
              channels * ((top + y) * tiff.width() + left),
              channels * columns);
        }
      }
    }
    if (tiff.photometric() == TiffPhotometric.WHITE_IS_ZERO) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) ~pixels[i];
      }
    }
    return Pixels.packed(pixels, tiff.width(), tiff.height(), channels, false);
  }
}
