package io.dlpipelines.tensorflow.keras.network;

/**
 * How a layer is called.
 *
 * @param training whether the graph trains
 * @param trainable whether training changes the layer and all that it is a part of
 */
record LayerMode(boolean training, boolean trainable) {

  /** The mode of a layer that is a part of the one of this mode. */
  LayerMode of(Layer layer) {
    return new LayerMode(training, trainable && layer.config().trainable());
  }
}
