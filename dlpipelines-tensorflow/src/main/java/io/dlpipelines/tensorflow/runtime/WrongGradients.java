package io.dlpipelines.tensorflow.runtime;

import java.util.Arrays;
import org.tensorflow.GraphOperation;
import org.tensorflow.ndarray.Shape;

/**
 * Operations whose gradients in TensorFlow's C++ leave out a setting: they give other numbers, or
 * end the process.
 */
final class WrongGradients {
  private static final String EXPLICIT = "EXPLICIT";

  private WrongGradients() {}

  static boolean has(GraphOperation operation) {
    return switch (operation.type()) {
      case "Conv2D", "DepthwiseConv2dNative" -> isDilated(operation) || isExplicit(operation);
      case "MaxPool" -> isExplicit(operation);
      case "LogSoftmax" -> !isMatrix(operation.input(0).shape());
      default -> false;
    };
  }

  private static boolean isDilated(GraphOperation convolution) {
    long[] dilations = convolution.attributes().getAttrIntList("dilations");
    return Arrays.stream(dilations).anyMatch(dilation -> dilation != 1);
  }

  private static boolean isExplicit(GraphOperation window) {
    return window.attributes().getAttrString("padding").equals(EXPLICIT);
  }

  private static boolean isMatrix(Shape shape) {
    return shape.numDimensions() == 2;
  }
}
