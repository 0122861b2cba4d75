package io.dlpipelines.image.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

class WaveletScatteringTest {

  private static final double DOCUMENTED_SUPPORT = 3;

  @Test
  void countsCoefficients() {
    WaveletScattering scattering = new WaveletScattering(3, 8, 32, 32);
    assertThat(scattering.channels()).isEqualTo(217);
    assertThat(scattering.featureLength(1)).isEqualTo(3472);
    assertThat(scattering.featureLength(3)).isEqualTo(10416);
    assertThat(new WaveletScattering(1, 4, 6, 2).channels()).isEqualTo(5);
  }

  @Test
  void declaresItsShape() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> images =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 16, 24, 3)));
      Operand<TFloat32> coefficients = new WaveletScattering(2, 4, 16, 24).build(tf, images);
      assertThat(coefficients.shape().asArray()).containsExactly(-1, 4, 6, 75);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 4, 16, 16, false",
    "2, 4, 16, 24, true",
    "3, 8, 32, 32, false",
    "1, 3, 10, 6, true",
    "3, 8, 8, 16, false",
    "3, 2, 8, 8, false"
  })
  void agreesWithTheFormulas(int scales, int angles, int height, int width, boolean normalized) {
    WaveletScattering scattering = new WaveletScattering(scales, angles, height, width, normalized);
    ReferenceScattering reference = new ReferenceScattering(scales, angles, DOCUMENTED_SUPPORT);
    for (long seed : new long[] {1, 2}) {
      float[] image = noise(height * width, seed);
      List<double[][]> expected = reference.coefficients(rows(image, width));
      if (normalized) {
        divideByParents(expected, scales, angles);
      }
      float[] actual = run(scattering, 1, 1, image);
      assertThat(relativeError(actual, expected)).isLessThan(1e-4);
    }
  }

  @Test
  void cuttingTheFiltersChangesLittle() {
    float[] image = noise(16 * 16, 3);
    List<double[][]> uncut = new ReferenceScattering(2, 8, 5).coefficients(rows(image, 16));
    float[] actual = run(new WaveletScattering(2, 8, 16, 16, false), 1, 1, image);
    assertThat(relativeError(actual, uncut)).isBetween(1e-4, 2e-2);
  }

  @Test
  void constantImageHasOrderZeroAlone() {
    WaveletScattering scattering = new WaveletScattering(3, 8, 32, 32);
    float[] image = new float[32 * 32];
    Arrays.fill(image, 0.7f);
    float[] actual = run(scattering, 1, 1, image);
    for (int i = 0; i < actual.length; i++) {
      float expected = i % scattering.channels() == 0 ? 0.7f : 0f;
      assertThat(actual[i]).isCloseTo(expected, within(2e-5f));
    }
  }

  @Test
  void energyDecaysWithTheOrderAndStaysBelowThatOfTheImage() {
    WaveletScattering scattering = new WaveletScattering(3, 8, 32, 32, false);
    float[] image = noise(32 * 32, 4);
    float[] actual = run(scattering, 1, 1, image);
    double mean = 0;
    for (float pixel : image) {
      mean += pixel / image.length;
    }
    double imageEnergy = 0;
    for (float pixel : image) {
      imageEnergy += Math.pow(pixel - mean, 2);
    }
    double[] energy = new double[3];
    for (int i = 0; i < actual.length; i++) {
      int path = i % scattering.channels();
      double value = path == 0 ? actual[i] - mean : actual[i];
      energy[path == 0 ? 0 : path <= 24 ? 1 : 2] += 64 * value * value;
    }
    assertThat(energy[2]).isPositive().isLessThan(energy[1]);
    assertThat(energy[0] + energy[1] + energy[2]).isLessThan(imageEnergy);
  }

  @Test
  void doesNotExpandDistances() {
    WaveletScattering scattering = new WaveletScattering(3, 8, 32, 32, false);
    for (long seed = 5; seed < 9; seed++) {
      float[] x = noise(32 * 32, seed);
      float[] y = noise(32 * 32, seed + 100);
      double before = distance(x, y);
      double after = distance(run(scattering, 1, 1, x), run(scattering, 1, 1, y));
      assertThat(8 * after).isLessThan(before);
    }
  }

  @Test
  void shiftChangesCoefficientsFarLessThanTheImage() {
    WaveletScattering scattering = new WaveletScattering(3, 8, 32, 32, false);
    float[] image = new float[32 * 32];
    float[] shifted = new float[32 * 32];
    for (int y = 8; y < 24; y++) {
      for (int x = 8; x < 24; x++) {
        float pixel = (x / 2 + y / 3) % 2;
        image[y * 32 + x] = pixel;
        shifted[y * 32 + x + 1] = pixel;
      }
    }
    double imageChange = distance(image, shifted) / norm(image);
    float[] before = run(scattering, 1, 1, image);
    float[] after = run(scattering, 1, 1, shifted);
    double coefficientChange = distance(before, after) / norm(before);
    assertThat(coefficientChange).isLessThan(imageChange / 5);
  }

  @Test
  void quarterTurnPermutesAngles() {
    int side = 16;
    int scales = 2;
    int angles = 4;
    WaveletScattering scattering = new WaveletScattering(scales, angles, side, side);
    float[] image = noise(side * side, 10);
    float[] turned = new float[side * side];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        turned[x * side + (side - 1 - y)] = image[y * side + x];
      }
    }
    float[] before = run(scattering, 1, 1, image);
    float[] after = run(scattering, 1, 1, turned);
    int paths = scattering.channels();
    int small = side >> scales;
    for (int y = 0; y < small; y++) {
      for (int x = 0; x < small; x++) {
        for (int path = 0; path < paths; path++) {
          int there = x * small + (small - 1 - y);
          float expected = before[(y * small + x) * paths + path];
          assertThat(after[there * paths + quarterTurned(path, scales, angles)])
              .as("path %d at row %d, column %d", path, y, x)
              .isCloseTo(expected, within(1e-5f + 1e-4f * expected));
        }
      }
    }
  }

  private static int quarterTurned(int path, int scales, int angles) {
    int half = angles / 2;
    if (path == 0) {
      return 0;
    }
    if (path <= scales * angles) {
      int scale = (path - 1) / angles;
      return 1 + scale * angles + ((path - 1) % angles + half) % angles;
    }
    int rest = path - 1 - scales * angles;
    int second = (rest % angles + half) % angles;
    int first = (rest / angles % angles + half) % angles;
    int pair = rest / (angles * angles);
    return 1 + scales * angles + (pair * angles + first) * angles + second;
  }

  @Test
  void imagesOfABatchDoNotMix() {
    WaveletScattering scattering = new WaveletScattering(2, 4, 16, 16);
    float[] batch = noise(3 * 256, 11);
    float[] together = run(scattering, 3, 1, batch);
    int length = scattering.featureLength(1);
    for (int i = 0; i < 3; i++) {
      float[] alone = run(scattering, 1, 1, Arrays.copyOfRange(batch, i * 256, i * 256 + 256));
      assertThat(Arrays.copyOfRange(together, i * length, i * length + length))
          .containsExactly(alone, within(1e-6f));
    }
  }

  @Test
  void imageChannelsDoNotMix() {
    WaveletScattering scattering = new WaveletScattering(2, 4, 16, 16);
    float[] image = noise(256 * 3, 12);
    float[] together = run(scattering, 1, 3, image);
    int paths = scattering.channels();
    for (int channel = 0; channel < 3; channel++) {
      float[] grey = new float[256];
      for (int i = 0; i < 256; i++) {
        grey[i] = image[3 * i + channel];
      }
      float[] alone = run(scattering, 1, 1, grey);
      for (int i = 0; i < alone.length; i++) {
        int position = i / paths;
        int there = (position * 3 + channel) * paths + i % paths;
        assertThat(together[there]).isCloseTo(alone[i], within(1e-6f));
      }
    }
  }

  @Test
  void graphIsSmallAndAlwaysTheSame() {
    try (Graph one = graph();
        Graph two = graph()) {
      assertThat(one.toGraphDef()).isEqualTo(two.toGraphDef());
      assertThat(one.toGraphDef().getSerializedSize()).isLessThan(1 << 20);
      assertThat(one.toGraphDef().getNodeList().stream().map(NodeDef::getOp))
          .isSubsetOf(
              Set.of(
                  "Placeholder",
                  "Const",
                  "Conv2D",
                  "DepthwiseConv2dNative",
                  "GatherV2",
                  "Transpose",
                  "Reshape",
                  "ExpandDims",
                  "Square",
                  "Split",
                  "Add",
                  "Sqrt",
                  "Div",
                  "Tile",
                  "ConcatV2"));
    }
  }

  private static Graph graph() {
    Graph graph = new Graph();
    Ops tf = Ops.create(graph);
    new WaveletScattering(3, 8, 32, 32)
        .build(tf, tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 32, 32, 1))));
    return graph;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|8|32|32|scales is 0; set it to 1 to 8 (3 suits images of 32x32)",
        "9|8|512|512|scales is 9; set it to 1 to 8 (3 suits images of 32x32)",
        "3|0|32|32|angles is 0; set it to 1 to 32 (8 is usual)",
        "3|33|32|32|angles is 33; set it to 1 to 32 (8 is usual)",
        "3|8|28|32|height is 28, not a positive multiple of 2^scales = 8; resize the images to such"
            + " a multiple, for example 32, or set fewer scales",
        "3|8|32|4|width is 4, not a positive multiple of 2^scales = 8; resize the images to such a"
            + " multiple, for example 8, or set fewer scales",
        "3|8|-8|32|height is -8, not a positive multiple of 2^scales = 8; resize the images to such"
            + " a multiple, for example 8, or set fewer scales",
      })
  void refusesBadParameters(int scales, int angles, int height, int width, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WaveletScattering(scales, angles, height, width))
        .withMessage("WaveletScattering: " + message);
  }

  @Test
  void refusesImagesOfAnotherShape() {
    WaveletScattering scattering = new WaveletScattering(2, 4, 16, 16);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      for (Shape shape :
          List.of(
              Shape.of(-1, 16, 16),
              Shape.of(-1, 28, 28, 1),
              Shape.of(-1, 16, 16, -1),
              Shape.unknown())) {
        Placeholder<TFloat32> images = tf.placeholder(TFloat32.class, Placeholder.shape(shape));
        assertThatIllegalArgumentException()
            .isThrownBy(() -> scattering.build(tf, images))
            .withMessage(
                "WaveletScattering: the images have shape "
                    + shape
                    + "; feed [batch, 16, 16, channels] with a known number of channels");
      }
    }
  }

  @Test
  void refusesNoImageChannels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WaveletScattering(2, 4, 16, 16).featureLength(0))
        .withMessage("WaveletScattering: imageChannels is 0; it is 1 for grey, 3 for RGB");
  }

  private static float[] run(
      WaveletScattering scattering, int batch, int imageChannels, float[] pixels) {
    Shape one = Shape.of(-1, scattering.height(), scattering.width(), imageChannels);
    Shape fed = Shape.of(batch, scattering.height(), scattering.width(), imageChannels);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> images = tf.placeholder(TFloat32.class, Placeholder.shape(one));
      Operand<TFloat32> coefficients = scattering.build(tf, images);
      try (Session session = new Session(graph);
          TFloat32 feed = TFloat32.tensorOf(fed, DataBuffers.of(pixels));
          Result result = session.runner().feed(images, feed).fetch(coefficients).run()) {
        TFloat32 values = (TFloat32) result.get(0);
        float[] copy = new float[(int) values.size()];
        values.asRawTensor().data().asFloats().read(copy);
        return copy;
      }
    }
  }

  private static void divideByParents(List<double[][]> paths, int scales, int angles) {
    for (int path = 1 + scales * angles; path < paths.size(); path++) {
      int rest = (path - 1 - scales * angles) / angles;
      int firstAngle = rest % angles;
      int pair = rest / angles;
      int firstScale = 0;
      while (pair >= scales - 1 - firstScale) {
        pair -= scales - 1 - firstScale;
        firstScale++;
      }
      double[][] parent = paths.get(1 + firstScale * angles + firstAngle);
      double[][] child = paths.get(path);
      for (int row = 0; row < child.length; row++) {
        for (int column = 0; column < child[row].length; column++) {
          child[row][column] /= parent[row][column] + 0.003;
        }
      }
    }
  }

  /** The largest error of a path, relative to its largest value. */
  private static double relativeError(float[] actual, List<double[][]> expected) {
    int paths = expected.size();
    double worst = 0;
    for (int path = 0; path < paths; path++) {
      double[][] map = expected.get(path);
      double error = 0;
      double largest = 0;
      for (int row = 0; row < map.length; row++) {
        for (int column = 0; column < map[row].length; column++) {
          float value = actual[(row * map[row].length + column) * paths + path];
          error = Math.max(error, Math.abs(value - map[row][column]));
          largest = Math.max(largest, Math.abs(map[row][column]));
        }
      }
      worst = Math.max(worst, error / largest);
    }
    return worst;
  }

  private static double[][] rows(float[] image, int width) {
    double[][] rows = new double[image.length / width][width];
    for (int i = 0; i < image.length; i++) {
      rows[i / width][i % width] = image[i];
    }
    return rows;
  }

  private static float[] noise(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static double distance(float[] x, float[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.pow(x[i] - y[i], 2);
    }
    return Math.sqrt(sum);
  }

  private static double norm(float[] x) {
    return distance(x, new float[x.length]);
  }
}
