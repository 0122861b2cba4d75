package io.dlpipelines.samples.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A data set made up on the spot: PNG files of ten glyphs, in {@code train/label/}, {@code
 * test/label/} and, without labels, {@code stream/}.
 *
 * @param trainPerLabel training images of each label
 * @param testPerLabel test images of each label
 * @param newImages images without labels
 * @param seed the same seed paints the same images
 */
public record GlyphImages(int trainPerLabel, int testPerLabel, int newImages, long seed) {

  /** How many labels there are. */
  public static final int LABELS = Glyph.values().length;

  private static final int STREAM_SEQUENCE = 2 * LABELS;

  /**
   * Writes the files.
   *
   * @param folder the folder to write to
   * @return how many files were written
   * @throws UncheckedIOException if a file cannot be written
   */
  public int write(Path folder) {
    for (Glyph glyph : Glyph.values()) {
      int sequence = 2 * glyph.ordinal();
      writeAll(folder.resolve("train").resolve(glyph.label()), glyph, trainPerLabel, sequence);
      writeAll(folder.resolve("test").resolve(glyph.label()), glyph, testPerLabel, sequence + 1);
    }
    Path stream = createFolder(folder.resolve("stream"));
    for (int index = 0; index < newImages; index++) {
      SplittableRandom random = random(STREAM_SEQUENCE, index);
      Glyph glyph = Glyph.values()[random.nextInt(LABELS)];
      write(stream.resolve(String.format("new-%03d.png", index)), glyph, random);
    }
    return LABELS * (trainPerLabel + testPerLabel) + newImages;
  }

  private void writeAll(Path folder, Glyph glyph, int images, int sequence) {
    createFolder(folder);
    IntStream.range(0, images)
        .parallel()
        .forEach(
            index ->
                write(
                    folder.resolve(String.format("%s-%04d.png", glyph.label(), index)),
                    glyph,
                    random(sequence, index)));
  }

  /** Each image has random numbers of its own, so that a larger data set contains the smaller. */
  private SplittableRandom random(int sequence, int index) {
    return new SplittableRandom(seed * 1_000_003 + sequence * 10_000_019L + index);
  }

  private static void write(Path file, Glyph glyph, SplittableRandom random) {
    try {
      Files.write(file, Png.encode(GlyphPainter.paint(glyph, random)));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }

  private static Path createFolder(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create " + folder, e);
    }
  }
}
