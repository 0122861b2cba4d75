package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.persist.LocalDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;

/** Opens a model's files in a session. */
final class ModelLoader {

  private ModelLoader() {}

  /** Where a model's files come from. */
  @FunctionalInterface
  interface Source {
    void copyTo(Path folder) throws IOException;
  }

  static GraphSession load(Source model, TensorFlowEngine engine) {
    if (engine.options().device() == SessionOptions.Device.GPU) {
      Gpu.require();
    }
    LocalDisk disk = LocalDisk.roomiest();
    try {
      Path folder = Files.createTempDirectory(disk.path(), "dlpipelines-model");
      try {
        model.copyTo(folder);
        return open(folder, engine);
      } finally {
        delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(
          disk.cannotHold("The model's files", failure.getMessage(), failure));
    }
  }

  private static GraphSession open(Path folder, TensorFlowEngine engine) throws IOException {
    ConfigProto config = engine.options().toProto();
    return switch (engine.kind()) {
      case GRAPH -> openGraph(folder.resolve(ModelKind.GRAPH_FILE), config);
      case SAVED_MODEL ->
          openSavedModel(folder.resolve(ModelKind.SAVED_MODEL_FOLDER), engine.tags(), config);
      case CHECKPOINT -> openCheckpoint(folder.resolve(ModelKind.CHECKPOINT_PREFIX), config);
    };
  }

  private static GraphSession openGraph(Path file, ConfigProto config) throws IOException {
    return importGraph(GraphDef.parseFrom(Files.readAllBytes(file)), config);
  }

  private static GraphSession openSavedModel(Path folder, List<String> tags, ConfigProto config)
      throws IOException {
    dropSignatures(folder.resolve(ModelKind.SAVED_MODEL_FILE));
    SavedModelBundle bundle =
        SavedModelBundle.loader(folder.toString())
            .withTags(tags.toArray(String[]::new))
            .withConfigProto(config)
            .load();
    return new GraphSession(bundle.graph(), bundle.session(), bundle);
  }

  /**
   * Tensors are known by their own names here, and one wrong signature, though unused, would keep
   * the whole model from being loaded. What initializes the model is kept.
   */
  private static void dropSignatures(Path file) throws IOException {
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    for (MetaGraphDef.Builder metaGraph : model.getMetaGraphsBuilderList()) {
      for (String name : List.copyOf(metaGraph.getSignatureDefMap().keySet())) {
        if (!name.equals(ModelKind.INIT_SIGNATURE)) {
          metaGraph.removeSignatureDef(name);
        }
      }
    }
    Files.write(file, model.build().toByteArray());
  }

  private static GraphSession openCheckpoint(Path prefix, ConfigProto config) throws IOException {
    MetaGraphDef meta = MetaGraphDef.parseFrom(Files.readAllBytes(Path.of(prefix + ".meta")));
    GraphSession opened = importGraph(meta.getGraphDef(), config);
    SaverDef saver = meta.getSaverDef();
    try (TString path = TString.scalarOf(prefix.toString())) {
      opened
          .session()
          .runner()
          .feed(saver.getFilenameTensorName(), path)
          .addTarget(saver.getRestoreOpName())
          .run()
          .close();
      return opened;
    } catch (RuntimeException failure) {
      opened.close();
      throw failure;
    }
  }

  static GraphSession importGraph(GraphDef definition, ConfigProto config) {
    Graph graph = new Graph();
    try {
      graph.importGraphDef(definition);
      Session session = new Session(graph, config);
      return new GraphSession(
          graph,
          session,
          () -> {
            session.close();
            graph.close();
          });
    } catch (RuntimeException failure) {
      graph.close();
      throw failure;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
