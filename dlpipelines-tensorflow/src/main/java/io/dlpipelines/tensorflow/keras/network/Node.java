package io.dlpipelines.tensorflow.keras.network;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One application of a layer within a network.
 *
 * @param layer the layer's name
 * @param index which application of the layer, from 0
 * @param tensors all tensors among the arguments
 * @param pattern the arguments by position and by name, in which the tensors have their places
 */
public record Node(
    String layer, int index, List<TensorReference> tensors, ArgumentPattern pattern) {

  /**
   * Copies the list.
   *
   * @param layer the layer's name
   * @param index which application of the layer
   * @param tensors all tensors among the arguments
   * @param pattern the arguments
   */
  public Node {
    tensors = List.copyOf(tensors);
    requireNonNull(pattern, "pattern");
  }

  /**
   * The same with other tensors.
   *
   * @param number which application of the layer it is then
   * @param change gives the tensor in the place of each
   * @return the application
   */
  public Node with(int number, UnaryOperator<TensorReference> change) {
    return new Node(layer, number, tensors.stream().map(change).toList(), pattern);
  }
}
