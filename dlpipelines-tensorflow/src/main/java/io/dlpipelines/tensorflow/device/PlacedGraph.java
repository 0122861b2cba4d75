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
   * @param definition changed
   * @param placement where to; nothing is changed for the CPU
   */
  public static void place(GraphDef.Builder definition, Placement placement) {
    if (!placement.isGpu()) {
      return;
    }
    String device = placement.deviceName();
    definition.getNodeBuilderList().forEach(node -> place(node, device));
    if (definition.hasLibrary()) {
      for (FunctionDef.Builder function : definition.getLibraryBuilder().getFunctionBuilderList()) {
        function.getNodeDefBuilderList().forEach(node -> place(node, device));
      }
    }
  }

  private static void place(NodeDef.Builder node, String device) {
    String asked = node.getDevice();
    if (asked.isEmpty() || asked.toUpperCase(Locale.ROOT).contains(GPU)) {
      node.setDevice(device);
    }
  }
}
