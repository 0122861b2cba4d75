package io.dlpipelines.image.codec;

import java.util.Optional;

/** What an encoded image is, told by its first bytes. */
enum ImageFormat {
  JPEG("JPEG"),
  PNG("PNG"),
  GIF("GIF"),
  BMP("BMP"),
  TIFF("TIFF"),
  WBMP("WBMP"),
  WEBP("WebP"),
  JPEG_2000("JPEG 2000");

  static final String READABLE = "JPEG, PNG, GIF, BMP, TIFF and WBMP can be read";

  private static final int[] JPEG_MAGIC = {0xff, 0xd8, 0xff};
  private static final int[] PNG_MAGIC = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int[] GIF_MAGIC = {'G', 'I', 'F', '8'};
  private static final int[] BMP_MAGIC = {'B', 'M'};
  private static final int[] TIFF_LITTLE_MAGIC = {'I', 'I'};
  private static final int[] TIFF_BIG_MAGIC = {'M', 'M'};
  private static final int[] RIFF_MAGIC = {'R', 'I', 'F', 'F'};
  private static final int[] WEBP_MAGIC = {'W', 'E', 'B', 'P'};
  private static final int[] JP2_MAGIC = {0, 0, 0, 12, 'j', 'P', ' ', ' '};
  private static final int[] J2K_MAGIC = {0xff, 0x4f, 0xff, 0x51};
  private static final int[] WBMP_MAGIC = {0, 0};
  private static final int[] TIFF_VERSIONS = {42, 43};

  private final String displayName;

  ImageFormat(String displayName) {
    this.displayName = displayName;
  }

  String displayName() {
    return displayName;
  }

  static Optional<ImageFormat> find(byte[] encoded) {
    if (startsWith(encoded, 0, JPEG_MAGIC)) {
      return Optional.of(JPEG);
    }
    if (startsWith(encoded, 0, PNG_MAGIC)) {
      return Optional.of(PNG);
    }
    if (startsWith(encoded, 0, GIF_MAGIC)) {
      return Optional.of(GIF);
    }
    if (startsWith(encoded, 0, BMP_MAGIC)) {
      return Optional.of(BMP);
    }
    if (isTiff(encoded)) {
      return Optional.of(TIFF);
    }
    if (startsWith(encoded, 0, RIFF_MAGIC) && startsWith(encoded, 8, WEBP_MAGIC)) {
      return Optional.of(WEBP);
    }
    if (startsWith(encoded, 0, JP2_MAGIC) || startsWith(encoded, 0, J2K_MAGIC)) {
      return Optional.of(JPEG_2000);
    }
    return startsWith(encoded, 0, WBMP_MAGIC) ? Optional.of(WBMP) : Optional.empty();
  }

  private static boolean isTiff(byte[] encoded) {
    for (int version : TIFF_VERSIONS) {
      if ((startsWith(encoded, 0, TIFF_LITTLE_MAGIC)
              && startsWith(encoded, 2, new int[] {version, 0}))
          || (startsWith(encoded, 0, TIFF_BIG_MAGIC)
              && startsWith(encoded, 2, new int[] {0, version}))) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] bytes, int at, int[] magic) {
    if (bytes.length < at + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[at + i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
