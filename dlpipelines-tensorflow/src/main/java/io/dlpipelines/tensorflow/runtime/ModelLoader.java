package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.persist.LocalDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Stream;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;

/** Opens a model's files in a session. */
final class ModelLoader {

  private ModelLoader() {}

  /** Where a model's files come from. */
  @FunctionalInterface
  interface Source {
    void copyTo(Path folder) throws IOException;
  }

  /** Loads a model of which some tensors are fed, {@code operation:index}. */
  static GraphSession load(Source model, TensorFlowEngine engine, Collection<String> fed) {
    if (engine.options().device() == SessionOptions.Device.GPU) {
      Gpu.require();
    }
    LocalDisk disk = LocalDisk.roomiest();
    try {
      Path folder = Files.createTempDirectory(disk.path(), "dlpipelines-model");
      try {
        model.copyTo(folder);
        return session(
            ModelFolder.open(
                folder,
                engine.kind(),
                engine.tags(),
                engine.options().toProto(),
                new GraphPreparation(engine.options(), fed)));
      } finally {
        delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(
          disk.cannotHold("The model's files", failure.getMessage(), failure));
    }
  }

  static GraphSession importGraph(GraphDef definition, ConfigProto config) {
    return session(ModelFolder.open(definition, config));
  }

  private static GraphSession session(ModelFolder.Opened opened) {
    return new GraphSession(opened.graph(), opened.session(), opened.owner());
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
