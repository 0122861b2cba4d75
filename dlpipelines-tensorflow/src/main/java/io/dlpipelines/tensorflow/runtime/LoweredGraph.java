package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensorflow.precision.MixedPrecision;
import io.dlpipelines.tensorflow.precision.Precision;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.GraphDef;

/** A graph in lower precision. Where nothing in it can be lowered, the log says so. */
final class LoweredGraph {
  private static final Logger LOG = LoggerFactory.getLogger(LoweredGraph.class);

  private LoweredGraph() {}

  static GraphDef of(GraphDef definition, Precision precision, Set<String> fed) {
    MixedPrecision lowered = MixedPrecision.of(definition, precision, fed, RegisteredKernels.ALL);
    if (lowered.operations() == 0) {
      LOG.warn(
          "precision is {}, and the model has no operation that multiplies or convolves float32"
              + " and is not fed, so that all is computed as with float32.",
          precision.paramValue());
    }
    return lowered.graph();
  }
}
