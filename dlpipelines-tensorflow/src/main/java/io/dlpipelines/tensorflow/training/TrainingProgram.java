package io.dlpipelines.tensorflow.training;

import com.google.protobuf.InvalidProtocolBufferException;
import io.dlpipelines.tensor.TensorSpec;
import java.io.Serializable;
import java.util.List;
import org.tensorflow.proto.GraphDef;

/**
 * A graph that trains, and how it is driven. It travels to the task that trains.
 *
 * @param graph the serialized graph
 * @param inputs placeholders for rows, and the shape of a row of each: inputs of the network,
 *     labels, then weights of rows if there are any
 * @param variables weights and what the optimizer keeps
 * @param metrics what the sums of a batch are
 */
record TrainingProgram(
    byte[] graph, List<TensorSpec> inputs, List<ProgramVariable> variables, MetricSums metrics)
    implements Serializable {
  /** A scalar float placeholder. */
  static final String LEARNING_RATE = "learning_rate";

  /** A scalar int64 placeholder, 1 at the first step. */
  static final String STEP = "step";

  /** The operation that changes the variables. */
  static final String TRAIN = "train";

  /** Sums over the rows of a batch, as the network trains: the loss first, then metrics. */
  static final String TRAIN_SUMS = "train_sums";

  /** The same as the network scores. */
  static final String EVALUATE_SUMS = "evaluate_sums";

  GraphDef definition() {
    try {
      return GraphDef.parseFrom(graph);
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
