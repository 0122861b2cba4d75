package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.persist.ModelFile;
import io.dlpipelines.persist.ModelFiles;
import io.dlpipelines.tensorflow.runtime.ModelKind;
import io.dlpipelines.tensorflow.runtime.TensorFlowText;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Whether a model's files have values for the variables that its outputs need. */
final class VariableFiles {
  private static final Set<String> VARIABLES = Set.of("VarHandleOp", "VariableV2", "Variable");
  private static final String FOLDER = ModelKind.SAVED_MODEL_FOLDER + "/variables/";
  private static final String INDEX = "variables.index";
  private static final Pattern SHARD = Pattern.compile("variables\\.data-(\\d+)-of-(\\d+)");
  private static final String RESTORE = "RestoreV2";

  private VariableFiles() {}

  /**
   * The variables that tensors need and that nothing assigns when they are computed.
   *
   * @param definition the graph
   * @param fetched names of tensors and operations
   * @param initializers operations that are run when the model is loaded
   * @return names of operations, in the graph's order
   */
  static List<String> unassigned(
      GraphDef definition, Collection<String> fetched, Collection<String> initializers) {
    GraphNodes nodes = new GraphNodes(inlined(definition));
    Set<String> needed = nodes.needed(fetched);
    Set<String> run = new HashSet<>(needed);
    run.addAll(nodes.needed(initializers));
    Set<String> assigned = new HashSet<>();
    for (String operation : run) {
      NodeDef node = nodes.nodeOrThrow(operation);
      if (node.getOp().startsWith("Assign") && node.getInputCount() > 0) {
        assigned.addAll(nodes.sources(List.of(node.getInput(0))));
      }
    }
    return nodes.definition().getNodeList().stream()
        .filter(node -> VARIABLES.contains(node.getOp()))
        .map(NodeDef::getName)
        .filter(name -> needed.contains(name) && !assigned.contains(name))
        .toList();
  }

  private static GraphDef inlined(GraphDef definition) {
    try {
      return FunctionInliner.inline(definition);
    } catch (IllegalArgumentException recursive) {
      return definition;
    }
  }

  /**
   * Checks that a SavedModel has all files of its variables.
   *
   * @param files the model's files
   * @param variables that need values
   * @param source what errors call the model
   * @throws IllegalArgumentException if a file is missing
   */
  static void requireAll(ModelFiles files, List<String> variables, String source) {
    if (variables.isEmpty()) {
      return;
    }
    List<String> there =
        files.files().stream()
            .map(ModelFile::path)
            .filter(path -> path.startsWith(FOLDER))
            .map(path -> path.substring(FOLDER.length()))
            .toList();
    Set<String> wanted = new LinkedHashSet<>(List.of(INDEX));
    for (String name : there) {
      Matcher shard = SHARD.matcher(name);
      if (shard.matches()) {
        for (int index = 0; index < Integer.parseInt(shard.group(2)); index++) {
          wanted.add("variables.data-%05d-of-%s".formatted(index, shard.group(2)));
        }
      }
    }
    if (there.stream().noneMatch(name -> SHARD.matcher(name).matches())) {
      wanted.add("variables.data-00000-of-00001");
    }
    wanted.removeAll(there);
    if (!wanted.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no values for its variables %s: its folder variables has no %s; there is %s. Copy the folder of the SavedModel whole, or export the model again."
              .formatted(source, variables, String.join(" and no ", wanted), there));
    }
  }

  /** Names the variables where TensorFlow cannot restore them. */
  static IllegalArgumentException explained(
      IllegalArgumentException refused, List<String> variables, String source) {
    String message = String.valueOf(refused.getMessage());
    return refused.getCause() != null
            && String.valueOf(refused.getCause().getMessage()).contains(RESTORE)
        ? new IllegalArgumentException(
            "The values of the variables %s of %s cannot be restored: %s. Copy the files of the variables whole, or export the model again."
                .formatted(
                    variables,
                    source,
                    TensorFlowText.reason(message.substring(message.indexOf(": ") + 2))),
            refused)
        : refused;
  }

  /** The error for a graph whose variables have no values at all. */
  static IllegalArgumentException withoutValues(List<String> variables, String source) {
    return new IllegalArgumentException(
        "%s has no values for the variables %s that its outputs need: a GraphDef is a graph without values of variables. Freeze it, load the SavedModel or checkpoint that it belongs to, or name the operation that initializes the variables: fromGraphDef(path, initializer)."
            .formatted(source, variables));
  }
}
