package io.dlpipelines.samples.train;

import static io.dlpipelines.tensorflow.keras.KerasLayers.activation;
import static io.dlpipelines.tensorflow.keras.KerasLayers.input;

import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.images.ImageSize;
import io.dlpipelines.samples.models.ModelFile;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensorflow.NetworkHead;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.Optional;
import java.util.Set;

/**
 * A network that a user gives to be trained.
 *
 * @param network the network, for images of one size
 * @param form what it takes of an image
 */
record GivenNetwork(KerasModel network, ImageForm form) {

  private static final Set<String> LINEAR = Set.of("BiasAdd", "MatMul", "Add", "AddV2");

  /**
   * Reads a network. One for images of any size gets the size that is asked for, one that gives
   * logits gets an activation, so that what is written gives probabilities of images of that size.
   */
  static GivenNetwork load(String place, Optional<ImageSize> wanted) {
    KerasModel network = new ModelFile(place).keras();
    ImageForm form = ImageForm.of(network, wanted);
    TensorShape shape = network.inputs().get(0).shape();
    KerasModel sized =
        shape.dimension(1) > 0 && shape.dimension(2) > 0
            ? network
            : KerasModel.sequential(
                input(form.size().height(), form.size().width(), form.channels()), network);
    return new GivenNetwork(withProbabilities(sized), form);
  }

  private static KerasModel withProbabilities(KerasModel network) {
    NetworkHead head = NetworkHead.of(network);
    return LINEAR.contains(head.operation())
        ? KerasModel.sequential(network, activation(head.units() == 1 ? "sigmoid" : "softmax"))
        : network;
  }

  /** Refuses a network whose outputs are not those of so many labels. */
  void requireLabels(int labels) {
    TensorShape output = network.outputs().get(0).shape();
    long units = output.dimension(output.rank() - 1);
    boolean single = units == 1 && labels == 2;
    if (units != labels && !single) {
      throw new UserException(
          "The network tells %d classes, and there are %d labels. Give another with --model."
              .formatted(units, labels));
    }
  }
}
