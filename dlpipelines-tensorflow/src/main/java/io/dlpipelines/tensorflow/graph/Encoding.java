package io.dlpipelines.tensorflow.graph;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * How TensorFlow keeps the values of a signature's tensor.
 *
 * @param kind what it is
 * @param components the tensors that hold it, {@code operation:index}; empty if it is dense
 */
public record Encoding(Kind kind, List<String> components) implements Serializable {
  /** One tensor with all values. */
  public static final Encoding DENSE = new Encoding(Kind.DENSE, List.of());

  /** What a tensor is. */
  public enum Kind {
    /** One tensor with all values. */
    DENSE,
    /** Indices, values and shape: what is not there is zero, or the empty string. */
    SPARSE,
    /** Values and where rows end: rows of different lengths. */
    RAGGED
  }

  /**
   * Copies the list.
   *
   * @param kind what it is
   * @param components the tensors that hold it, {@code operation:index}; empty if it is dense
   */
  public Encoding {
    components = List.copyOf(components);
  }

  /** The form that tables show, as in {@code sparse: indices:0, values:0, shape:0}. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + ": " + String.join(", ", components);
  }
}
