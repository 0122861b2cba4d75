package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import io.dlpipelines.training.Spool;
import io.dlpipelines.training.TrainingTask;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains a network on the rows of a spool. It travels to the executor with the program and the
 * weights.
 */
public final class NetworkTraining implements TrainingTask<TrainedNetwork> {
  private final TrainingProgram program;
  private final Map<String, WeightValue> weights;
  private final TrainingPlan plan;

  private NetworkTraining(
      TrainingProgram program, Map<String, WeightValue> weights, TrainingPlan plan) {
    this.program = program;
    this.weights = weights;
    this.plan = plan;
  }

  /**
   * The same training, which keeps its state in a folder and goes on from there.
   *
   * @param checkpoints where, and how often
   * @return another training
   */
  public NetworkTraining with(TrainingPlan.Checkpoints checkpoints) {
    return new NetworkTraining(program, weights, plan.with(checkpoints));
  }

  /**
   * Writes the graph.
   *
   * @param network the network and its first weights
   * @param inputs what rows hold for each of its inputs, in their order
   * @param objective what it is trained for
   * @param plan how long and how fast
   * @return the training
   * @throws IllegalArgumentException if there is nothing to train, or an operation has no gradient
   */
  public static NetworkTraining of(
      WeightedNetwork network,
      List<NetworkInput> inputs,
      TrainingObjective objective,
      TrainingPlan plan) {
    return new NetworkTraining(
        TrainingGraph.of(network, inputs, objective), new LinkedHashMap<>(network.weights()), plan);
  }

  /**
   * What a row must hold: inputs of the network, labels of its outputs, then its weight where rows
   * have some.
   *
   * @return types and shapes of cells, in the order of the feeds
   */
  public List<TensorSpec> cells() {
    return program.inputs();
  }

  @Override
  public TrainedNetwork run(Spool spool) throws IOException, InterruptedException {
    try (TrainableNetwork network = TrainableNetwork.open(program, weights, plan.session());
        BatchPipeline batches = new BatchPipeline(program.inputs(), plan.batchSize())) {
      return new TrainingLoop(plan, network, batches, spool).run();
    }
  }
}
