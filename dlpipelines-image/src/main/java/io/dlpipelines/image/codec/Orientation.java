package io.dlpipelines.image.codec;

/** The EXIF orientation of an image (TIFF tag 274): how its stored pixels are turned to be seen. */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  UPSIDE_DOWN(false, true, true),
  FLIPPED(false, false, true),
  TRANSPOSED(true, false, false),
  TURN_RIGHT(true, false, true),
  TRANSVERSED(true, true, true),
  TURN_LEFT(true, true, false);

  static final int TAG = 274;

  private static final Orientation[] BY_VALUE = values();

  private final boolean swapsAxes;
  private final boolean reversesColumns;
  private final boolean reversesRows;

  Orientation(boolean swapsAxes, boolean reversesColumns, boolean reversesRows) {
    this.swapsAxes = swapsAxes;
    this.reversesColumns = reversesColumns;
    this.reversesRows = reversesRows;
  }

  /** The orientation that EXIF numbers from 1 to 8; upright for any other number. */
  static Orientation ofExif(long value) {
    return value >= 1 && value <= BY_VALUE.length ? BY_VALUE[(int) value - 1] : UPRIGHT;
  }

  /** Whether the stored image's rows are seen as columns. */
  boolean swapsAxes() {
    return swapsAxes;
  }

  /** Where the stored image's top left pixel is seen, counted in pixels of the seen image. */
  int origin(int storedWidth, int storedHeight) {
    int lastColumn = reversesColumns ? storedWidth - 1 : 0;
    int lastRow = reversesRows ? storedHeight - 1 : 0;
    return lastColumn * columnUnit(storedHeight) + lastRow * rowUnit(storedWidth);
  }

  /** Pixels in the seen image from a stored pixel to the one right of it. */
  int columnStep(int storedHeight) {
    return reversesColumns ? -columnUnit(storedHeight) : columnUnit(storedHeight);
  }

  /** Pixels in the seen image from a stored pixel to the one below it. */
  int rowStep(int storedWidth) {
    return reversesRows ? -rowUnit(storedWidth) : rowUnit(storedWidth);
  }

  private int columnUnit(int storedHeight) {
    return swapsAxes ? storedHeight : 1;
  }

  private int rowUnit(int storedWidth) {
    return swapsAxes ? 1 : storedWidth;
  }
}
