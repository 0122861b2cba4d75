package io.dlpipelines.tensorflow.training;

import com.google.protobuf.InvalidProtocolBufferException;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.precision.MixedPrecision;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.runtime.RegisteredKernels;
import java.io.Serializable;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.proto.GraphDef;

/**
 * A graph that trains, and how it is driven. It travels to the task that trains.
 *
 * @param graph the serialized graph
 * @param inputs placeholders for rows, and the shape of a row of each: inputs of the network,
 *     labels, then weights of rows if there are any
 * @param variables weights and what the optimizer keeps
 * @param gradients what a step changes weights by; none if a graph has a step of its own
 * @param metrics what the sums of a batch are
 * @param expectations what is expected of the numbers of inputs, in their order; none for those
 *     that may be anything
 */
record TrainingProgram(
    byte[] graph,
    List<TensorSpec> inputs,
    List<ProgramVariable> variables,
    List<ProgramGradient> gradients,
    MetricSums metrics,
    List<FeedExpectation> expectations)
    implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingProgram.class);

  /** A scalar float placeholder. */
  static final String LEARNING_RATE = "learning_rate";

  /** A scalar int64 placeholder, 1 at the first step. */
  static final String STEP = "step";

  /** The operation that changes the variables by a batch. */
  static final String TRAIN = "train";

  /** Changes weights, and what the optimizer keeps, by gradients that are given. */
  static final String UPDATE = "update";

  /** Changes by a batch what layers keep of themselves, such as moving averages. */
  static final String UPDATE_LAYERS = "update_layers";

  /** A variable: the last step whose gradients were there, so that others began to change. */
  static final String BEGUN = "begun";

  /** Sums over the rows of a batch, as the network trains: the loss first, then metrics. */
  static final String TRAIN_SUMS = "train_sums";

  /** The same as the network scores. */
  static final String EVALUATE_SUMS = "evaluate_sums";

  /**
   * The same program with products in lower precision, those of its gradients too. Variables, the
   * loss and what becomes of gradients stay float32.
   */
  TrainingProgram in(Precision precision) {
    if (precision == Precision.FLOAT32) {
      return this;
    }
    List<String> fed = inputs.stream().map(TensorSpec::name).toList();
    MixedPrecision lowered = MixedPrecision.of(definition(), precision, fed, RegisteredKernels.ALL);
    if (lowered.operations() == 0) {
      LOG.warn(
          "precision is {}, and what is trained has no operation that multiplies or convolves"
              + " float32, so that all is computed as with float32.",
          precision.paramValue());
    }
    return new TrainingProgram(
        lowered.graph().toByteArray(), inputs, variables, gradients, metrics, expectations);
  }

  GraphDef definition() {
    try {
      return GraphDef.parseFrom(graph);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
