package io.dlpipelines.tensorflow.device;

import java.util.Locale;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Puts a graph onto a task's GPU. Nodes that ask for any GPU get that one, whatever its number was
 * where the graph was written; so do nodes that ask for nothing. Those that ask for the CPU stay
 * there, and TensorFlow itself takes those that have no kernel for a GPU back to it.
 */
public final class PlacedGraph {
  private static final String GPU = "GPU";

  private PlacedGraph() {}

  /**
   * Places the nodes of a graph and of its functions.
   *
   * @param definition the graph
   * @param placement where to; nothing is changed for the CPU
   * @return the graph to open there
   */
  public static GraphDef of(GraphDef definition, Placement placement) {
    if (!placement.isGpu()) {
      return definition;
    }
    String device = placement.deviceName();
    GraphDef.Builder placed = definition.toBuilder();
    placed.getNodeBuilderList().forEach(node -> place(node, device));
    if (placed.hasLibrary()) {
      for (FunctionDef.Builder function : placed.getLibraryBuilder().getFunctionBuilderList()) {
        function.getNodeDefBuilderList().forEach(node -> place(node, device));
      }
    }
    return placed.build();
  }

  private static void place(NodeDef.Builder node, String device) {
    String asked = node.getDevice();
    if (asked.isEmpty() || asked.toUpperCase(Locale.ROOT).contains(GPU)) {
      node.setDevice(device);
    }
  }
}
