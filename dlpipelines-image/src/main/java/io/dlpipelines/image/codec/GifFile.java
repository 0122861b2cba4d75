package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;

/**
 * The first frame of a GIF file. It is unpacked here: the decoder of TensorFlow unpacks every
 * frame, takes the frame for the canvas, and leaves what is missing in a truncated file
 * uninitialized.
 */
final class GifFile {
  private static final int SCREEN_BYTES = 13;
  private static final int IMAGE = 0x2c;
  private static final int EXTENSION = 0x21;
  private static final int TRAILER = 0x3b;
  private static final int MAX_CODES = 4096;
  private static final int MAX_CODE_BITS = 12;
  private static final int[] INTERLACE_STARTS = {0, 4, 2, 1};
  private static final int[] INTERLACE_STEPS = {8, 8, 4, 2};

  private final byte[] file;
  private final HeaderBytes bytes;
  private final ImageHeader header;
  private final int frame;
  private final int left;
  private final int top;
  private final int frameWidth;
  private final int frameHeight;
  private final boolean interlaced;
  private final int palette;
  private final int paletteSize;
  private final int background;

  private GifFile(byte[] file) throws InvalidCellException {
    this.file = file;
    bytes = HeaderBytes.littleEndian(file);
    int screenFlags = bytes.unsigned8(10);
    int screenPaletteSize = paletteSize(screenFlags);
    int position = SCREEN_BYTES + 3 * screenPaletteSize;
    while (bytes.unsigned8(position) != IMAGE) {
      int block = bytes.unsigned8(position);
      if (block == TRAILER) {
        throw new InvalidCellException("the GIF has no image");
      }
      position = block == EXTENSION ? skipBlocks(position + 2) : position + 1;
    }
    left = bytes.unsigned16(position + 1);
    top = bytes.unsigned16(position + 3);
    frameWidth = bytes.unsigned16(position + 5);
    frameHeight = bytes.unsigned16(position + 7);
    int frameFlags = bytes.unsigned8(position + 9);
    interlaced = (frameFlags & 0x40) != 0;
    int framePaletteSize = paletteSize(frameFlags);
    palette = framePaletteSize > 0 ? position + 10 : SCREEN_BYTES;
    paletteSize = framePaletteSize > 0 ? framePaletteSize : screenPaletteSize;
    background = screenPaletteSize > 0 ? bytes.unsigned8(11) : 0;
    frame = position + 10 + 3 * framePaletteSize;
    long width = Math.max(bytes.unsigned16(6), left + frameWidth);
    long height = Math.max(bytes.unsigned16(8), top + frameHeight);
    header = new ImageHeader(width, height, false, Orientation.UPRIGHT);
  }

  static GifFile read(byte[] file) throws InvalidCellException {
    return new GifFile(file);
  }

  ImageHeader header() {
    return header;
  }

  /** Unpacks the first frame on its canvas; call it after the size is checked. */
  Pixels decode() throws InvalidCellException {
    if (paletteSize == 0) {
      throw new InvalidCellException("the GIF has no colours");
    }
    if (!bytes.has(palette, 3L * paletteSize)) {
      throw new InvalidCellException("the file ends within its header");
    }
    int width = (int) header.width();
    byte[] pixels = new byte[3 * width * (int) header.height()];
    if (frameWidth < width || frameHeight < header.height()) {
      fill(pixels);
    }
    byte[] indices = new byte[frameWidth * frameHeight];
    unpack(indices);
    int row = 0;
    if (interlaced) {
      for (int pass = 0; pass < INTERLACE_STARTS.length; pass++) {
        for (int y = INTERLACE_STARTS[pass]; y < frameHeight; y += INTERLACE_STEPS[pass]) {
          paint(indices, row++, pixels, y);
        }
      }
    } else {
      while (row < frameHeight) {
        paint(indices, row, pixels, row);
        row++;
      }
    }
    return Pixels.packed(pixels, width, (int) header.height(), 3, false);
  }

