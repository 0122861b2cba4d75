package io.dlpipelines.tensor;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What is known of a tensor before its graph runs.
 *
 * @param name the signature key where there is one, else {@code operation:index}
 * @param dtype the element type
 * @param shape the static shape
 */
public record TensorSpec(String name, Dtype dtype, TensorShape shape) implements Serializable {

  /**
   * Rejects nulls.
   *
   * @param name the signature key where there is one, else {@code operation:index}
   * @param dtype the element type
   * @param shape the static shape
   * @throws NullPointerException if one of them is null
   */
  public TensorSpec {
    requireNonNull(name, "name");
    requireNonNull(dtype, "dtype");
    requireNonNull(shape, "shape");
  }

  /**
   * The same tensor under another name.
   *
   * @param newName the name
   * @return the renamed spec
   */
  public TensorSpec withName(String newName) {
    return new TensorSpec(newName, dtype, shape);
  }

  /** The form that errors and tables show, as in {@code probs FLOAT32 [?, 10]}. */
  @Override
  public String toString() {
    return name + " " + dtype + " " + shape;
  }
}
