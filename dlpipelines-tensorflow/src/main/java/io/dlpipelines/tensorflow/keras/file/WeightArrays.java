package io.dlpipelines.tensorflow.keras.file;

import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Arrays that are made of those in a file when they are read. */
final class WeightArrays {

  private WeightArrays() {}

  /** One beside the other along the last axis. */
  static StoredWeight concatenated(List<StoredWeight> parts) {
    StoredWeight first = parts.get(0);
    int last = first.shape().size() - 1;
    List<Long> lead = first.shape().subList(0, Math.max(last, 0));
    boolean fit =
        last >= 0
            && parts.stream()
                .allMatch(
                    part ->
                        part.shape().size() == last + 1
                            && part.shape().subList(0, last).equals(lead));
    if (!fit) {
      return first;
    }
    long columns = parts.stream().mapToLong(part -> part.shape().get(last)).sum();
    List<Long> shape = Stream.concat(lead.stream(), Stream.of(columns)).toList();
    return new StoredWeight(
        first.name(),
        shape,
        () -> {
          float[] joined = new float[count(shape)];
          int offset = 0;
          for (StoredWeight part : parts) {
            FloatBuffer values = part.values().get().floats();
            int width = Math.toIntExact(part.shape().get(last));
            for (int row = 0; width > 0 && row < values.capacity() / width; row++) {
              values.get(row * width, joined, Math.toIntExact(row * columns) + offset, width);
            }
            offset += width;
          }
          return WeightValue.of(shape, joined);
        });
  }

  /** The matrix product along the last axis of the left array, which may have more axes. */
  static StoredWeight matrixProduct(StoredWeight left, StoredWeight right) {
    int last = left.shape().size() - 1;
    if (last < 0
        || right.shape().size() != 2
        || !left.shape().get(last).equals(right.shape().get(0))) {
      throw new IllegalArgumentException(
          "The matrices %s and %s cannot be multiplied.".formatted(left, right));
    }
    int rank = Math.toIntExact(right.shape().get(0));
    int columns = Math.toIntExact(right.shape().get(1));
    List<Long> shape =
        Stream.concat(left.shape().subList(0, last).stream(), Stream.of((long) columns)).toList();
    return new StoredWeight(
        left.name(),
        shape,
        () -> {
          FloatBuffer a = left.values().get().floats();
          FloatBuffer b = right.values().get().floats();
          float[] product = new float[count(shape)];
          for (int at = 0; at < product.length; at++) {
            int row = at / columns;
            int column = at % columns;
            for (int index = 0; index < rank; index++) {
              product[at] += a.get(row * rank + index) * b.get(index * columns + column);
            }
          }
          return WeightValue.of(shape, product);
        });
  }

  /** The first array and a multiple of the second, of the same shape. */
  static StoredWeight sum(StoredWeight first, StoredWeight second, double factor) {
    if (!first.shape().equals(second.shape())) {
      throw new IllegalArgumentException(
          "The weights %s and %s cannot be added.".formatted(first, second));
    }
    return mapped(
        first,
        first.shape(),
        values -> {
          FloatBuffer added = second.values().get().floats();
          float[] sum = array(values);
          for (int index = 0; index < sum.length; index++) {
            sum[index] += (float) factor * added.get(index);
          }
          return sum;
        });
  }

  /** With the axes in another order: the first axis is what was the axis named first. */
  static StoredWeight transposed(StoredWeight stored, int... axes) {
    List<Long> from = stored.shape();
    List<Long> shape = Arrays.stream(axes).mapToObj(from::get).toList();
    return mapped(
        stored,
        shape,
        values -> {
          int[] strides = strides(from);
          float[] turned = new float[values.capacity()];
          int[] index = new int[axes.length];
          for (int at = 0; at < turned.length; at++) {
            int source = 0;
            for (int axis = 0; axis < axes.length; axis++) {
              source += index[axis] * strides[axes[axis]];
            }
            turned[at] = values.get(source);
            advance(index, shape);
          }
          return turned;
        });
  }

