package io.dlpipelines.tensorflow.keras.file;

import io.dlpipelines.tensorflow.keras.layer.LayerRegistry;
import io.dlpipelines.tensorflow.keras.network.LayerConfig;
import java.util.Map;

/** Says why a class of layers or operations cannot be computed, and what to do. */
final class UnknownClass {
  private static final String CALLS_PYTHON =
      "it calls Python functions, whose code is not in the file";

  /** Operations of Keras that a file can name all the same. */
  private static final Map<String, String> NOT_COMPUTED =
      Map.ofEntries(
          Map.entry("ops.core.AssociativeScan", CALLS_PYTHON),
          Map.entry("ops.core.Cond", CALLS_PYTHON),
          Map.entry("ops.core.ForiLoop", CALLS_PYTHON),
          Map.entry("ops.core.Map", CALLS_PYTHON),
          Map.entry("ops.core.Scan", CALLS_PYTHON),
          Map.entry("ops.core.Switch", CALLS_PYTHON),
          Map.entry("ops.core.VectorizedMap", CALLS_PYTHON),
          Map.entry("ops.core.WhileLoop", CALLS_PYTHON),
          Map.entry("ops.linalg.JVP", CALLS_PYTHON),
          Map.entry("ops.image.ElasticTransform", "it draws random numbers for each batch"));

  private UnknownClass() {}

  static String problem(LayerConfig config) {
    String className = config.className();
    if (!config.isOperation()) {
      return "there is no such class of layers here%s; layers of your own are Python code, which is not run: export the model as a SavedModel and use TFInputGraph.fromSavedModel"
          .formatted(LayerRegistry.nearest(className));
    }
    String reason = NOT_COMPUTED.get(className);
    return "%s; export the model as a SavedModel and use TFInputGraph.fromSavedModel"
        .formatted(
            reason != null
                ? reason
                : "there is no such operation here" + LayerRegistry.nearest(className));
  }
}
