package io.dlpipelines.tensorflow.keras.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.dlpipelines.tensorflow.keras.layer.operation.OperationLayers;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Keras 3 calls the classes that older versions called otherwise, and those that are code. */
final class ClassTerms {
  private static final Map<String, String> RENAMED =
      Map.ofEntries(
          Map.entry("Model", "Functional"),
          Map.entry("Convolution1D", "Conv1D"),
          Map.entry("Convolution2D", "Conv2D"),
          Map.entry("Convolution3D", "Conv3D"),
          Map.entry("AtrousConvolution1D", "Conv1D"),
          Map.entry("AtrousConvolution2D", "Conv2D"),
          Map.entry("Deconvolution2D", "Conv2DTranspose"),
          Map.entry("Deconvolution3D", "Conv3DTranspose"),
          Map.entry("Convolution2DTranspose", "Conv2DTranspose"),
          Map.entry("Convolution3DTranspose", "Conv3DTranspose"),
          Map.entry("SeparableConvolution1D", "SeparableConv1D"),
          Map.entry("SeparableConvolution2D", "SeparableConv2D"),
          Map.entry("DepthwiseConvolution2D", "DepthwiseConv2D"),
          Map.entry("MaxPool1D", "MaxPooling1D"),
          Map.entry("MaxPool2D", "MaxPooling2D"),
          Map.entry("MaxPool3D", "MaxPooling3D"),
          Map.entry("AvgPool1D", "AveragePooling1D"),
          Map.entry("AvgPool2D", "AveragePooling2D"),
          Map.entry("AvgPool3D", "AveragePooling3D"),
          Map.entry("GlobalMaxPool1D", "GlobalMaxPooling1D"),
          Map.entry("GlobalMaxPool2D", "GlobalMaxPooling2D"),
          Map.entry("GlobalMaxPool3D", "GlobalMaxPooling3D"),
          Map.entry("GlobalAvgPool1D", "GlobalAveragePooling1D"),
          Map.entry("GlobalAvgPool2D", "GlobalAveragePooling2D"),
          Map.entry("GlobalAvgPool3D", "GlobalAveragePooling3D"),
          Map.entry("TimeDistributedDense", "Dense"),
          Map.entry("BatchNormalizationV1", "BatchNormalization"),
          Map.entry("BatchNormalizationV2", "BatchNormalization"),
          Map.entry("LSTMV1", "LSTM"),
          Map.entry("LSTMV2", "LSTM"),
          Map.entry("GRUV1", "GRU"),
          Map.entry("GRUV2", "GRU"),
          Map.entry("LSTMCellV2", "LSTMCell"),
          Map.entry("GRUCellV2", "GRUCell"),
          Map.entry("CuDNNLSTM", "LSTM"),
          Map.entry("CuDNNGRU", "GRU"));

  private static final String OPERATION =
      "it is a method or property of a tensor outside of any layer; use a layer in its place, or"
          + " export the model as a SavedModel and use TFInputGraph.fromSavedModel";
  private static final String REMOVED = "Keras 2 removed this class of layers";
  private static final Map<String, String> REFUSED =
      Map.of(
          "Lambda",
          "its function is Python code, which is not run; use a layer in its place, or export the"
              + " model as a SavedModel and use TFInputGraph.fromSavedModel",
          "ClassMethod",
          OPERATION,
          "InstanceProperty",
          OPERATION,
          "MaxoutDense",
          REMOVED,
          "Highway",
          REMOVED);

  private static final Pattern OPERATIONS = Pattern.compile("keras(?:\\.src)?\\.(ops\\.\\w+)");

  private ClassTerms() {}

  /** The class's name in Keras 3. */
  static String renamed(String className) {
    String plain = plain(className);
    return RENAMED.getOrDefault(plain, plain);
  }

  /** The class's name in Keras 3; operations have that of their module before it. */
  static String of(JsonNode layer) {
    String className = layer.path("class_name").asText();
    Matcher module = OPERATIONS.matcher(layer.path("module").asText());
    if (module.matches()) {
      return module.group(1) + "." + className;
    }
    return isOperationWithoutModule(layer)
        ? OperationLayers.findByClass(className).orElseGet(() -> renamed(className))
        : renamed(className);
  }

  /** Keras 3 leaves the modules out in HDF5 files; layers, unlike operations, say if they train. */
  private static boolean isOperationWithoutModule(JsonNode layer) {
    JsonNode application = layer.path("inbound_nodes").path(0);
    return !layer.has("module")
        && application.path("args").isArray()
        && !layer.path("config").has("trainable");
  }

  /** Registered classes are written with the name of their package before theirs. */
  static String plain(String className) {
    return className.startsWith("keras")
        ? className.substring(className.indexOf('>') + 1)
        : className;
  }

  /** Why a layer cannot be read, empty if nothing is known against it. */
  static Optional<String> refusal(JsonNode layer) {
    String className = layer.path("class_name").asText();
    String module = layer.path("module").asText("keras");
    String registered = layer.path("registered_name").asText("");
    boolean custom =
        plain(className).contains(">")
            || !module.matches(
                "(keras|tf_keras|keras_core|tensorflow\\.keras|tensorflow\\.python\\.keras)(\\..*)?")
            || layer.path("module").isNull() && registered.contains(">");
    return custom
        ? Optional.of(
            "it is a class of the author's own, whose Python code is not run; export the model as a"
                + " SavedModel and use TFInputGraph.fromSavedModel")
        : Optional.ofNullable(REFUSED.get(plain(className)));
  }
}
