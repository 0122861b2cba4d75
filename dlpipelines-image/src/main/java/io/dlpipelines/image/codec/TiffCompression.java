package io.dlpipelines.image.codec;

import java.util.Arrays;

/** A value of the TIFF tag Compression. */
enum TiffCompression {
  NONE(1, "no compression"),
  CCITT_RLE(2, "CCITT modified Huffman"),
  CCITT_T4(3, "CCITT Group 3"),
  CCITT_T6(4, "CCITT Group 4"),
  LZW(5, "LZW"),
  OLD_JPEG(6, "old-style JPEG"),
  JPEG(7, "JPEG"),
  DEFLATE(8, "Deflate"),
  JBIG_T85(9, "JBIG (T.85)"),
  JBIG_T43(10, "JBIG (T.43)"),
  NEXT(32766, "NeXT 2-bit RLE"),
  CCITT_RLE_WORD(32771, "word-aligned CCITT RLE"),
  PACKBITS(32773, "PackBits"),
  THUNDERSCAN(32809, "ThunderScan"),
  IT8_CTPAD(32895, "IT8 CT with padding"),
  IT8_LINEWORK(32896, "IT8 linework"),
  IT8_MONOCHROME(32897, "IT8 monochrome"),
  IT8_BINARY(32898, "IT8 binary line art"),
  PIXAR_FILM(32908, "Pixar film"),
  PIXAR_LOG(32909, "Pixar log"),
  OLD_DEFLATE(32946, "Deflate"),
  DCS(32947, "Kodak DCS"),
  APERIO_YCBCR(33003, "JPEG 2000"),
  APERIO_RGB(33005, "JPEG 2000"),
  JBIG(34661, "JBIG"),
  SGI_LOG(34676, "SGILog"),
  SGI_LOG_24(34677, "SGILog 24-bit"),
  JPEG_2000(34712, "JPEG 2000"),
  NIKON(34713, "Nikon NEF"),
  JBIG2(34715, "JBIG2"),
  LERC(34887, "LERC"),
  LOSSY_DNG(34892, "lossy DNG"),
  LZMA(34925, "LZMA"),
  OLD_ZSTD(34926, "Zstandard"),
  OLD_WEBP(34927, "WebP"),
  ZSTD(50000, "Zstandard"),
  WEBP(50001, "WebP"),
  JPEG_XL(50002, "JPEG XL"),
  JPEG_XL_DNG(52546, "JPEG XL"),
  UNKNOWN(-1, "unknown");

  static final String READABLE =
      "uncompressed, LZW, Deflate, PackBits, JPEG and CCITT TIFFs can be read";

  private final int number;
  private final String displayName;

  TiffCompression(int number, String displayName) {
    this.number = number;
    this.displayName = displayName;
  }

  static TiffCompression of(long number) {
    return Arrays.stream(values())
        .filter(known -> known.number == number)
        .findFirst()
        .orElse(UNKNOWN);
  }

  String displayName() {
    return displayName;
  }

  boolean isCcitt() {
    return this == CCITT_RLE || this == CCITT_T4 || this == CCITT_T6;
  }
}
