package io.dlpipelines.tensorflow.keras.layer.core;

import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;

/**
 * What an equation such as {@code ab,bc->ac}, {@code ...x,xy->...y} or {@code ab...,bc->ac...} says
 * of shapes.
 *
 * @param input labels of the input's axes, without dots
 * @param kernel labels of the kernel's axes
 * @param output labels of the output's axes, without dots
 * @param dotsFirst whether the axes without labels come before the others
 */
record EinsumEquation(String input, String kernel, String output, boolean dotsFirst) {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\.\\.\\.)?([a-zA-Z]+)(\\.\\.\\.)?,([a-zA-Z]+)->(\\.\\.\\.)?([a-zA-Z]+)(\\.\\.\\.)?");

  static EinsumEquation of(LayerConfig config, String equation) {
    Matcher form = FORM.matcher(equation.replace(" ", ""));
    boolean fits =
        form.matches()
            && (form.group(1) == null) == (form.group(5) == null)
            && (form.group(3) == null) == (form.group(7) == null)
            && (form.group(1) == null || form.group(3) == null);
    if (!fits) {
      throw config.invalid(
          "[equation] is %s; it must be such as ab,bc->ac or ...b,bc->...c or ab...,bc->ac..."
              .formatted(equation));
    }
    return new EinsumEquation(form.group(2), form.group(4), form.group(6), form.group(1) != null);
  }

  /**
   * Sizes of the kernel's and the output's axes.
   *
   * @param kernel sizes of the kernel
   * @param output sizes of the output, -1 where not known
   */
  record Sizes(long[] kernel, List<Long> output) {}

  /** Sizes for those of an input and the wanted ones of the output, without the batch's. */
  Sizes sizes(LayerConfig config, Shape inputShape, List<Long> wanted) {
    int rank = inputShape.numDimensions();
    int hidden = rank - input.length();
    if (hidden < 0) {
      throw config.invalid(
          "[equation] needs an input of %d axes, and it is given %s"
              .formatted(input.length(), inputShape));
    }
    List<Long> full = new ArrayList<>(wanted);
    full.add(0, inputShape.get(0));
    for (int axis = 1; dotsFirst && axis < hidden; axis++) {
      full.add(axis, inputShape.get(axis));
    }
    for (int axis = rank - hidden; !dotsFirst && axis < rank; axis++) {
      full.add(inputShape.get(axis));
    }
    if (full.size() != output.length() + hidden) {
      throw config.invalid("[output_shape] is %s, which does not fit [equation]".formatted(wanted));
    }
    int skipped = dotsFirst ? hidden : 0;
    Map<Character, Long> byLabel = new HashMap<>();
    for (int index = 0; index < output.length(); index++) {
      byLabel.put(output.charAt(index), full.get(skipped + index));
    }
    for (int index = 0; index < input.length(); index++) {
      byLabel.put(input.charAt(index), inputShape.get(skipped + index));
    }
    long[] kernelSizes = new long[kernel.length()];
    for (int index = 0; index < kernelSizes.length; index++) {
      Long size = byLabel.get(kernel.charAt(index));
      if (size == null || size < 0) {
        throw config.invalid(
            "the size of axis [%s] of its kernel is not known for an input of %s"
                .formatted(kernel.charAt(index), inputShape));
      }
      kernelSizes[index] = size;
    }
    return new Sizes(kernelSizes, full);
  }

  /** Sizes of a bias with these labels, ones where the output's axes have no label in it. */
  long[] biasSizes(LayerConfig config, String labels, Sizes sizes) {
    int hidden = sizes.output().size() - output.length();
    int skipped = dotsFirst ? hidden : 0;
    int first = labels.chars().map(output::indexOf).min().orElse(-1);
    if (first < 0) {
      throw config.invalid(
          "[bias_axes] is %s; it must be labels of the output %s".formatted(labels, output));
    }
    List<Long> bias = new ArrayList<>();
    for (int index = first; index < output.length(); index++) {
      boolean own = labels.indexOf(output.charAt(index)) >= 0;
      bias.add(own ? sizes.output().get(skipped + index) : 1L);
    }
    for (int axis = 0; !dotsFirst && axis < hidden; axis++) {
      bias.add(1L);
    }
    return bias.stream().mapToLong(Long::longValue).toArray();
  }

  /** Sizes of the scales of a quantized kernel, ones where the output's axes are not its own. */
  long[] scaleSizes(Sizes sizes) {
    return output
        .chars()
        .map(kernel::indexOf)
        .mapToLong(axis -> axis < 0 ? 1 : sizes.kernel()[axis])
        .toArray();
  }

  /** The product of the sizes of those of the kernel's axes that the output does not have. */
  long reducedSize(Sizes sizes) {
    return IntStream.range(0, kernel.length())
        .filter(axis -> output.indexOf(kernel.charAt(axis)) < 0)
        .mapToLong(axis -> sizes.kernel()[axis])
        .reduce(1, Math::multiplyExact);
  }

  /** Those of the input's axes that the output does not have. */
  int[] reducedInputAxes(int rank) {
    int skipped = dotsFirst ? rank - input.length() : 0;
    return IntStream.range(0, input.length())
        .filter(axis -> output.indexOf(input.charAt(axis)) < 0)
        .map(axis -> axis + skipped)
        .toArray();
  }
}
