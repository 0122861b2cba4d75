package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.persist.ModelFile;
import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.runtime.GraphTensors;
import io.dlpipelines.tensorflow.runtime.ModelKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Two models as one: an output of the first takes the place of an input of the second. */
public final class GraphChain {

  private GraphChain() {}

  /**
   * Joins two models, of which at most one has variables.
   *
   * @param first the model that runs first
   * @param output one of its tensors
   * @param second the model that runs next
   * @param input one of its inputs
   * @return a model that takes the inputs of both but this one, and gives the second's outputs
   * @throws IllegalArgumentException if both have variables, or an operation of the same name, or
   *     take different numbers of rows at once
   */
  public static GraphModel join(
      GraphModel first, Endpoint output, GraphModel second, Endpoint input) {
    boolean secondIsPlain = second.kind() == ModelKind.GRAPH;
    if (!secondIsPlain && first.kind() != ModelKind.GRAPH) {
      throw new IllegalArgumentException("Two models with variables cannot be joined.");
    }
    GraphModel host = secondIsPlain ? first : second;
    GraphDef joined =
        join(GraphImporter.definition(first), output, GraphImporter.definition(second), input);
    List<Endpoint> inputs = new ArrayList<>(first.inputs());
    second.inputs().stream().filter(each -> !each.equals(input)).forEach(inputs::add);
    Map<String, TensorSpec> tensors = GraphTensors.inspect(joined);
    List<Endpoint> outputs =
        second.outputs().stream().map(each -> refined(each, tensors.get(each.tensor()))).toList();
    return new GraphModel(host.kind(), host.tags(), replace(host, joined), inputs, outputs)
        .withRows(rows(first, second));
  }

  private static int rows(GraphModel first, GraphModel second) {
    if (first.rows() > 0 && second.rows() > 0 && first.rows() != second.rows()) {
      throw new IllegalArgumentException(
          "Models that take %d rows at once and %d rows at once cannot be joined. Save one of them with a batch dimension of unknown size."
              .formatted(first.rows(), second.rows()));
    }
    return Math.max(first.rows(), second.rows());
  }

  /** What the first model says of sizes may tell more of the second's outputs. */
  private static Endpoint refined(Endpoint output, TensorSpec inferred) {
    TensorShape known = output.spec().shape();
    boolean moreIsKnown =
        inferred != null
            && inferred.shape().rankKnown()
            && (!known.rankKnown() || unknowns(inferred.shape()) < unknowns(known));
    return moreIsKnown ? new Endpoint(inferred.withName(output.name()), output.tensor()) : output;
  }

  private static long unknowns(TensorShape shape) {
    return shape.dimensions().stream().filter(size -> size == TensorShape.UNKNOWN).count();
  }

  private static GraphDef join(GraphDef first, Endpoint output, GraphDef second, Endpoint input) {
    String placeholder = GraphNodes.operationOf(input.tensor());
    Set<String> names = new HashSet<>();
    first.getNodeList().forEach(node -> names.add(node.getName()));
    GraphDef.Builder joined = first.toBuilder();
    for (NodeDef node : second.getNodeList()) {
      if (!names.add(node.getName())) {
        throw new IllegalArgumentException(
            "Both models have an operation named [%s]. Build one of them under another scope."
                .formatted(node.getName()));
      }
      joined.addNode(node.getName().equals(placeholder) ? identity(node, output.tensor()) : node);
    }
    joined.getLibraryBuilder().mergeFrom(second.getLibrary());
    joined.setVersions(second.getVersions());
    return joined.build();
  }

  private static NodeDef identity(NodeDef placeholder, String source) {
    AttrValue dtype = placeholder.getAttrOrThrow("dtype");
    return NodeDef.newBuilder()
        .setName(placeholder.getName())
        .setOp("Identity")
        .addInput(source)
        .putAttr("T", dtype)
        .build();
  }

  private static ModelFiles replace(GraphModel host, GraphDef definition) {
    return switch (host.kind()) {
      case GRAPH -> GraphFiles.of(definition);
      case SAVED_MODEL -> {
        SavedModel.Builder model =
            GraphFiles.parseSavedModel(host.files(), GraphFiles.THE_MODEL).toBuilder();
        MetaGraphDef old =
            GraphImporter.metaGraph(
                GraphFiles.parseSavedModel(host.files(), GraphFiles.THE_MODEL), host.tags());
        model.clearMetaGraphs().addMetaGraphs(old.toBuilder().setGraphDef(definition));
        yield with(host.files(), GraphFiles.SAVED_MODEL_PATH, GraphFiles.toBytes(model.build()));
      }
      case CHECKPOINT -> {
        MetaGraphDef meta =
            GraphFiles.parseMetaGraph(host.files(), GraphFiles.THE_MODEL).toBuilder()
                .setGraphDef(definition)
                .build();
        yield with(host.files(), GraphFiles.META_PATH, GraphFiles.toBytes(meta));
      }
    };
  }

  private static ModelFiles with(ModelFiles files, String path, byte[] content) {
    List<ModelFile> all = new ArrayList<>(ModelFiles.of(path, content).files());
    files.files().stream().filter(file -> !file.path().equals(path)).forEach(all::add);
    return ModelFiles.of(all);
  }
}
