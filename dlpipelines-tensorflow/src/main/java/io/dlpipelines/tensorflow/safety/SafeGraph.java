package io.dlpipelines.tensorflow.safety;

import com.google.protobuf.InvalidProtocolBufferException;
import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.tensorflow.runtime.ModelKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;

/**
 * A model's graph, as data that may be damaged or mean harm: whether it is consistent, and what it
 * would do beside computing. All of it is found out without TensorFlow seeing the graph.
 */
public final class SafeGraph {
  private static final List<String> INITIALIZERS = List.of("saved_model_main_op", "legacy_init_op");
  private static final String ASSETS = "saved_model_assets";
  private static final String ASSET_FOLDER = ModelKind.SAVED_MODEL_FOLDER + "/assets/";

  private final MetaGraphDef metaGraph;
  private final Set<String> assets;
  private UnsafeNodes nodes;

  private SafeGraph(MetaGraphDef metaGraph, Set<String> assets) {
    this.metaGraph = metaGraph;
    this.assets = assets;
  }

  /**
   * A frozen graph.
   *
   * @param definition the graph
   * @return the graph, not checked yet
   */
  public static SafeGraph of(GraphDef definition) {
    return new SafeGraph(
        MetaGraphDef.newBuilder().setGraphDef(definition).build(), new HashSet<>());
  }

  /**
   * The graph of a SavedModel or a checkpoint.
   *
   * @param metaGraph its meta graph
   * @return the graph, not checked yet
   */
  public static SafeGraph of(MetaGraphDef metaGraph) {
    Set<String> assets = new HashSet<>();
    assets(metaGraph).forEach(asset -> assets.add(tensor(asset.getTensorInfo().getName())));
    return new SafeGraph(metaGraph, assets);
  }

  /**
   * The graph.
   *
   * @return its definition
   */
  public GraphDef definition() {
    return metaGraph.getGraphDef();
  }

  /**
   * Checks what TensorFlow relies on, and what it does as soon as it sees the graph.
   *
   * @param source what errors call the model
   * @throws IllegalArgumentException if the graph is damaged, or would do more than compute
   */
  public void requireSound(String source) {
    GraphConsistency.check(metaGraph.getGraphDef(), source);
    if (!SafetySettings.allowUnsafeOperations()) {
      nodes()
          .folded()
          .ifPresent(
              finding -> {
                throw finding.refused(" as soon as the graph is looked at");
              });
    }
  }

  /**
   * Checks what is done when the model is loaded: its own files may be read.
   *
   * @param files the model's files
   * @throws IllegalArgumentException if it would do more
   */
  public void requireSafeLoad(ModelFiles files) {
    for (AssetFileDef asset : assets(metaGraph)) {
      if (isMissing(asset, files) && (leavesFolder(asset) || isReadByInitializers(asset))) {
        throw new IllegalArgumentException(
            "The SavedModel has no file [%s] in its folder assets, and tensor [%s] names it. Check that it was copied whole."
                .formatted(asset.getFilename(), asset.getTensorInfo().getName()));
      }
    }
    if (SafetySettings.allowUnsafeOperations()) {
      return;
    }
    SaverDef saver = metaGraph.getSaverDef();
    if (!saver.getRestoreOpName().isEmpty()) {
      Set<String> own = new HashSet<>(assets);
      own.add(tensor(saver.getFilenameTensorName()));
      requireSafe(new UnsafeNodes(metaGraph.getGraphDef(), own), List.of(saver.getRestoreOpName()));
    }
    requireSafe(new UnsafeNodes(metaGraph.getGraphDef(), assets), initializers());
  }

  /**
   * The tensors that name asset files which are not there.
   *
   * @param files the model's files
   * @return names of tensors, {@code operation:index}
   */
  public List<String> missingAssets(ModelFiles files) {
    return assets(metaGraph).stream()
        .filter(asset -> isMissing(asset, files) && !leavesFolder(asset))
        .map(asset -> tensor(asset.getTensorInfo().getName()))
        .toList();
  }