  /** With all axes but the last two in reverse order. */
  static StoredWeight flipped(StoredWeight stored) {
    List<Long> shape = stored.shape();
    int plane = Math.toIntExact(product(shape.subList(shape.size() - 2, shape.size())));
    return mapped(
        stored,
        shape,
        values -> {
          float[] flipped = new float[values.capacity()];
          for (int at = 0; at < flipped.length; at++) {
            int from = at / plane * plane;
            flipped[at] = values.get(flipped.length - plane - from + at % plane);
          }
          return flipped;
        });
  }

  static StoredWeight reshaped(StoredWeight stored, List<Long> shape) {
    return product(shape) == product(stored.shape())
        ? mapped(stored, shape, WeightArrays::array)
        : stored;
  }

  static StoredWeight halvesAdded(StoredWeight stored) {
    List<Long> shape = List.of(stored.shape().get(0) / 2);
    return mapped(
        stored,
        shape,
        values -> {
          float[] sum = new float[values.capacity() / 2];
          for (int index = 0; index < sum.length; index++) {
            sum[index] = values.get(index) + values.get(index + sum.length);
          }
          return sum;
        });
  }

  /** Square blocks side by side, each transposed. */
  static StoredWeight transposedGates(StoredWeight stored, int gates) {
    int rows = Math.toIntExact(stored.shape().get(0));
    return gatewise(stored, gates, (row, column, columns) -> column * rows * gates + row);
  }

  /**
   * Blocks side by side, each with the values that it has row by row put into it column by column.
   */
  static StoredWeight columnMajor(StoredWeight stored, int gates) {
    int rows = Math.toIntExact(stored.shape().get(0));
    return gatewise(
        stored,
        gates,
        (row, column, columns) -> {
          int at = row + column * rows;
          return at / columns * columns * gates + at % columns;
        });
  }

  /** Where in a matrix of blocks a value comes from, relative to its block's first value. */
  @FunctionalInterface
  private interface Origin {
    int of(int row, int column, int columns);
  }

  private static StoredWeight gatewise(StoredWeight stored, int gates, Origin origin) {
    return mapped(
        stored,
        stored.shape(),
        values -> {
          int rows = Math.toIntExact(stored.shape().get(0));
          int width = Math.toIntExact(stored.shape().get(1));
          int columns = width / gates;
          float[] moved = new float[values.capacity()];
          for (int gate = 0; gate < gates; gate++) {
            for (int row = 0; row < rows; row++) {
              for (int column = 0; column < columns; column++) {
                moved[row * width + gate * columns + column] =
                    values.get(gate * columns + origin.of(row, column, columns));
              }
            }
          }
          return moved;
        });
  }

  private static StoredWeight mapped(
      StoredWeight stored, List<Long> shape, Function<FloatBuffer, float[]> change) {
    return new StoredWeight(
        stored.name(),
        shape,
        () -> WeightValue.of(shape, change.apply(stored.values().get().floats())));
  }

  private static float[] array(FloatBuffer values) {
    float[] all = new float[values.capacity()];
    values.get(0, all);
    return all;
  }

  private static void advance(int[] index, List<Long> shape) {
    for (int axis = index.length - 1; axis >= 0; axis--) {
      index[axis]++;
      if (index[axis] < shape.get(axis)) {
        return;
      }
      index[axis] = 0;
    }
  }

  private static int[] strides(List<Long> shape) {
    int[] strides = new int[shape.size()];
    int stride = 1;
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride = Math.toIntExact(stride * shape.get(axis));
    }
    return strides;
  }

  private static int count(List<Long> shape) {
    return Math.toIntExact(product(shape));
  }

  private static long product(List<Long> shape) {
    return new ArrayList<>(shape).stream().reduce(1L, Math::multiplyExact);
  }
}
