package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.tensor.TensorSpec;
import java.io.Serializable;

/**
 * A tensor that a graph offers as an input or an output.
 *
 * @param spec under the name that users give it: the signature's key, or the tensor's own name
 * @param tensor the tensor's own name, {@code operation:index}
 */
public record Endpoint(TensorSpec spec, String tensor) implements Serializable {

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
   * The name that users give it.
   *
   * @return the signature's key, or the tensor's own name
   */
  public String name() {
    return spec.name();
  }
}
