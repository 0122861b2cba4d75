package io.dlpipelines.tensorflow.runtime;

import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A graph whose operations are marked to be compiled by XLA. The level of a session's options would
 * compile on GPUs alone: on the CPU TensorFlow asks for an environment variable besides, which no
 * process can set for itself.
 */
final class XlaGraph {
  private static final String COMPILE = "_XlaCompile";

  private XlaGraph() {}

  /** What has a state, such as a random generator with its seed, is left to TensorFlow. */
  static GraphDef of(GraphDef definition) {
    GraphDef.Builder marked = definition.toBuilder();
    marked.getNodeBuilderList().forEach(XlaGraph::mark);
    for (FunctionDef.Builder function : marked.getLibraryBuilder().getFunctionBuilderList()) {
      function.getNodeDefBuilderList().forEach(XlaGraph::mark);
    }
    return marked.build();
  }

  private static void mark(NodeDef.Builder node) {
    if (RegisteredOperations.find(node.getOp())
        .filter(found -> !found.getIsStateful())
        .isPresent()) {
      node.putAttr(COMPILE, AttrValue.newBuilder().setB(true).build());
    }
  }
}
