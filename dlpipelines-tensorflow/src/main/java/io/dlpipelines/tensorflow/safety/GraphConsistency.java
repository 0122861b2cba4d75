package io.dlpipelines.tensorflow.safety;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;

/**
 * Whether a graph agrees with itself and with what TensorFlow says of its operations. TensorFlow
 * checks much of it too, and ends the process where it relies on the rest.
 */
final class GraphConsistency {
  /** What constants may take in memory beyond what they take in the file. */
  private static final long MOST_GROWTH_BYTES = 1L << 30;

  private static final int DEEPEST_CALLS = 100;

  private final GraphDef graph;
  private final FunctionLibrary library;
  private final Map<String, Integer> depths = new HashMap<>();

  private GraphConsistency(GraphDef graph) {
    this.graph = graph;
    this.library = new FunctionLibrary(graph);
  }

  /**
   * Checks a graph.
   *
   * @throws IllegalArgumentException if it is not consistent
   */
  static void check(GraphDef graph, String source) {
    try {
      new GraphConsistency(graph).check();
    } catch (InconsistentException wrong) {
      throw new IllegalArgumentException(
          "%s is damaged: %s. Check that it was written by TensorFlow and copied whole."
              .formatted(source, wrong.getMessage()),
          wrong);
    }
  }

  private void check() {
    long bytes = NodeEdges.ofGraph(library, graph.getNodeList()).check();
    Set<String> names = new HashSet<>();
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      String name = function.getSignature().getName();
      if (!names.add(name)) {
        throw new InconsistentException("two functions have the name [%s]", name);
      }
      try {
        bytes += NodeEdges.ofFunction(library, function).check();
      } catch (InconsistentException wrong) {
        throw new InconsistentException("function [%s]: %s", name, wrong.getMessage());
      }
      requireEnd(function, 0);
    }
    if (bytes < 0 || bytes - graph.getSerializedSize() > MOST_GROWTH_BYTES) {
      throw new InconsistentException(
          "its constants would take %,d bytes of memory, and the whole graph has %,d",
          bytes, graph.getSerializedSize());
    }
  }

  /** Gives how deep calls go, which is limited, since functions are called within functions. */
  private int requireEnd(FunctionDef function, int above) {
    String name = function.getSignature().getName();
    Integer known = depths.get(name);
    if (above > DEEPEST_CALLS || known != null && above + known > DEEPEST_CALLS) {
      throw new InconsistentException(
          "function [%s] is called through more than %d others, or by itself", name, DEEPEST_CALLS);
    }
    if (known != null) {
      return known;
    }
    int depth = 0;
    for (var node : function.getNodeDefList()) {
      for (FunctionDef called : library.calledBy(node)) {
        depth = Math.max(depth, 1 + requireEnd(called, above + 1));
      }
    }
    depths.put(name, depth);
    return depth;
  }
}
