package io.dlpipelines.tensorflow.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.training.Checkpoint;
import io.dlpipelines.training.CheckpointFolder;
import io.dlpipelines.training.EarlyStopping;
import io.dlpipelines.training.EpochResult;
import io.dlpipelines.training.TrainingHistory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a training knows between two steps, and all that a checkpoint holds. */
final class TrainingState {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingState.class);
  private static final String VARIABLE = "variable/";
  private static final String KEPT = "kept/";

  private final TrainingPlan plan;
  private final TrainableNetwork network;
  private final TrainingNotices notices;
  private final LearningRateSchedule schedule;
  private final Optional<EarlyStopping> stopping;
  private final List<EpochResult> epochs = new ArrayList<>();
  private Map<String, byte[]> kept;
  private boolean stoppedEarly;
  private EpochPart begun;

  TrainingState(
      TrainingPlan plan,
      TrainableNetwork network,
      TrainingNotices notices,
      long stepsPerEpoch,
      String monitor) {
    this.plan = plan;
    this.notices = notices;
    this.network = network;
    schedule = LearningRateSchedule.of(plan.schedule(), plan.learningRate(), stepsPerEpoch);
    stopping =
        plan.patience() > 0
            ? Optional.of(new EarlyStopping(monitor, plan.patience(), 0))
            : Optional.empty();
    kept = network.values(false);
    begun = EpochPart.none(network.metrics().size());
  }

  /** What there is of the next epoch. */
  EpochPart begun() {
    return begun;
  }

  void stepsEnded(EpochPart part) {
    begun = part;
  }

  LearningRateSchedule schedule() {
    return schedule;
  }

  List<EpochResult> epochs() {
    return epochs;
  }

  boolean stoppedEarly() {
    return stoppedEarly;
  }

  /** The weights that the training gives if it ends now. */
  Map<String, byte[]> kept() {
    return kept;
  }

  void epochEnded(EpochResult result) {
    epochs.add(result);
    begun = EpochPart.none(network.metrics().size());
    if (stoppedEarly) {
      return;
    }
    schedule.epochEnded(result);
    EarlyStopping.Verdict verdict =
        stopping.map(each -> each.epochEnded(result)).orElse(EarlyStopping.Verdict.IMPROVED);
    stoppedEarly = verdict == EarlyStopping.Verdict.STOP;
    if (verdict == EarlyStopping.Verdict.IMPROVED) {
      Map<String, byte[]> values = network.values(false);
      if (network.isFinite(values)) {
        kept = values;
      } else {
        diverged(
            "a weight is not a finite number",
            result.epoch(),
            "the end of epoch " + result.epoch());
      }
    }
  }

  /** Ends the training: with the loss or a weight that is not finite, no step mends it. */
  void diverged(String what, int epoch, String where) {
    String weights =
        epoch == 1
            ? "its initial weights, and has learned nothing"
            : "the weights of epoch %d or earlier".formatted(epoch - 1);
    notices.accept(
        "%s at %s, so the training ends with %s. Causes are a learningRate that is too large (it is %s), features or targets of large values, and logarithms or roots of numbers that are not positive. Set a lower learningRate, set gradientClipNorm, or scale the data."
            .formatted(what, where, weights, plan.learningRate()));
    stoppedEarly = true;
  }

  Checkpoint checkpoint() {
    ObjectNode state = JsonNodeFactory.instance.objectNode();
    state.set("history", new TrainingHistory(epochs, stoppedEarly, 0, notices.warnings()).toJson());
    state.set("begun", begun.toJson());
    state.set("schedule", schedule.state());
    stopping.ifPresent(each -> state.set("earlyStopping", each.state()));
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    network.values(true).forEach((name, value) -> arrays.put(VARIABLE + name, value));
    kept.forEach((name, value) -> arrays.put(KEPT + name, value));
    return new Checkpoint(epochs.size(), begun.steps(), state, arrays);
  }

  /** Goes on from the newest checkpoint of a folder, if there is one of no more epochs. */
  void restore(CheckpointFolder folder) throws IOException {
    Optional<Checkpoint> newest = folder.findNewest(plan.epochs());
    if (newest.isEmpty()) {
      return;
    }
    JsonNode state = newest.get().state();
    TrainingHistory history = TrainingHistory.fromJson(state.get("history"));
    epochs.addAll(history.epochs());
    notices.restore(history.warnings());
    stoppedEarly = history.stoppedEarly();
    begun = EpochPart.fromJson(state.get("begun"));
    schedule.restore(state.get("schedule"));
    stopping.ifPresent(each -> each.restore(state.get("earlyStopping")));
    network.restore(named(newest.get(), VARIABLE));
    kept = named(newest.get(), KEPT);
    LOG.info(
        "{}: goes on after {} epochs and {} steps, from {}",
        plan.name(),
        epochs.size(),
        begun.steps(),
        folder.path());
  }

  private static Map<String, byte[]> named(Checkpoint checkpoint, String prefix) {
    Map<String, byte[]> named = new LinkedHashMap<>();
    checkpoint
        .arrays()
        .forEach(
            (name, value) -> {
              if (name.startsWith(prefix)) {
                named.put(name.substring(prefix.length()), value);
              }
            });
    return named;
  }
}
