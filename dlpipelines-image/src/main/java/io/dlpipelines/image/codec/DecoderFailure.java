package io.dlpipelines.image.codec;

import io.dlpipelines.tensor.InvalidCellException;
import java.util.List;

/** What a decoder threw, as a reason that fits into one line. */
final class DecoderFailure {

  private DecoderFailure() {}

  static InvalidCellException invalid(String formatName, Throwable cause) {
    return new InvalidCellException("the " + formatName + " is broken: " + reason(cause));
  }

  /**
   * The first sentence; TensorFlow adds the node, and some libraries their state. Readers that do
   * not check what they read fail with a null or an index, which tells users nothing.
   */
  static String reason(Throwable cause) {
    String message = cause.getMessage();
    if (cause instanceof NullPointerException || cause instanceof IndexOutOfBoundsException) {
      return "its header and its data contradict each other";
    }
    if (message == null || message.isBlank()) {
      return cause.getClass().getSimpleName();
    }
    int end = message.length();
    for (String stop : List.of("\n", "[[", ". ")) {
      int at = message.indexOf(stop);
      if (at > 0) {
        end = Math.min(end, at);
      }
    }
    return message.substring(0, end).strip();
  }
}
