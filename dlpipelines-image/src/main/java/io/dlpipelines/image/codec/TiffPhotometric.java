package io.dlpipelines.image.codec;

import java.util.Arrays;

/** A value of the TIFF tag PhotometricInterpretation. */
enum TiffPhotometric {
  WHITE_IS_ZERO(0, "grey", 1),
  BLACK_IS_ZERO(1, "grey", 1),
  RGB(2, "RGB", 3),
  PALETTE(3, "palette", 1),
  TRANSPARENCY_MASK(4, "transparency mask", 1),
  SEPARATED(5, "CMYK", 4),
  YCBCR(6, "YCbCr", 3),
  CIELAB(8, "CIE L*a*b*", 3),
  ICCLAB(9, "ICC L*a*b*", 3),
  ITULAB(10, "ITU L*a*b*", 3),
  COLOR_FILTER_ARRAY(32803, "colour filter array (raw sensor data)", 1),
  LOG_L(32844, "LogL", 1),
  LOG_LUV(32845, "LogLuv", 3),
  LINEAR_RAW(34892, "linear raw (DNG)", 1),
  DEPTH_MAP(51177, "depth map", 1),
  SEMANTIC_MASK(52527, "semantic mask", 1),
  UNKNOWN(-1, "unknown", 1);

  static final String READABLE =
      "grey, palette, RGB, CMYK, YCbCr and L*a*b* TIFFs of unsigned integers can be read";

  private final int number;
  private final String displayName;
  private final int samples;

  TiffPhotometric(int number, String displayName, int samples) {
    this.number = number;
    this.displayName = displayName;
    this.samples = samples;
  }

  static TiffPhotometric of(long number) {
    return Arrays.stream(values())
        .filter(known -> known.number == number)
        .findFirst()
        .orElse(UNKNOWN);
  }

  String displayName() {
    return displayName;
  }

  /** Samples of a pixel without extra samples such as alpha. */
  int samples() {
    return samples;
  }
}
