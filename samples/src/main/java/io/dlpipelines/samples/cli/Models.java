package io.dlpipelines.samples.cli;

import io.dlpipelines.samples.UserException;
import io.dlpipelines.tensorflow.TFInputGraph;

/** The one place that opens models. */
final class Models {

  private Models() {}

  static String describe(ModelFile file) {
    try {
      return open(file).describe();
    } catch (IllegalArgumentException e) {
      throw new UserException(file.path() + ": " + e.getMessage(), e);
    }
  }

  private static TFInputGraph open(ModelFile file) {
    String path = file.path().toAbsolutePath().toUri().toString();
    return switch (file.form()) {
      case GRAPH_DEF -> TFInputGraph.fromGraphDef(path);
      case SAVED_MODEL -> TFInputGraph.fromSavedModel(path);
      case CHECKPOINT -> TFInputGraph.fromCheckpoint(path);
    };
  }
}
