package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.network.WeightedNetwork;
import io.dlpipelines.training.EncodingSummary;
import io.dlpipelines.training.ExecutorCores;
import io.dlpipelines.training.Spool;
import io.dlpipelines.training.TrainingTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;

/**
 * Trains a network on the rows of a spool. It travels to the executor with the program and the
 * weights.
 */
public final class NetworkTraining implements TrainingTask<TrainedNetwork> {
  private final TrainingProgram program;
  private final Map<String, byte[]> weights;
  private final TrainingPlan plan;

  private NetworkTraining(TrainingProgram program, Map<String, byte[]> weights, TrainingPlan plan) {
    this.program = program;
    this.weights = weights;
    this.plan = plan;
  }

  /**
   * The same training with folders that are its own.
   *
   * @param checkpoints where it keeps its state and goes on from; at most one
   * @param events where event files are written; at most one
   * @return another training
   */
  public NetworkTraining with(
      List<TrainingPlan.Checkpoints> checkpoints, List<TrainingPlan.Events> events) {
    return new NetworkTraining(program, weights, plan.with(checkpoints, events));
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
    TrainingProgram program = TrainingGraph.of(network, inputs, objective, plan.precision());
    Map<String, byte[]> weights = new LinkedHashMap<>();
    network.weights().forEach((key, value) -> weights.put(key, value.bytes()));
    return new NetworkTraining(program, weights, plan);
  }

  /**
   * Writes the graph that trains a graph with variables, which have no values yet.
   *
   * @param objective what is trained, and what for
   * @param plan how long and how fast
   * @return the training
   * @throws IllegalArgumentException if there is nothing to train, or an operation has no gradient
   */
  public static NetworkTraining of(TensorObjective objective, TrainingPlan plan) {
    return new NetworkTraining(TensorTraining.of(objective, plan.precision()), Map.of(), plan);
  }

  /**
   * The same training from other first values.
   *
   * @param values of the variables, by name
   * @return another training
   */
  public NetworkTraining from(Map<String, byte[]> values) {
    return new NetworkTraining(program, new LinkedHashMap<>(values), plan);
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

  /**
   * What the history tells of each epoch.
   *
   * @return the names of losses and metrics, without those of validation
   */
  public List<String> metricNames() {
    List<String> names = new ArrayList<>(program.metrics().means());
    names.addAll(program.metrics().names());
    return names;
  }

  /**
   * What is doubtful about the rows to train on.
   *
   * @param columns the columns that are fed, in the order of {@link #cells}
   * @param rows the rows
   * @return warnings, each with what to do
   */
  public List<String> warnings(List<String> columns, EncodingSummary rows) {
    List<String> warnings = new ArrayList<>();
    for (int index = 0; index < program.expectations().size(); index++) {
      warnings.addAll(
          program.expectations().get(index).warnings(columns.get(index), rows.feeds().get(index)));
    }
    return warnings;
  }

  @Override
  public double gpus() {
    return plan.taskGpuAmount();
  }

  @Override
  public TrainedNetwork run(Spool spool, Consumer<String> progress)
      throws IOException, InterruptedException {
    TrainingNotices notices = new TrainingNotices(plan.name(), progress);
    try (ExecutorCores cores = ExecutorCores.take(plan.threads(), TaskContext.get());
        TrainableNetwork network =
            TrainableNetwork.open(program, weights, plan.options(cores.threads()), notices);
        BatchPipeline batches = new BatchPipeline(program.inputs(), plan.batchSize())) {
      return new TrainingLoop(plan, network, batches, spool, progress, notices).run();
    }
  }
}
