package io.dlpipelines.tensorflow.graph;

import java.io.Serializable;
import java.util.Locale;
import java.util.Map;

/**
 * A tensor whose values no column holds.
 *
 * @param name under which the model offers it
 * @param type TensorFlow's name of its type
 * @param shape the static shape
 */
public record OpaqueTensor(String name, String type, String shape) implements Serializable {
  private static final Map<String, String> CONTENTS =
      Map.of(
          "COMPLEX64", "complex numbers",
          "COMPLEX128", "complex numbers",
          "RESOURCE", "a handle of a resource",
          "VARIANT", "a value that only operations of TensorFlow read");

  /**
   * The same tensor under another name.
   *
   * @param other the name
   * @return the tensor
   */
  public OpaqueTensor withName(String other) {
    return new OpaqueTensor(other, type, shape);
  }

  /**
   * What its values are.
   *
   * @return words for an error
   */
  public String content() {
    return CONTENTS.getOrDefault(
        type,
        type.startsWith("Q")
            ? "quantized numbers"
            : "values of type " + type.toLowerCase(Locale.ROOT));
  }

  /**
   * What to do to score with the model.
   *
   * @return a sentence for an error
   */
  public String cure() {
    if (type.startsWith("COMPLEX")) {
      return "Save the model with the real and the imaginary part as two tensors (tf.math.real,"
          + " tf.math.imag, tf.complex).";
    }
    return type.startsWith("Q")
        ? "Save the model with dequantized tensors (tf.quantization.dequantize)."
        : "Take another tensor: one that is made of it or that it is made of.";
  }
}