  private static boolean isMissing(AssetFileDef asset, ModelFiles files) {
    return files.find(ASSET_FOLDER + asset.getFilename()).isEmpty();
  }

  private static boolean leavesFolder(AssetFileDef asset) {
    return asset.getFilename().contains("..");
  }

  private boolean isReadByInitializers(AssetFileDef asset) {
    Map<String, NodeDef> byName = new HashMap<>();
    metaGraph.getGraphDef().getNodeList().forEach(node -> byName.put(node.getName(), node));
    String file = TensorName.parse(asset.getTensorInfo().getName()).node();
    Deque<String> open = new ArrayDeque<>();
    initializers().forEach(name -> open.push(TensorName.parse(name).node()));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String name = open.pop();
      if (name.equals(file)) {
        return true;
      }
      if (byName.containsKey(name) && seen.add(name)) {
        byName.get(name).getInputList().forEach(input -> open.push(TensorName.parse(input).node()));
      }
    }
    return false;
  }

  private static void requireSafe(UnsafeNodes nodes, List<String> run) {
    nodes
        .reachedFrom(run, List.of())
        .ifPresent(
            finding -> {
              throw finding.refused(" when the model is loaded");
            });
  }

  /**
   * Checks what is done when tensors are computed.
   *
   * @param targets tensors that are fetched, and operations that are run
   * @param fed tensors that are fed; what lies behind them is not done
   * @throws IllegalArgumentException if more is done than computing
   */
  public void requireSafe(Collection<String> targets, Collection<String> fed) {
    if (!SafetySettings.allowUnsafeOperations()) {
      nodes()
          .reachedFrom(targets, fed)
          .ifPresent(
              finding -> {
                throw finding.refused(", and what is wanted of the model depends on it");
              });
    }
  }

  /**
   * Those of some operations that only compute.
   *
   * @param operations names of operations
   * @return all of them, if unsafe ones are allowed
   * @throws IllegalArgumentException if there are some, and none of them is safe
   */
  public List<String> safe(List<String> operations) {
    if (SafetySettings.allowUnsafeOperations()) {
      return operations;
    }
    Map<String, UnsafeNodes.Finding> tainted = nodes().tainted();
    List<String> safe =
        operations.stream().filter(operation -> !tainted.containsKey(operation)).toList();
    if (safe.isEmpty() && !operations.isEmpty()) {
      throw tainted.get(operations.get(0)).refused(", and all that the model gives depends on it");
    }
    return safe;
  }

  /** TensorFlow names the model's own files while it loads the model, and not later. */
  private synchronized UnsafeNodes nodes() {
    if (nodes == null) {
      nodes = new UnsafeNodes(metaGraph.getGraphDef(), Set.of());
    }
    return nodes;
  }

  /**
   * What is run when the model is loaded, besides restoring its variables.
   *
   * @return names of tensors and operations
   */
  public List<String> initializers() {
    List<String> run = new ArrayList<>();
    SignatureDef signature = metaGraph.getSignatureDefMap().get(ModelKind.INIT_SIGNATURE);
    if (signature != null) {
      signature.getOutputsMap().values().forEach(output -> run.add(tensor(output.getName())));
    }
    for (String key : INITIALIZERS) {
      CollectionDef collection = metaGraph.getCollectionDefMap().get(key);
      if (collection != null) {
        run.addAll(collection.getNodeList().getValueList());
      }
    }
    return run;
  }

  private static List<AssetFileDef> assets(MetaGraphDef metaGraph) {
    List<AssetFileDef> assets = new ArrayList<>(metaGraph.getAssetFileDefList());
    CollectionDef collection = metaGraph.getCollectionDefMap().get(ASSETS);
    if (collection != null) {
      collection
          .getAnyList()
          .getValueList()
          .forEach(
              each -> {
                try {
                  assets.add(AssetFileDef.parseFrom(each.getValue()));
                } catch (InvalidProtocolBufferException malformed) {
                  throw new IllegalArgumentException(
                      "The SavedModel names its assets in a form that cannot be read.", malformed);
                }
              });
    }
    return assets;
  }

  private static String tensor(String name) {
    return TensorName.parse(name).toString();
  }
}
