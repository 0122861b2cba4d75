package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.runtime.BatchTensors;
import io.dlpipelines.training.EpochResult;
import io.dlpipelines.training.RowOrder;
import io.dlpipelines.training.Spool;
import io.dlpipelines.training.SpooledRows;
import io.dlpipelines.training.TrainingHistory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;

/**
 * Epoch by epoch: trains, validates, keeps what is best. A loss that is no longer finite ends the
 * training with the weights of the epoch before.
 */
final class TrainingLoop {
  private final TrainingPlan plan;
  private final TrainableNetwork network;
  private final BatchPipeline batches;
  private final Spool spool;
  private final Consumer<String> progress;
  private final TrainingNotices notices;
  private final TrainingState state;
  private long written = System.nanoTime();

  TrainingLoop(
      TrainingPlan plan,
      TrainableNetwork network,
      BatchPipeline batches,
      Spool spool,
      Consumer<String> progress,
      TrainingNotices notices) {
    this.plan = plan;
    this.network = network;
    this.batches = batches;
    this.spool = spool;
    this.progress = progress;
    this.notices = notices;
    state =
        new TrainingState(
            plan,
            network,
            notices,
            stepsPerEpoch(),
            spool.validation().count() > 0 ? "val_loss" : "loss");
  }

  private long stepsPerEpoch() {
    return (spool.training().count() + plan.batchSize() - 1) / plan.batchSize();
  }

  TrainedNetwork run() throws IOException, InterruptedException {
    if (!plan.checkpoints().isEmpty()) {
      state.restore(plan.checkpoints().get(0).folder());
    }
    if (plan.events().isEmpty()) {
      runEpochs(Optional.empty());
    } else {
      try (TensorBoardLog log = plan.events().get(0).open()) {
        runEpochs(Optional.of(log));
      }
    }
    new LossCurve(state.epochs()).findProblem(plan.learningRate()).ifPresent(notices);
    return new TrainedNetwork(
        network.weights(state.kept()),
        new TrainingHistory(state.epochs(), state.stoppedEarly(), 0, notices.warnings()));
  }

  private void runEpochs(Optional<TensorBoardLog> log) throws IOException, InterruptedException {
    RowOrder order =
        plan.shuffle()
            ? RowOrder.shuffled(spool.training(), plan.seed())
            : RowOrder.asEncoded(spool.training());
    for (int epoch = state.epochs().size() + 1; goesOn(epoch); epoch++) {
      order.startEpoch(epoch);
      EpochResult result = epoch(epoch, order);
      progress.accept(
          "%s: epoch %d of %d: %s".formatted(plan.name(), epoch, plan.epochs(), result));
      state.epochEnded(result);
      if (log.isPresent()) {
        log.get().epochEnded(result);
      }
      if (!plan.checkpoints().isEmpty()) {
        TrainingPlan.Checkpoints checkpoints = plan.checkpoints().get(0);
        if (epoch % checkpoints.interval() == 0 || !goesOn(epoch + 1)) {
          write(checkpoints);
        }
      }
    }
  }

  private boolean goesOn(int epoch) {
    return epoch <= plan.epochs() && !state.stoppedEarly();
  }

  private EpochResult epoch(int epoch, RowOrder order) throws IOException, InterruptedException {
    EpochPart begun = state.begun();
    long start = System.nanoTime() - (long) (begun.seconds() * 1e9);
    SpooledRows rows = spool.training();
    long before = (epoch - 1) * stepsPerEpoch();
    long steps = begun.steps();
    double[] sums = begun.sums().clone();
    double rate = plan.learningRate();
    batches.start(rows, order, steps);
    Optional<BatchTensors> batch = batches.next();
    while (batch.isPresent()) {
      rate = state.schedule().rate(before + steps);
      steps++;
      add(network.train(batch.get(), rate, before + steps), sums);
      if (!Double.isFinite(sums[0])) {
        state.diverged(
            "the loss is " + sums[0], epoch, "step %d of epoch %d".formatted(steps, epoch));
        break;
      }
      TaskContext.get().killTaskIfInterrupted();
      batch = batches.next();
      if (batch.isPresent() && isCheckpointDue()) {
        state.stepsEnded(new EpochPart(steps, sums, secondsSince(start)));
        write(plan.checkpoints().get(0));
      }
    }
    double seconds = secondsSince(start);
    Map<String, Double> metrics =
        new LinkedHashMap<>(network.metrics().results(sums, rows.count()));
    if (spool.validation().count() > 0 && !state.stoppedEarly()) {
      validate().forEach((name, value) -> metrics.put("val_" + name, value));
    }
    return new EpochResult(epoch, metrics, rate, seconds, rows.count());
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private boolean isCheckpointDue() {
    return !plan.checkpoints().isEmpty()
        && secondsSince(written) / 60 >= plan.checkpoints().get(0).minutes();
  }

  private void write(TrainingPlan.Checkpoints checkpoints) throws IOException {
    checkpoints.folder().write(state.checkpoint());
    written = System.nanoTime();
  }

  private Map<String, Double> validate() throws InterruptedException {
    SpooledRows rows = spool.validation();
    double[] sums = new double[network.metrics().size()];
    batches.start(rows, RowOrder.asEncoded(rows), 0);
    Optional<BatchTensors> batch = batches.next();
    while (batch.isPresent()) {
      add(network.evaluate(batch.get()), sums);
      TaskContext.get().killTaskIfInterrupted();
      batch = batches.next();
    }
    return network.metrics().results(sums, rows.count());
  }

  private static void add(double[] sums, double[] total) {
    for (int index = 0; index < total.length; index++) {
      total[index] += sums[index];
    }
  }
}
