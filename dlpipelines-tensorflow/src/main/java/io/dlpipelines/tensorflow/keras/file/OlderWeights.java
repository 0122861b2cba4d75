package io.dlpipelines.tensorflow.keras.file;

import io.dlpipelines.tensorflow.keras.network.WeightSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Weights of layers that older versions of Keras cut or turned in other ways. */
final class OlderWeights {
  /** Keras 1 kept apart what goes into each gate. */
  private static final Pattern GATE = Pattern.compile(".*_W_[iz]");

  private static final Set<String> KERNELS = Set.of("kernel", "recurrent_kernel");
  private static final List<String> RECURRENT = List.of("kernel", "recurrent_kernel", "bias");
  private static final int[][] LSTM_GATES = {{0, 6, 3, 9}, {1, 7, 4, 10}, {2, 8, 5, 11}};
  private static final int[][] GRU_GATES = {{0, 3, 6}, {1, 4, 7}, {2, 5, 8}};

  private final String className;
  private final KerasVersion version;

  OlderWeights(String className, KerasVersion version) {
    this.className = className;
    this.version = version;
  }

  /** The weights as Keras 3 has them, where it is known how; those of other shapes as they are. */
  List<StoredWeight> converted(List<WeightSpec> wanted, List<StoredWeight> stored) {
    List<StoredWeight> converted = new ArrayList<>();
    int at = 0;
    while (at < stored.size()) {
      int index = converted.size();
      if (isRecurrent(wanted, index)) {
        List<StoredWeight> left = stored.subList(at, stored.size());
        int[][] gates = gates(left);
        List<StoredWeight> three =
            gates.length == 0 ? left.subList(0, Math.min(3, left.size())) : joined(left, gates);
        converted.addAll(fromCudnn(wanted.get(index + 2).shape(), three));
        at += gates.length == 0 ? three.size() : gates.length * gates[0].length;
      } else {
        StoredWeight weight = stored.get(at);
        converted.add(
            index < wanted.size()
                ? flipped(wanted.get(index), kernel(wanted.get(index), weight))
                : weight);
        at++;
      }
    }
    return converted;
  }

  private static boolean isRecurrent(List<WeightSpec> wanted, int index) {
    return index + 3 <= wanted.size()
        && wanted.subList(index, index + 3).stream()
            .map(WeightSpec::name)
            .toList()
            .equals(RECURRENT);
  }

  private static int[][] gates(List<StoredWeight> stored) {
    String first = stored.get(0).baseName();
    int[][] gates = first.endsWith("i") ? LSTM_GATES : GRU_GATES;
    boolean cut = GATE.matcher(first).matches() && stored.size() >= gates.length * gates[0].length;
    return cut ? gates : new int[0][];
  }

  private static List<StoredWeight> joined(List<StoredWeight> stored, int[][] gates) {
    List<StoredWeight> joined = new ArrayList<>();
    for (int[] parts : gates) {
      List<StoredWeight> columns = new ArrayList<>();
      for (int part : parts) {
        columns.add(stored.get(part));
      }
      joined.add(WeightArrays.concatenated(columns));
    }
    return joined;
  }

  /** cuDNN has two biases, the recurrent kernels transposed and the kernels column by column. */
  private static List<StoredWeight> fromCudnn(List<Long> biasShape, List<StoredWeight> three) {
    if (three.size() < 3 || three.get(1).shape().size() != 2) {
      return three;
    }
    long units = three.get(1).shape().get(0);
    boolean lstm = biasShape.equals(List.of(4 * units));
    boolean gru = biasShape.equals(List.of(2L, 3 * units));
    int gates = lstm ? 4 : 3;
    if (!(lstm || gru) || !three.get(2).shape().equals(List.of(2 * gates * units))) {
      return three;
    }
    return List.of(
        WeightArrays.columnMajor(three.get(0), gates),
        WeightArrays.transposedGates(three.get(1), gates),
        lstm
            ? WeightArrays.halvesAdded(three.get(2))
            : WeightArrays.reshaped(three.get(2), biasShape));
  }

  /** Theano convolves where others correlate. */
  private StoredWeight flipped(WeightSpec wanted, StoredWeight kernel) {
    int rank = kernel.shape().size();
    boolean convolves = KERNELS.contains(wanted.name()) && rank >= 3 && rank <= 5;
    return version.theano() && convolves ? WeightArrays.flipped(kernel) : kernel;
  }

  private StoredWeight kernel(WeightSpec wanted, StoredWeight stored) {
    List<Long> shape = stored.shape();
    if (version.major() == 1 && className.equals("Conv2DTranspose") && shape.size() == 4) {
      return WeightArrays.transposed(stored, 0, 1, 3, 2);
    }
    if (shape.equals(wanted.shape()) || shape.size() != 4) {
      return stored;
    }
    if (wanted.shape().size() == 3
        && shape.get(1) == 1
        && shape.get(0).equals(wanted.shape().get(0))) {
      return WeightArrays.reshaped(stored, wanted.shape());
    }
    if (wanted.shape().size() == 3 && shape.get(3) == 1) {
      StoredWeight turned = WeightArrays.transposed(stored, 2, 3, 1, 0);
      return WeightArrays.reshaped(turned, wanted.shape());
    }
    StoredWeight turned = WeightArrays.transposed(stored, 3, 2, 0, 1);
    return turned.shape().equals(wanted.shape()) ? turned : stored;
  }
}
