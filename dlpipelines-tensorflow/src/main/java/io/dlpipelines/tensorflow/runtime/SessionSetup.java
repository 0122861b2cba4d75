package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensorflow.device.PlacedGraph;
import io.dlpipelines.tensorflow.device.Placement;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.product.BroadcastProducts;
import java.util.Collection;
import java.util.Set;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;

/**
 * How and where one session is opened, and what becomes of its graph before. Equal setups open
 * equal models alike.
 *
 * @param cut tensors that are fed, where the graph is rewritten around them; {@code
 *     operation:index}
 */
record SessionSetup(SessionOptions options, Placement placement, Set<String> cut) {

  /** A thread on the CPU. */
  static final SessionSetup DEFAULT = SessionOptions.DEFAULT.on(Placement.CPU);

  /** The same for a graph of which some tensors are fed. */
  SessionSetup feeding(Collection<String> fed) {
    return lowers() ? new SessionSetup(options, placement, Set.copyOf(fed)) : this;
  }

  ConfigProto config() {
    return options.config(placement);
  }

  GraphDef prepare(GraphDef definition) {
    GraphDef feedable = CarriedTypes.feedable(definition);
    GraphDef lowered = lowers() ? LoweredGraph.of(feedable, options.precision(), cut) : feedable;
    GraphDef right = BroadcastProducts.replaced(lowered);
    GraphDef compiled = options.xla() ? XlaGraph.of(right) : right;
    return PlacedGraph.of(compiled, placement);
  }

  /**
   * How many batches of a task are under way at once: a GPU computes one while another is copied,
   * and a CPU is busy with one.
   */
  int concurrentRuns() {
    return placement.isGpu() ? 2 : 1;
  }

  private boolean lowers() {
    return options.precision() != Precision.FLOAT32;
  }
}
