package io.dlpipelines.tensorflow.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
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

  /** Opens a model whose graph is rewritten first. */
  static Opened open(
      Path folder,
      ModelKind kind,
      List<String> tags,
      ConfigProto config,
      UnaryOperator<GraphDef> preparation)
      throws IOException {
    return switch (kind) {
      case GRAPH -> openGraph(folder.resolve(ModelKind.GRAPH_FILE), config, preparation);
      case SAVED_MODEL ->
          openSavedModel(folder.resolve(ModelKind.SAVED_MODEL_FOLDER), tags, config, preparation);
      case CHECKPOINT ->
          openCheckpoint(folder.resolve(ModelKind.CHECKPOINT_PREFIX), config, preparation);
    };
  }

  static Opened open(GraphDef definition, ConfigProto config) {
    Graph graph = new Graph();
    try {
      graph.importGraphDef(definition);
      Session session = new Session(graph, config);
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

  private static Opened openGraph(
      Path file, ConfigProto config, UnaryOperator<GraphDef> preparation) throws IOException {
    return open(preparation.apply(GraphDef.parseFrom(Files.readAllBytes(file))), config);
  }

  private static Opened openSavedModel(
      Path folder, List<String> tags, ConfigProto config, UnaryOperator<GraphDef> preparation)
      throws IOException {
    prepare(folder.resolve(ModelKind.SAVED_MODEL_FILE), tags, preparation);
    SavedModelBundle bundle =
        SavedModelBundle.loader(folder.toString())
            .withTags(tags.toArray(String[]::new))
            .withConfigProto(config)
            .load();
    return new Opened(bundle.graph(), bundle.session(), bundle);
  }

  /**
   * Tensors are known by their own names here, and one wrong signature, though unused, would keep
   * the whole model from being loaded. What initializes the model is kept.
   */
  private static void prepare(Path file, List<String> tags, UnaryOperator<GraphDef> preparation)
      throws IOException {
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    for (MetaGraphDef.Builder metaGraph : model.getMetaGraphsBuilderList()) {
      if (Set.copyOf(metaGraph.getMetaInfoDef().getTagsList()).equals(Set.copyOf(tags))) {
        metaGraph.setGraphDef(preparation.apply(metaGraph.getGraphDef()));
      }
      for (String name : List.copyOf(metaGraph.getSignatureDefMap().keySet())) {
        if (!name.equals(ModelKind.INIT_SIGNATURE)) {
          metaGraph.removeSignatureDef(name);
        }
      }
    }
    Files.write(file, model.build().toByteArray());
  }

  private static Opened openCheckpoint(
      Path prefix, ConfigProto config, UnaryOperator<GraphDef> preparation) throws IOException {
    MetaGraphDef meta = MetaGraphDef.parseFrom(Files.readAllBytes(Path.of(prefix + ".meta")));
    Opened opened = open(preparation.apply(meta.getGraphDef()), config);
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
