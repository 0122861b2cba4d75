package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensorflow.device.PlacedGraph;
import io.dlpipelines.tensorflow.precision.MixedPrecision;
import io.dlpipelines.tensorflow.precision.Precision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.GraphDef;

/** What becomes of a graph before it is opened. */
record GraphPreparation(SessionSetup setup) {
  private static final Logger LOG = LoggerFactory.getLogger(GraphPreparation.class);

  GraphDef apply(GraphDef definition) {
    GraphDef lowered = lowered(definition);
    GraphDef compiled = setup.options().xla() ? XlaGraph.of(lowered) : lowered;
    return PlacedGraph.of(compiled, setup.placement());
  }

  private GraphDef lowered(GraphDef definition) {
    Precision precision = setup.options().precision();
    if (precision == Precision.FLOAT32) {
      return definition;
    }
    MixedPrecision lowered =
        MixedPrecision.of(definition, precision, setup.cut(), RegisteredKernels.ALL);
    if (lowered.operations() == 0) {
      LOG.warn(
          "precision is {}, and the model has no operation that multiplies or convolves float32"
              + " and is not fed, so that all is computed as with float32.",
          precision.paramValue());
    }
    return lowered.graph();
  }
}
