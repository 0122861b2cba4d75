package io.dlpipelines.tensor;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The static shape of a tensor: a known rank whose dimensions may be unknown, or an unknown rank.
 *
 * @param rankKnown whether the rank is known
 * @param dimensions the sizes, {@link #UNKNOWN} where not known; empty when the rank is unknown
 */
public record TensorShape(boolean rankKnown, List<Long> dimensions) implements Serializable {

  /** The size of a dimension that is only known when the graph runs. */
  public static final long UNKNOWN = -1;

  /**
   * Copies the dimensions.
   *
   * @param rankKnown whether the rank is known
   * @param dimensions the sizes, {@link #UNKNOWN} where not known; empty when the rank is unknown
   * @throws NullPointerException if the list or a size is null
   */
  public TensorShape {
    dimensions = List.copyOf(dimensions);
  }

  /**
   * A shape of known rank.
   *
   * @param dimensions the sizes, {@link #UNKNOWN} where not known
   * @return the shape
   */
  public static TensorShape of(long... dimensions) {
    return new TensorShape(true, Arrays.stream(dimensions).boxed().toList());
  }

  /**
   * The shape of which nothing is known.
   *
   * @return the shape of unknown rank
   */
  public static TensorShape unknownRank() {
    return new TensorShape(false, List.of());
  }

  /**
   * The number of dimensions.
   *
   * @return the rank
   * @throws IllegalStateException if the rank is unknown
   */
  public int rank() {
    if (!rankKnown) {
      throw new IllegalStateException("the rank is unknown");
    }
    return dimensions.size();
  }

  /**
   * The size of one dimension.
   *
   * @param axis from 0
   * @return the size, or {@link #UNKNOWN}
   */
  public long dimension(int axis) {
    return dimensions.get(axis);
  }

  /**
   * This shape without its first dimension.
   *
   * @return the shape of one row's cell in a batch
   */
  public TensorShape withoutFirst() {
    return rankKnown
        ? new TensorShape(true, dimensions.subList(1, dimensions.size()))
        : unknownRank();
  }

  /**
   * The number of elements.
   *
   * @return the product of the dimensions, {@link #UNKNOWN} if one of them or the rank is unknown
   */
  public long elementCount() {
    if (!rankKnown || dimensions.contains(UNKNOWN)) {
      return UNKNOWN;
    }
    return dimensions.stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * The dimensions as an array.
   *
   * @return a new array
   */
  public long[] toArray() {
    return dimensions.stream().mapToLong(Long::longValue).toArray();
  }

  /** The form that errors and tables show, as in {@code [?, 224, 224, 3]}. */
  @Override
  public String toString() {
    return rankKnown
        ? dimensions.stream()
            .map(size -> size == UNKNOWN ? "?" : size.toString())
            .collect(Collectors.joining(", ", "[", "]"))
        : "[unknown rank]";
  }
}