  private void fill(byte[] pixels) {
    int colour = background < paletteSize ? palette + 3 * background : palette;
    for (int i = 0; i < pixels.length; i += 3) {
      System.arraycopy(file, colour, pixels, i, 3);
    }
  }

  private void paint(byte[] indices, int row, byte[] pixels, int y) throws InvalidCellException {
    int to = 3 * ((top + y) * (int) header.width() + left);
    int from = row * frameWidth;
    for (int x = 0; x < frameWidth; x++, to += 3) {
      int index = indices[from + x] & 0xff;
      if (index >= paletteSize) {
        throw new InvalidCellException("the GIF uses a colour that it does not have");
      }
      int colour = palette + 3 * index;
      pixels[to] = file[colour];
      pixels[to + 1] = file[colour + 1];
      pixels[to + 2] = file[colour + 2];
    }
  }

  /** LZW with codes of growing length, spread over blocks of up to 255 bytes. */
  private void unpack(byte[] indices) throws InvalidCellException {
    int rootBits = bytes.unsigned8(frame);
    if (rootBits < 1 || rootBits > 8) {
      throw new InvalidCellException("the GIF's code size is " + rootBits);
    }
    int clear = 1 << rootBits;
    short[] prefixes = new short[MAX_CODES];
    byte[] suffixes = new byte[MAX_CODES];
    byte[] stack = new byte[MAX_CODES + 1];
    for (int code = 0; code < clear; code++) {
      suffixes[code] = (byte) code;
    }
    int codeBits = rootBits + 1;
    int next = clear + 2;
    int previous = -1;
    int first = 0;
    int written = 0;
    int buffer = 0;
    int buffered = 0;
    int position = frame + 1;
    int blockEnd = position;
    while (written < indices.length) {
      while (buffered < codeBits) {
        if (position == blockEnd) {
          int size = position < file.length ? file[position++] & 0xff : 0;
          if (size == 0) {
            throw endsEarly();
          }
          blockEnd = position + size;
        }
        if (position >= file.length) {
          throw endsEarly();
        }
        buffer |= (file[position++] & 0xff) << buffered;
        buffered += 8;
      }
      int code = buffer & (1 << codeBits) - 1;
      buffer >>>= codeBits;
      buffered -= codeBits;
      if (code == clear) {
        codeBits = rootBits + 1;
        next = clear + 2;
        previous = -1;
        continue;
      }
      if (code == clear + 1) {
        throw endsEarly();
      }
      if (code > next || (code >= next && previous < 0) || (previous < 0 && code > clear)) {
        throw new InvalidCellException("the GIF's image data are broken");
      }
      int depth = 0;
      int at = code;
      if (code == next) {
        stack[depth++] = (byte) first;
        at = previous;
      }
      while (at > clear) {
        stack[depth++] = suffixes[at];
        at = prefixes[at];
      }
      first = suffixes[at] & 0xff;
      stack[depth++] = (byte) first;
      if (previous >= 0 && next < MAX_CODES) {
        prefixes[next] = (short) previous;
        suffixes[next] = (byte) first;
        next++;
        if (next == 1 << codeBits && codeBits < MAX_CODE_BITS) {
          codeBits++;
        }
      }
      previous = code;
      while (depth > 0 && written < indices.length) {
        indices[written++] = stack[--depth];
      }
    }
  }

  private int skipBlocks(int from) throws InvalidCellException {
    int position = from;
    int size = bytes.unsigned8(position);
    while (size > 0) {
      position += 1 + size;
      size = bytes.unsigned8(position);
    }
    return position + 1;
  }

  private static int paletteSize(int flags) {
    return (flags & 0x80) == 0 ? 0 : 2 << (flags & 7);
  }

  private static InvalidCellException endsEarly() {
    return new InvalidCellException("the GIF's image data end early");
  }
}
