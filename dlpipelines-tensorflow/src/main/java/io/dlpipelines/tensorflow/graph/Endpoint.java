package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.tensor.TensorSpec;
import java.io.Serializable;

/**
 * A tensor that a graph offers as an input or an output.
 *
 * @param spec under the name that users give it: the signature's key, or the tensor's own name
 * @param tensor the tensor's own name, {@code operation:index}
 * @param encoding how the model keeps its values
 */
public record Endpoint(TensorSpec spec, String tensor, Encoding encoding) implements Serializable {

  /**
   * A dense tensor.
   *
   * @param spec under the name that users give it
   * @param tensor the tensor's own name, {@code operation:index}
   */
  public Endpoint(TensorSpec spec, String tensor) {
    this(spec, tensor, Encoding.DENSE);
  }

  /**
   * A tensor without a signature.
   *
   * @param spec the tensor under its own name
   * @return the endpoint
   */
  public static Endpoint of(TensorSpec spec) {
    return new Endpoint(spec, spec.name());
  }

  /**
   * Whether its rows have different lengths, and only its values are fetched.
   *
   * @return whether a row's value is known only where it is scored alone
   */
  public boolean isRagged() {
    return encoding.kind() == Encoding.Kind.RAGGED;
  }

  /**
   * How many dimensions of a ragged tensor have rows of different lengths.
   *
   * @return at least 1 for a ragged tensor
   */
  public int raggedRank() {
    return encoding.components().size() - 1;
  }

  /**
   * The name that users give it.
   *
   * @return the signature's key, or the tensor's own name
   */
  public String name() {
    return spec.name();
  }
}
