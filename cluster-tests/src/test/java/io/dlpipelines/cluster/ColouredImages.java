package io.dlpipelines.cluster;

import io.dlpipelines.image.TFImageTransformer;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Small PNG files of one colour each, which follows from the number in the file's name. */
final class ColouredImages {
  private static final int SIZE = 8;
  private static final Path STORE = Path.of("target", "coloured-images").toAbsolutePath();

  private ColouredImages() {}

  /** Puts images into a folder, each at once and whole. They are drawn when first asked for. */
  static void arrive(Path folder, int from, int to) throws IOException {
    Files.createDirectories(STORE);
    Files.createDirectories(folder);
    for (int number = from; number < to; number++) {
      Files.createLink(folder.resolve(fileName(number)), drawn(number));
    }
  }

  static String fileName(int number) {
    return "%06d.png".formatted(number);
  }

  private static Path drawn(int number) throws IOException {
    Path file = STORE.resolve(fileName(number));
    if (!Files.exists(file)) {
      BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
      Vector colour = colour(number);
      int rgb = (int) colour.apply(0) << 16 | (int) colour.apply(1) << 8 | (int) colour.apply(2);
      for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
        image.setRGB(pixel % SIZE, pixel / SIZE, rgb);
      }
      Path drawing = Files.createTempFile(STORE, "drawing-", ".tmp");
      ImageIO.write(image, "png", drawing.toFile());
      try {
        Files.move(drawing, file);
      } catch (FileAlreadyExistsException drawnMeanwhile) {
        Files.delete(drawing);
      }
    }
    return file;
  }

  /** What {@link #scorer} finds in an image. */
  static Vector colour(int number) {
    Random random = new Random(number * 31L + 7);
    return Vectors.dense(random.nextInt(256), random.nextInt(256), random.nextInt(256));
  }

  /** Gives the mean colour of an image. */
  static TFImageTransformer scorer(String inputCol) {
    TFInputGraph means =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> pixels =
                  tf.withName("pixels")
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, SIZE, SIZE, 3)));
              tf.withName("colour").math.mean(pixels, tf.constant(new int[] {1, 2}));
            });
    return new TFImageTransformer()
        .setGraph(means)
        .setInputCol(inputCol)
        .setOutputCol("colour")
        .setBatchSize(16);
  }

  static List<String> paths(Path folder, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(number -> folder.resolve(fileName(number)).toUri().toString())
        .toList();
  }
}
