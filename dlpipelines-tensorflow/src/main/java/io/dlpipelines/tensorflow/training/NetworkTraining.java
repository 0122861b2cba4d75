package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.keras.network.WeightValue;
import io.dlpipelines.training.Spool;
import io.dlpipelines.training.TrainingTask;
import java.io.IOException;
import java.util.Map;

/**
 * Trains a network on the rows of a spool. It travels to the executor with the program and the
 * weights.
 *
 * @param program the graph, whose inputs are the feeds of the rows, in the same order
 * @param weights first values, by key
 * @param plan how long and how fast
 */
public record NetworkTraining(
    TrainingProgram program, Map<String, WeightValue> weights, TrainingPlan plan)
    implements TrainingTask<TrainedNetwork> {

  @Override
  public TrainedNetwork run(Spool spool) throws IOException, InterruptedException {
    try (TrainableNetwork network = TrainableNetwork.open(program, weights, plan.session());
        BatchPipeline batches = new BatchPipeline(program.inputs(), plan.batchSize())) {
      return new TrainingLoop(plan, network, batches, spool).run();
    }
  }
}
