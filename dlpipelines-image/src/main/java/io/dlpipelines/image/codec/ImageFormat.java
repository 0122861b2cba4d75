package io.dlpipelines.image.codec;

import java.util.Arrays;
import java.util.Optional;

/** A format that can be decoded, recognized by a file's first bytes. */
enum ImageFormat {
  JPEG("JPEG", "\u00ff\u00d8\u00ff"),
  PNG("PNG", "\u0089PNG\r\n\u001a\n"),
  GIF("GIF", "GIF8"),
  BMP("BMP", "BM"),
  TIFF("TIFF", "II*\0", "MM\0*", "II+\0", "MM\0+"),
  WBMP("WBMP", "\0\0");

  static final String READABLE = "JPEG, PNG, GIF, BMP, TIFF and WBMP can be read";

  private final String displayName;
  private final String[] signatures;

  ImageFormat(String displayName, String... signatures) {
    this.displayName = displayName;
    this.signatures = signatures;
  }

  String displayName() {
    return displayName;
  }

  static Optional<ImageFormat> find(byte[] encoded) {
    return Arrays.stream(values())
        .filter(
            format ->
                Arrays.stream(format.signatures)
                    .anyMatch(signature -> Signature.matches(signature, 0, encoded)))
        .findFirst();
  }
}
