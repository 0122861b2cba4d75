package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.tensorflow.precision.MixedPrecision;
import io.dlpipelines.tensorflow.precision.Precision;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.GraphDef;

/** What becomes of a graph before it is opened, as options say. */
final class GraphPreparation implements UnaryOperator<GraphDef> {
  private static final Logger LOG = LoggerFactory.getLogger(GraphPreparation.class);

  private final SessionOptions options;
  private final List<String> fed;

  /** Takes the names of tensors that are fed, {@code operation:index}. */
  GraphPreparation(SessionOptions options, Collection<String> fed) {
    this.options = options;
    this.fed = List.copyOf(fed);
  }

  @Override
  public GraphDef apply(GraphDef definition) {
    GraphDef lowered = lowered(definition);
    return options.xla() ? XlaGraph.of(lowered) : lowered;
  }

  private GraphDef lowered(GraphDef definition) {
    if (options.precision() == Precision.FLOAT32) {
      return definition;
    }
    MixedPrecision lowered =
        MixedPrecision.of(definition, options.precision(), fed, RegisteredKernels.ALL);
    if (lowered.operations() == 0) {
      LOG.warn(
          "precision is {}, and the model has no operation that multiplies or convolves float32"
              + " and is not fed, so that all is computed as with float32.",
          options.precision().paramValue());
    }
    return lowered.graph();
  }
}
