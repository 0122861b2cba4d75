package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.persist.CurrentSession;
import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.tensor.TensorShape;
import io.dlpipelines.tensorflow.runtime.Dtypes;
import io.dlpipelines.tensorflow.runtime.LoadedTensorFlow;
import io.dlpipelines.tensorflow.runtime.ModelKind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Writes graphs without variables in the forms that TensorFlow and its tools read. */
public final class GraphExporter {
  private static final String SERVE = "serve";
  private static final String PREDICT = "tensorflow/serving/predict";
  private static final long SAVED_MODEL_SCHEMA_VERSION = 1;

  private GraphExporter() {}

  /**
   * Writes a frozen graph: a serialized GraphDef.
   *
   * @param model a model without variables
   * @param path the file, on any Hadoop file system
   * @throws IllegalArgumentException if the model has variables, there is something at the path
   *     already, or it cannot be written
   */
  public static void writeGraphDef(GraphModel model, String path) {
    byte[] content = GraphFiles.toBytes(definitionOrThrow(model));
    Path file = new Path(path);
    Path folder = file.getParent() == null ? new Path(".") : file.getParent();
    write(ModelFiles.of(file.getName(), content), folder, file);
  }

  /**
   * Writes a SavedModel with the tag {@code serve}. Its signature {@code serving_default} has the
   * model's inputs and outputs under their names; {@code operation:0} becomes {@code operation}.
   *
   * @param model a model without variables
   * @param dir the folder, on any Hadoop file system
   * @throws IllegalArgumentException if the model has variables, there is something at the path
   *     already, or it cannot be written
   */
  public static void writeSavedModel(GraphModel model, String dir) {
    byte[] content = GraphFiles.toBytes(savedModel(model));
    Path folder = new Path(dir);
    write(ModelFiles.of(ModelKind.SAVED_MODEL_FILE, content), folder, folder);
  }

  private static SavedModel savedModel(GraphModel model) {
    SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName(PREDICT);
    signature.putAllInputs(tensors(model.inputs()));
    signature.putAllOutputs(tensors(model.outputs()));
    MetaGraphDef.MetaInfoDef info =
        MetaGraphDef.MetaInfoDef.newBuilder()
            .addTags(SERVE)
            .setTensorflowVersion(LoadedTensorFlow.version())
            .build();
    return SavedModel.newBuilder()
        .setSavedModelSchemaVersion(SAVED_MODEL_SCHEMA_VERSION)
        .addMetaGraphs(
            MetaGraphDef.newBuilder()
                .setMetaInfoDef(info)
                .setGraphDef(definitionOrThrow(model))
                .putSignatureDef(GraphImporter.DEFAULT_SIGNATURE, signature.build()))
        .build();
  }

  private static GraphDef definitionOrThrow(GraphModel model) {
    if (model.kind() == ModelKind.GRAPH) {
      return GraphImporter.definition(model);
    }
    throw new IllegalArgumentException(
        "The model is a %s, which keeps variables apart from its graph, and only a graph without variables can be written. %s"
            .formatted(
                model.kind() == ModelKind.CHECKPOINT ? "checkpoint" : "SavedModel",
                "Load it into a session with TensorFlow, and take fromGraph(graph, session), which"
                    + " makes constants of the variables."));
  }

  private static Map<String, TensorInfo> tensors(List<Endpoint> endpoints) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      tensors.put(
          key(endpoint.name()),
          TensorInfo.newBuilder()
              .setName(endpoint.tensor())
              .setDtype(Dtypes.toProto(endpoint.spec().dtype()))
              .setTensorShape(shape(endpoint.spec().shape()))
              .build());
    }
    return tensors;
  }

  private static String key(String name) {
    return name.endsWith(":0") ? GraphNodes.operationOf(name) : name;
  }

  private static TensorShapeProto shape(TensorShape shape) {
    TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
    if (!shape.rankKnown()) {
      return proto.setUnknownRank(true).build();
    }
    shape
        .dimensions()
        .forEach(size -> proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return proto.build();
  }

  private static void write(ModelFiles files, Path folder, Path target) {
    Configuration configuration = CurrentSession.hadoop();
    try {
      FileSystem fileSystem = target.getFileSystem(configuration);
      if (fileSystem.exists(target)) {
        throw new IllegalArgumentException(
            "There is something at %s already. Remove it, or write to another path."
                .formatted(target));
      }
      files.write(folder, configuration);
    } catch (IOException failure) {
      throw new IllegalArgumentException(
          "%s cannot be written: %s".formatted(target, failure.getMessage()), failure);
    }
  }
}
