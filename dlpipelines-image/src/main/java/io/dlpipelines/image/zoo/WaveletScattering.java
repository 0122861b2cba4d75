package io.dlpipelines.image.zoo;

import io.dlpipelines.image.codec.ChannelOrder;
import io.dlpipelines.tensorflow.TFInputGraph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The two-layer wavelet scattering transform, a network whose weights are formulas: it needs no
 * training and no file, and what it gives is nearly invariant to small shifts and stable to small
 * deformations, so that a linear model on top goes a long way.
 *
 * <p>Reference: J. Bruna and S. Mallat, "Invariant Scattering Convolution Networks", IEEE
 * Transactions on Pattern Analysis and Machine Intelligence 35(8), 2013. With the image {@code x},
 * wavelets {@code psi(j, l)} of scale {@code 2^j} and angle {@code l * pi / L}, and the low-pass
 * {@code phi} of scale {@code 2^J}, the coefficients at {@code u}, a multiple of {@code 2^J}, are
 *
 * <ul>
 *   <li>order 0: {@code S0(u) = (x * phi)(u)};
 *   <li>order 1: {@code S1[j1, l1](u) = (|x * psi(j1, l1)| * phi)(u)};
 *   <li>order 2, for {@code j1 < j2} alone, since the other paths carry little energy: {@code
 *       S2[j1, l1, j2, l2](u) = (||x * psi(j1, l1)| * psi(j2, l2)| * phi)(u)}.
 * </ul>
 *
 * <p>Filters (the parameters that ScatNet and Kymatio use). A wavelet is a Morlet: with {@code
 * sigma = 0.8 * 2^j}, frequency {@code xi = (3 pi / 4) / 2^j}, and {@code s}, {@code t} the
 * coordinates along and across its angle, {@code psi = slant / (2 pi sigma^2) * (exp(i xi s) -
 * beta) * exp(-(s^2 + slant^2 t^2) / (2 sigma^2))}, where {@code slant = 4 / L} and {@code beta}
 * makes its sum exactly zero. Angles turn from the direction of rising columns to the direction of
 * rising rows. The low-pass is an isotropic Gaussian with {@code sigma = 0.8 * 2^(J-1)} and sum 1.
 *
 * <p>Sampling. The response of scale {@code 2^j} is kept at the centres of the {@code 2^j x 2^j}
 * squares that tile the image, which is where the next filter reads it. Beyond its borders each map
 * goes on as its mirror image, border samples doubled. Both are symmetric, so flipping the image or
 * turning it by 90 degrees only permutes coefficients. Filters are cut to the square in which the
 * Gaussian is within three of its longer standard deviations of the centre; what is cut is below
 * 1.2 % of the peak.
 *
 * <p>An instance is an immutable description; {@link #build} may be called from any thread, each on
 * its own graph.
 *
 * @param scales the number J of scales: coefficients average over squares of 2^J pixels; 1 to 8
 * @param angles the number L of angles in half a turn; 1 to 32
 * @param height rows of an image in pixels, a multiple of 2^J
 * @param width columns of an image in pixels, a multiple of 2^J
 * @param normalized whether each coefficient of order 2 is divided by its parent of order 1, {@code
 *     S2[j1, l1, j2, l2] / (S1[j1, l1] + 0.003)} (the normalized scattering of the paper), which
 *     removes what order 1 has said already and makes linear models both better and faster to fit;
 *     the constant suits pixels between 0 and 1
 */
public record WaveletScattering(int scales, int angles, int height, int width, boolean normalized) {

  /** The most scales there may be. */
  public static final int MAX_SCALES = 8;

  /** The most angles there may be. */
  public static final int MAX_ANGLES = 32;

  /**
   * The transform, normalized or not.
   *
   * @param scales the number J of scales; 1 to 8
   * @param angles the number L of angles in half a turn; 1 to 32
   * @param height rows of an image in pixels, a multiple of 2^J
   * @param width columns of an image in pixels, a multiple of 2^J
   * @param normalized whether coefficients of order 2 are divided by their parents of order 1
   * @throws IllegalArgumentException if the number of scales or angles is out of range or a size is
   *     no positive multiple of 2^scales
   */
  public WaveletScattering {
    require(
        scales >= 1 && scales <= MAX_SCALES,
        "scales is %d; set it to 1 to %d (3 suits images of 32x32)",
        scales,
        MAX_SCALES);
    require(
        angles >= 1 && angles <= MAX_ANGLES,
        "angles is %d; set it to 1 to %d (8 is usual)",
        angles,
        MAX_ANGLES);
    requireTiling("height", height, scales);
    requireTiling("width", width, scales);
  }

  /**
   * The transform with normalized coefficients of order 2, for pixels between 0 and 1.
   *
   * @param scales the number J of scales; 1 to 8
   * @param angles the number L of angles in half a turn; 1 to 32
   * @param height rows of an image in pixels, a multiple of 2^J
   * @param width columns of an image in pixels, a multiple of 2^J
   * @throws IllegalArgumentException as the canonical constructor does
   */
  public WaveletScattering(int scales, int angles, int height, int width) {
    this(scales, angles, height, width, true);
  }

  /**
   * The number of coefficients per position and image channel.
   *
   * @return {@code 1 + J L + L^2 J (J - 1) / 2}; 217 for 3 scales and 8 angles
   */
  public int channels() {
    return 1 + scales * angles + angles * angles * (scales * (scales - 1) / 2);
  }

  /**
   * The number of coefficients of one image.
   *
   * @param imageChannels channels of an image: 1 for grey, 3 for RGB
   * @return {@code height / 2^J * width / 2^J * imageChannels * channels()}; 3,472 for a grey image
   *     of 32x32 with 3 scales and 8 angles
   * @throws IllegalArgumentException if {@code imageChannels} is not positive
   * @throws ArithmeticException if the number does not fit in an int
   */
  public int featureLength(int imageChannels) {
    require(imageChannels >= 1, "imageChannels is %d; it is 1 for grey, 3 for RGB", imageChannels);
    int positions = Math.multiplyExact(height >> scales, width >> scales);
    return Math.multiplyExact(positions, Math.multiplyExact(imageChannels, channels()));
  }

  /**
   * Adds the transform to a graph: convolutions with constant kernels and elementwise operations.
   *
   * <p>The last axis of the result holds, for each image channel in turn, {@link #channels()}
   * coefficients: first order 0; then order 1 by {@code j1}, {@code l1}; then order 2 by {@code
   * j1}, {@code j2}, {@code l1}, {@code l2}, the last index fastest. So the coefficient of image
   * channel {@code c} is at {@code c * channels()} plus
   *
   * <ul>
   *   <li>0 for order 0;
   *   <li>{@code 1 + j1 L + l1} for order 1;
   *   <li>{@code 1 + J L + (pair L + l1) L + l2} for order 2, where {@code pair} counts (0,1),
   *       (0,2), ..., (1,2), ... from 0.
   * </ul>
   *
   * @param tf the graph to add to
   * @param images {@code [batch, height, width, imageChannels]}; every image channel is transformed
   *     on its own; all but the batch size must be known
   * @return the coefficients, {@code [batch, height / 2^J, width / 2^J, imageChannels *
   *     channels()]}
   * @throws IllegalArgumentException if the images have another shape
   */
  public Operand<TFloat32> build(Ops tf, Operand<TFloat32> images) {
    Shape shape = images.shape();
    boolean fits =
        !shape.isUnknown()
            && shape.numDimensions() == 4
            && shape.get(1) == height
            && shape.get(2) == width
            && shape.get(3) > 0;
    require(
        fits,
        "the images have shape %s; feed [batch, %d, %d, channels] with a known number of channels",
        shape,
        height,
        width);
    return new ScatteringGraph(tf.withSubScope("scattering"), this).coefficients(images);
  }

  private static void requireTiling(String name, int size, int scales) {
    int tile = 1 << scales;
    require(
        size > 0 && size % tile == 0,
        "%s is %d, not a positive multiple of 2^scales = %d;"
            + " resize the images to such a multiple, for example %d, or set fewer scales",
        name,
        size,
        tile,
        Math.max(0, size) / tile * tile + tile);
  }

  /**
   * The transform as a network for pixels of 0 to 255, brought to 0 to 1.
   *
   * @param channelOrder the channels of the images
   * @return the network; its output is {@code [batch, height / 2^J, width / 2^J, channels]}
   */
  public ImageNetwork network(ChannelOrder channelOrder) {
    TFInputGraph graph =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> images =
                  tf.withName("images")
                      .placeholder(
                          TFloat32.class,
                          Placeholder.shape(Shape.of(-1, height, width, channelOrder.channels())));
              tf.withName("coefficients").identity(build(tf, images));
            });
    return new ImageNetwork(
        graph, "images", "coefficients", height, width, channelOrder, Preprocessing.UNIT);
  }

  private static void require(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException("WaveletScattering: " + String.format(message, values));
    }
  }
}
