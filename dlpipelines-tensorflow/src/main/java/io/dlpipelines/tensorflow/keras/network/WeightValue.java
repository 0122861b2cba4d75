package io.dlpipelines.tensorflow.keras.network;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The values of a weight. They must not be changed.
 *
 * @param shape sizes of the axes
 * @param bytes 32-bit floats, little-endian, the last axis fastest
 */
public record WeightValue(List<Long> shape, byte[] bytes) implements Serializable {

  /**
   * Copies the sizes, not the values.
   *
   * @param shape sizes of the axes
   * @param bytes the values, which belong to this record from now on
   * @throws IllegalArgumentException if there are not as many values as the shape has
   */
  public WeightValue {
    shape = List.copyOf(shape);
    long count = shape.stream().reduce(1L, Math::multiplyExact);
    if (bytes.length != Math.multiplyExact(count, (long) Float.BYTES)) {
      throw new IllegalArgumentException(
          "%d bytes are not the %d floats of shape %s".formatted(bytes.length, count, shape));
    }
  }

  /**
   * Takes floats.
   *
   * @param shape sizes of the axes
   * @param values the values, the last axis fastest
   * @return a copy of them
   */
  public static WeightValue of(List<Long> shape, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return new WeightValue(shape, bytes.array());
  }

  /**
   * The values.
   *
   * @return a view that cannot be written to
   */
  public FloatBuffer floats() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().asReadOnlyBuffer();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WeightValue that
        && shape.equals(that.shape)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(bytes);
  }

  /** The shape alone. */
  @Override
  public String toString() {
    return "WeightValue" + shape;
  }
}
