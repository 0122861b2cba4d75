package io.dlpipelines.image.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Writes the nodes of one scattering transform.
 *
 * <p>Image channels and the angles of the first layer are folded into the batch, so that all angles
 * of a scale are one convolution with a single input channel, which reads each map once. A wavelet
 * {@code d} octaves above the map that it reads has the same samples whatever that map is, so both
 * layers share {@code scales} kernels.
 */
final class ScatteringGraph {

  private static final double PARENT_FLOOR = 0.003;
  private static final String NO_PADDING = "VALID";

  private final Ops tf;
  private final int scales;
  private final int angles;
  private final int height;
  private final int width;
  private final int paths;
  private final boolean normalized;
  private final List<Filters> wavelets;

  ScatteringGraph(Ops tf, WaveletScattering scattering) {
    this.tf = tf;
    this.scales = scattering.scales();
    this.angles = scattering.angles();
    this.height = scattering.height();
    this.width = scattering.width();
    this.paths = scattering.channels();
    this.normalized = scattering.normalized();
    this.wavelets =
        IntStream.range(0, scales)
            .mapToObj(octave -> filters(FilterKernel.morlets(octave, angles)))
            .toList();
  }

  private record Filters(FilterKernel kernel, Operand<TFloat32> weights) {}

  /** Values {@code [batch, height / 2^octave, width / 2^octave, channels]}. */
  private record Maps(Operand<TFloat32> values, int octave, int channels) {}

  Operand<TFloat32> coefficients(Operand<TFloat32> images) {
    int imageChannels = (int) images.shape().get(3);
    Maps image = channelsToBatch(new Maps(images, 0, imageChannels));
    List<Operand<TFloat32>> coefficients = new ArrayList<>();
    List<Operand<TFloat32>> secondOrder = new ArrayList<>();
    coefficients.add(average(image).values());
    for (int j1 = 0; j1 < scales; j1++) {
      Maps envelopes = modulus(image, j1);
      Maps parents = average(envelopes);
      coefficients.add(parents.values());
      Maps folded = channelsToBatch(envelopes);
      for (int j2 = j1 + 1; j2 < scales; j2++) {
        Maps children = average(modulus(folded, j2));
        secondOrder.add(ofParents(children, parents));
      }
    }
    coefficients.addAll(secondOrder);
    Operand<TFloat32> all = tf.concat(coefficients, tf.constant(-1));
    return tf.reshape(
        batchToChannels(new Maps(all, scales, paths), imageChannels),
        tf.constant(new int[] {-1, height >> scales, width >> scales, imageChannels * paths}));
  }

  private Maps modulus(Maps maps, int scale) {
    Filters filters = wavelets.get(scale - maps.octave());
    FilterKernel kernel = filters.kernel();
    Operand<TFloat32> parts =
        tf.nn.conv2d(padded(maps, kernel), filters.weights(), strides(kernel), NO_PADDING);
    List<Output<TFloat32>> squares = tf.split(tf.constant(3), tf.math.square(parts), 2L).output();
    Operand<TFloat32> modulus = tf.math.sqrt(tf.math.add(squares.get(0), squares.get(1)));
    return new Maps(modulus, scale, angles);
  }

  private Maps average(Maps maps) {
    Filters filters = filters(FilterKernel.lowPass(1 << (scales - maps.octave())));
    FilterKernel kernel = filters.kernel();
    Operand<TFloat32> weights =
        tf.tile(filters.weights(), tf.constant(new int[] {1, 1, maps.channels(), 1}));
    Operand<TFloat32> averages =
        tf.nn.depthwiseConv2dNative(padded(maps, kernel), weights, strides(kernel), NO_PADDING);
    return new Maps(averages, scales, maps.channels());
  }

  /** Order 2 with the angle of the first layer moved from the batch before that of the second. */
  private Operand<TFloat32> ofParents(Maps children, Maps parents) {
    Operand<TFloat32> byParent = batchToChannels(children, angles);
    if (normalized) {
      Operand<TFloat32> floor = tf.constant((float) PARENT_FLOOR);
      Operand<TFloat32> energy = tf.math.add(parents.values(), floor);
      byParent = tf.math.div(byParent, tf.expandDims(energy, tf.constant(-1)));
    }
    return tf.reshape(
        byParent, tf.constant(new int[] {-1, height >> scales, width >> scales, angles * angles}));
  }

  /** The maps with their mirror images around them, each border sample doubled. */
  private Operand<TFloat32> padded(Maps maps, FilterKernel kernel) {
    int padding = kernel.padding();
    int rows = height >> maps.octave();
    int columns = width >> maps.octave();
    // MirrorPad is several times slower on one channel, and pads by no more than the map's size.
    Operand<TFloat32> wide =
        tf.gather(maps.values(), tf.constant(mirrored(columns, padding)), tf.constant(2));
    return tf.gather(wide, tf.constant(mirrored(rows, padding)), tf.constant(1));
  }

  private static int[] mirrored(int length, int padding) {
    int[] indices = new int[length + 2 * padding];
    for (int i = 0; i < indices.length; i++) {
      int position = Math.floorMod(i - padding, 2 * length);
      indices[i] = Math.min(position, 2 * length - 1 - position);
    }
    return indices;
  }

  /** {@code [n, h, w, c]} as {@code [n * c, h, w, 1]}. */
  private Maps channelsToBatch(Maps maps) {
    int rows = height >> maps.octave();
    int columns = width >> maps.octave();
    Operand<TFloat32> channelFirst =
        tf.linalg.transpose(maps.values(), tf.constant(new int[] {0, 3, 1, 2}));
    Operand<TFloat32> folded =
        tf.reshape(channelFirst, tf.constant(new int[] {-1, rows, columns, 1}));
    return new Maps(folded, maps.octave(), 1);
  }

  /** {@code [n * groups, h, w, c]} as {@code [n, h, w, groups, c]}. */
  private Operand<TFloat32> batchToChannels(Maps maps, int groups) {
    int rows = height >> maps.octave();
    int columns = width >> maps.octave();
    Operand<TFloat32> grouped =
        tf.reshape(
            maps.values(), tf.constant(new int[] {-1, groups, rows, columns, maps.channels()}));
    return tf.linalg.transpose(grouped, tf.constant(new int[] {0, 2, 3, 1, 4}));
  }

  private Filters filters(FilterKernel kernel) {
    float[] weights = new float[kernel.side() * kernel.side() * kernel.filters()];
    int next = 0;
    for (int row = 0; row < kernel.side(); row++) {
      for (int column = 0; column < kernel.side(); column++) {
        for (double[][] filter : kernel.values()) {
          weights[next++] = (float) filter[row][column];
        }
      }
    }
    Shape shape = Shape.of(kernel.side(), kernel.side(), 1, kernel.filters());
    return new Filters(kernel, tf.constant(shape, DataBuffers.of(weights)));
  }

  private static List<Long> strides(FilterKernel kernel) {
    return List.of(1L, (long) kernel.step(), (long) kernel.step(), 1L);
  }
}
