package io.dlpipelines.samples.train;

import static io.dlpipelines.tensorflow.keras.KerasLayers.conv2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dropout;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.keras.KerasLayers.maxPooling2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.rescaling;

import io.dlpipelines.tensorflow.keras.KerasBlock;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.ArrayList;
import java.util.List;

/** Networks for those who bring none. They take values from 0 to 255. */
final class Networks {

  private Networks() {}

  /** Two convolutions, each followed by pooling, and a dense layer. */
  static KerasModel convolutional(ImageForm form, int labels) {
    return KerasModel.sequential(
        input(form.size().height(), form.size().width(), form.channels()),
        rescaling(1 / 255.0, 0),
        conv2D(16, 3).with("padding", "same").activation("relu"),
        maxPooling2D(2),
        conv2D(32, 3).with("padding", "same").activation("relu"),
        maxPooling2D(2),
        flatten(),
        dropout(0.3),
        dense(labels).activation("softmax"));
  }

  /** Dense layers alone. */
  static KerasModel fullyConnected(ImageForm form, List<Integer> hidden, int labels) {
    List<KerasBlock> layers = new ArrayList<>();
    layers.add(input(form.size().height(), form.size().width(), form.channels()));
    layers.add(rescaling(1 / 255.0, 0));
    layers.add(flatten());
    for (int units : hidden) {
      layers.add(dense(units).activation("relu"));
      layers.add(dropout(0.2));
    }
    layers.add(dense(labels).activation("softmax"));
    return KerasModel.sequential(layers.toArray(KerasBlock[]::new));
  }
}
