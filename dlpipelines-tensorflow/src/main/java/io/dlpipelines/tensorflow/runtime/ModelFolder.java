package io.dlpipelines.tensorflow.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;

/** Opens a model whose files are in a local folder. Knows no Spark, as trials do not. */
final class ModelFolder {

  private ModelFolder() {}

  /**
   * An open model.
   *
   * @param owner closes graph and session
   */
  record Opened(Graph graph, Session session, AutoCloseable owner) {}

  static Opened open(Path folder, ModelKind kind, List<String> tags, SessionSetup setup)
      throws IOException {
    return switch (kind) {
      case GRAPH -> openGraph(folder.resolve(ModelKind.GRAPH_FILE), setup);
      case SAVED_MODEL -> openSavedModel(folder.resolve(ModelKind.SAVED_MODEL_FOLDER), tags, setup);
      case CHECKPOINT -> openCheckpoint(folder.resolve(ModelKind.CHECKPOINT_PREFIX), setup);
    };
  }

  static Opened open(GraphDef definition, SessionSetup setup) {
    Graph graph = LoadedTensorFlow.emptyGraph();
    try {
      graph.importGraphDef(setup.prepare(definition));
      Session session = new Session(graph, setup.config());
      return new Opened(
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

  private static Opened openGraph(Path file, SessionSetup setup) throws IOException {
    return open(GraphDef.parseFrom(Files.readAllBytes(file)), setup);
  }

  private static Opened openSavedModel(Path folder, List<String> tags, SessionSetup setup)
      throws IOException {
    LoadedTensorFlow.require();
    prepare(folder.resolve(ModelKind.SAVED_MODEL_FILE), tags, setup);
    SavedModelBundle bundle =
        SavedModelBundle.loader(folder.toString())
            .withTags(tags.toArray(String[]::new))
            .withConfigProto(setup.config())
            .load();
    return new Opened(bundle.graph(), bundle.session(), bundle);
  }

  /** Prepares the graph that is opened, and drops signatures. */
  private static void prepare(Path file, List<String> tags, SessionSetup setup) throws IOException {
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    for (MetaGraphDef.Builder metaGraph : model.getMetaGraphsBuilderList()) {
      dropSignatures(metaGraph);
      if (Set.copyOf(metaGraph.getMetaInfoDef().getTagsList()).equals(Set.copyOf(tags))) {
        metaGraph.setGraphDef(setup.prepare(metaGraph.getGraphDef()));
      }
    }
    Files.write(file, model.build().toByteArray());
  }

  /**
   * Tensors are known by their own names here, and one wrong signature, though unused, would keep
   * the whole model from being loaded. What initializes the model is kept.
   */
  private static void dropSignatures(MetaGraphDef.Builder metaGraph) {
    for (String name : List.copyOf(metaGraph.getSignatureDefMap().keySet())) {
      if (!name.equals(ModelKind.INIT_SIGNATURE)) {
        metaGraph.removeSignatureDef(name);
      }
    }
  }

  private static Opened openCheckpoint(Path prefix, SessionSetup setup) throws IOException {
    MetaGraphDef meta = MetaGraphDef.parseFrom(Files.readAllBytes(Path.of(prefix + ".meta")));
    Opened opened = open(meta.getGraphDef(), setup);
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
      opened.session().close();
      opened.graph().close();
      throw failure;
    }
  }
}
