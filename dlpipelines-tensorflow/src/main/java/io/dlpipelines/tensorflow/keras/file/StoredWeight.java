package io.dlpipelines.tensorflow.keras.file;

import io.dlpipelines.tensorflow.keras.network.WeightValue;
import java.util.List;
import java.util.function.Supplier;

/**
 * An array in a file, which is read only when its shape is known to be the one that is needed.
 *
 * @param name what the file calls it
 * @param shape sizes of the axes
 * @param values reads it
 */
record StoredWeight(String name, List<Long> shape, Supplier<WeightValue> values) {

  /** The last part of the name, without what TensorFlow adds to it. */
  String baseName() {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return last.replaceFirst(":\\d+$", "");
  }

  /** The name without its last part. */
  String owner() {
    return name.substring(0, Math.max(name.lastIndexOf('/'), 0));
  }

  @Override
  public String toString() {
    return name + " " + shape;
  }
}
