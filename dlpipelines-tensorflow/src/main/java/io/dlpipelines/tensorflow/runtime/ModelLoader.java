package io.dlpipelines.tensorflow.runtime;

import com.google.protobuf.InvalidProtocolBufferException;
import io.dlpipelines.persist.LocalDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.tensorflow.proto.GraphDef;

/** Opens a model's files in a session. */
final class ModelLoader {

  private ModelLoader() {}

  /** Where a model's files come from. */
  @FunctionalInterface
  interface Source {
    void copyTo(Path folder) throws IOException;
  }

  static GraphSession load(Source model, TensorFlowEngine engine, SessionSetup setup) {
    LocalDisk disk = LocalDisk.roomiest();
    try {
      Path folder = Files.createTempDirectory(disk.path(), "dlpipelines-model");
      try {
        model.copyTo(folder);
        return session(ModelFolder.open(folder, engine.kind(), engine.tags(), setup));
      } finally {
        delete(folder);
      }
    } catch (InvalidProtocolBufferException broken) {
      throw new UncheckedIOException(
          "The model's graph cannot be read: " + broken.getMessage(), broken);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          disk.cannotHold("The model's files", failure.getMessage(), failure));
    }
  }

  static GraphSession importGraph(GraphDef definition, SessionSetup setup) {
    return session(ModelFolder.open(definition, setup));
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
