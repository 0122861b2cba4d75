package io.dlpipelines.samples.train;

import static io.dlpipelines.tensorflow.keras.KerasLayers.activation;
import static io.dlpipelines.tensorflow.keras.KerasLayers.batchNormalization;
import static io.dlpipelines.tensorflow.keras.KerasLayers.conv2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dense;
import static io.dlpipelines.tensorflow.keras.KerasLayers.dropout;
import static io.dlpipelines.tensorflow.keras.KerasLayers.flatten;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;
import static io.dlpipelines.tensorflow.keras.KerasLayers.maxPooling2D;
import static io.dlpipelines.tensorflow.keras.KerasLayers.randomRotation;
import static io.dlpipelines.tensorflow.keras.KerasLayers.randomTranslation;
import static io.dlpipelines.tensorflow.keras.KerasLayers.randomZoom;
import static io.dlpipelines.tensorflow.keras.KerasLayers.rescaling;

import io.dlpipelines.tensorflow.keras.KerasBlock;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.ArrayList;
import java.util.List;

/** Networks for those who bring none. They take values from 0 to 255. */
final class Networks {

  /** Shares of the size of an image, and of a full turn. */
  private static final double SHIFT = 0.08;

  private static final double TURN = 0.03;
  private static final double SCALE = 0.1;

  private Networks() {}

  /** Two convolutions, each followed by pooling, and a dense layer. */
  static KerasModel convolutional(ImageForm form, int labels) {
    return KerasModel.sequential(
        input(form.size().height(), form.size().width(), form.channels()),
        rescaling(1 / 255.0, 0),
        conv2D(32, 3).with("padding", "same").activation("relu"),
        maxPooling2D(2),
        conv2D(64, 3).with("padding", "same").activation("relu"),
        maxPooling2D(2),
        flatten(),
        dropout(0.4),
        dense(labels).activation("softmax"));
  }

  /**
   * Three convolutions of growing width, each normalized and followed by pooling, and a dense
   * layer. While it trains, images are moved, turned and scaled a little.
   *
   * @param width filters of the first convolution
   * @param dropout share of what the last layer sees that is dropped while training
   */
  static KerasModel tunable(ImageForm form, int width, double dropout, int labels) {
    List<KerasBlock> layers = new ArrayList<>();
    layers.add(input(form.size().height(), form.size().width(), form.channels()));
    layers.add(rescaling(1 / 255.0, 0));
    layers.add(randomTranslation(SHIFT, SHIFT).with("fill_mode", "constant"));
    layers.add(randomRotation(TURN).with("fill_mode", "constant"));
    layers.add(randomZoom(SCALE).with("fill_mode", "constant"));
    for (int filters = width; filters <= 4 * width; filters *= 2) {
      layers.add(conv2D(filters, 3).with("padding", "same").with("use_bias", false));
      layers.add(batchNormalization());
      layers.add(activation("relu"));
      layers.add(maxPooling2D(2));
    }
    layers.add(flatten());
    layers.add(dropout(dropout));
    layers.add(dense(labels).activation("softmax"));
    return KerasModel.sequential(layers.toArray(KerasBlock[]::new))
        .named("cnn(width=%d, dropout=%s)".formatted(width, dropout));
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
