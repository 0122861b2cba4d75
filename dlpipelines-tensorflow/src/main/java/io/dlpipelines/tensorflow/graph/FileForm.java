package io.dlpipelines.tensorflow.graph;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a file that is given as a graph holds, by its name and its first bytes. */
final class FileForm {
  private static final Pattern TEXT_NAME =
      Pattern.compile(".*\\.(pbtxt|pbtext|prototxt|textproto)");
  private static final int BEGINNING = 4096;

  private FileForm() {}

  /** Whether a protocol buffer is in text form. */
  static boolean isText(String name, byte[] content) {
    return TEXT_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches() || isPrintable(content);
  }

  /**
   * Reads a protocol buffer in text form.
   *
   * @param source what errors call the file
   * @param what it is
   * @throws IllegalArgumentException if the text is none
   */
  static <B extends Message.Builder> B parseText(
      byte[] content, B message, String source, String what) {
    try {
      TextFormat.merge(new String(content, UTF_8), message);
      return message;
    } catch (TextFormat.ParseException malformed) {
      throw new IllegalArgumentException(
          "%s is text, and no %s in the text form of protocol buffers: line %d, column %d: %s. Give a file that TensorFlow wrote."
              .formatted(
                  source,
                  what,
                  malformed.getLine(),
                  malformed.getColumn(),
                  malformed.getMessage().replaceAll("^\\d+:\\d+: |\\.$", "")),
          malformed);
    }
  }

  /** What a file is that is no graph of TensorFlow, and what to give in its place. */
  static Optional<String> foreign(String name, byte[] content) {
    String lower = name.toLowerCase(Locale.ROOT);
    String head =
        new String(Arrays.copyOf(content, Math.min(content.length, BEGINNING)), ISO_8859_1);
    if (lower.endsWith(".tflite") || head.startsWith("TFL3", 4)) {
      return Optional.of(
          "a TensorFlow Lite model, which only TensorFlow Lite runs. Give the SavedModel or Keras"
              + " file that it was converted from.");
    }
    if (lower.endsWith(".onnx")) {
      return Optional.of(
          "an ONNX model, and no TensorFlow graph. Convert it to a SavedModel first.");
    }
    if (head.startsWith("\u0089HDF")) {
      return Optional.of("an HDF5 file. Read it with fromKeras, from a file named .h5.");
    }
    if (head.startsWith("PK\u0003\u0004")) {
      return Optional.of(
          "a ZIP archive. Read a Keras model with fromKeras, from a file named .keras; unpack a"
              + " SavedModel.");
    }
    if (lower.endsWith(".json") || head.stripLeading().startsWith("{\"")) {
      return Optional.of(
          head.contains("weightsManifest") || head.contains("modelTopology")
              ? "a model of TensorFlow.js, which only TensorFlow.js runs. Give the SavedModel or"
                  + " Keras file that it was converted from."
              : "a JSON file, which holds the architecture of a network at most, and no weights."
                  + " Give the model with its weights: a .keras or .h5 file, or a SavedModel.");
    }
    return Optional.empty();
  }

  private static boolean isPrintable(byte[] content) {
    for (int at = 0; at < Math.min(content.length, BEGINNING); at++) {
      if (content[at] >= 0 && content[at] < ' ' && "\t\r\n".indexOf(content[at]) < 0) {
        return false;
      }
    }
    return content.length > 0;
  }
}
