package io.dlpipelines.tensorflow.keras.network;

import io.dlpipelines.tensor.TensorShape;
import java.util.List;

/**
 * What a layer of a network gives.
 *
 * @param layer the layer's name, after those of the models it is nested in
 * @param application how often the layer was applied before
 * @param index which of the layer's outputs
 * @param dtype Keras's name of the type, such as {@code float32}
 * @param shape the static shape, the batch's axis included
 */
public record LayerTensor(
    List<String> layer, int application, int index, String dtype, TensorShape shape) {

  /**
   * Copies the list.
   *
   * @param layer the layer's name
   * @param application how often the layer was applied before
   * @param index which of the layer's outputs
   * @param dtype Keras's name of the type
   * @param shape the static shape
   */
  public LayerTensor {
    layer = List.copyOf(layer);
  }
}
