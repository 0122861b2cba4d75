package io.dlpipelines.tensorflow.training;

import io.dlpipelines.tensorflow.runtime.BatchTensors;
import io.dlpipelines.training.EarlyStopping;
import io.dlpipelines.training.EpochResult;
import io.dlpipelines.training.RowOrder;
import io.dlpipelines.training.Spool;
import io.dlpipelines.training.SpooledRows;
import io.dlpipelines.training.TrainingHistory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Epoch by epoch: trains, validates, keeps what is best. A loss that is no longer finite ends the
 * training with the weights of the epoch before.
 */
final class TrainingLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

  private final TrainingPlan plan;
  private final TrainableNetwork network;
  private final BatchPipeline batches;
  private final Spool spool;
  private final List<EpochResult> epochs = new ArrayList<>();
  private final Optional<EarlyStopping> stopping;
  private Map<String, byte[]> kept;
  private boolean stoppedEarly;

  TrainingLoop(TrainingPlan plan, TrainableNetwork network, BatchPipeline batches, Spool spool) {
    this.plan = plan;
    this.network = network;
    this.batches = batches;
    this.spool = spool;
    String monitor = spool.validation().count() > 0 ? "val_loss" : "loss";
    stopping =
        plan.patience() > 0
            ? Optional.of(new EarlyStopping(monitor, plan.patience(), 0))
            : Optional.empty();
    kept = network.values(false);
  }

  TrainedNetwork run() throws IOException, InterruptedException {
    RowOrder order =
        plan.shuffle()
            ? RowOrder.shuffled(spool.training(), plan.seed())
            : RowOrder.asEncoded(spool.training());
    for (int epoch = epochs.size() + 1; epoch <= plan.epochs() && !stoppedEarly; epoch++) {
      order.startEpoch(epoch);
      EpochResult result = epoch(epoch, order);
      epochs.add(result);
      LOG.info("{}: epoch {} of {}: {}", plan.name(), epoch, plan.epochs(), result);
      if (!Double.isFinite(result.metricOrThrow("loss"))) {
        LOG.warn(
            "{}: the loss is {} in epoch {}, so training ends with the weights before it. Set a"
                + " lower learningRate, or gradientClipNorm.",
            plan.name(),
            result.metricOrThrow("loss"),
            epoch);
        stoppedEarly = true;
      } else {
        stoppedEarly = stopping.map(each -> judge(each, result)).orElseGet(this::keep);
      }
    }
    return new TrainedNetwork(network.weights(kept), new TrainingHistory(epochs, stoppedEarly, 0));
  }

  private boolean keep() {
    kept = network.values(false);
    return false;
  }

  private boolean judge(EarlyStopping judge, EpochResult result) {
    EarlyStopping.Verdict verdict = judge.epochEnded(result);
    if (verdict == EarlyStopping.Verdict.IMPROVED) {
      keep();
    }
    return verdict == EarlyStopping.Verdict.STOP;
  }

  private EpochResult epoch(int epoch, RowOrder order) throws InterruptedException {
    long start = System.nanoTime();
    SpooledRows rows = spool.training();
    long stepsPerEpoch = (rows.count() + plan.batchSize() - 1) / plan.batchSize();
    long step = (epoch - 1) * stepsPerEpoch;
    double[] sums = new double[network.metrics().size()];
    batches.start(rows, order);
    double rate = plan.learningRate();
    Optional<BatchTensors> batch = batches.next();
    while (batch.isPresent()) {
      step++;
      add(network.train(batch.get(), rate, step), sums);
      TaskContext.get().killTaskIfInterrupted();
      batch = batches.next();
    }
    Map<String, Double> metrics =
        new LinkedHashMap<>(network.metrics().results(sums, rows.count()));
    double seconds = (System.nanoTime() - start) / 1e9;
    if (spool.validation().count() > 0 && Double.isFinite(sums[0])) {
      validate().forEach((name, value) -> metrics.put("val_" + name, value));
    }
    return new EpochResult(epoch, metrics, rate, seconds, rows.count());
  }

  private Map<String, Double> validate() throws InterruptedException {
    SpooledRows rows = spool.validation();
    double[] sums = new double[network.metrics().size()];
    batches.start(rows, RowOrder.asEncoded(rows));
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
