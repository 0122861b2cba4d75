package io.dlpipelines.tuning;

import io.dlpipelines.training.HasTrainingHistory;
import io.dlpipelines.training.TrainingHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rungs of a search, one after the other; the fits of a rung run side by side. */
final class HalvingRun {
  private static final Logger LOGGER = LoggerFactory.getLogger(HalvingRun.class);
  private static final TrainingHistory NO_HISTORY = TrainingHistory.none();
  private static final Pattern CANCELLED = Pattern.compile("Job \\d+ cancelled");

  private final HalvingSettings settings;
  private final HalvingSchedule schedule;
  private final Evaluator evaluator;
  private final ParallelFits fits;
  private final Dataset<?> training;
  private final Dataset<?> heldOut;
  private final List<HalvingTrial> trials = new ArrayList<>();

  HalvingRun(
      HalvingSettings settings,
      HalvingSchedule schedule,
      Evaluator evaluator,
      ParallelFits fits,
      Dataset<?> training,
      Dataset<?> heldOut) {
    this.settings = settings;
    this.schedule = schedule;
    this.evaluator = evaluator;
    this.fits = fits;
    this.training = training;
    this.heldOut = heldOut;
  }

  List<HalvingTrial> trials() {
    return List.copyOf(trials);
  }

  /** Climbs the rungs, and gives the best trial of the last. */
  HalvingTrial best() {
    List<Integer> left = IntStream.range(0, settings.count()).boxed().toList();
    int resource = schedule.minResource();
    for (int rung = 0; ; rung++) {
      List<HalvingTrial> ranked = ranked(rung, resource, left);
      if (ranked.isEmpty()) {
        throw allFailed(rung);
      }
      int survivors = Math.min(schedule.survivors(left.size()), ranked.size());
      if (survivors == 1 || schedule.isLast(resource)) {
        return ranked.get(0);
      }
      left = ranked.stream().limit(survivors).map(HalvingTrial::setting).toList();
      resource = schedule.resourceAfter(resource);
    }
  }

  /** The trials of a rung that did not fail, the best first. */
  private List<HalvingTrial> ranked(int rung, int resource, List<Integer> left) {
    List<HalvingTrial> tried = fits.all(left, each -> trial(rung, each, resource));
    trials.addAll(tried);
    Comparator<HalvingTrial> order = Comparator.comparingDouble(HalvingTrial::metric);
    return tried.stream()
        .filter(trial -> !trial.failed())
        .sorted(evaluator.isLargerBetter() ? order.reversed() : order)
        .toList();
  }

  private HalvingTrial trial(int rung, int setting, int resource) {
    long start = System.nanoTime();
    double metric = Double.NaN;
    TrainingHistory history = NO_HISTORY;
    String failure = "";
    try {
      Model<?> model = settings.estimator(setting, resource).fit(training);
      history = history(model);
      metric = evaluator.evaluate(model.transform(heldOut));
      failure = Double.isNaN(metric) ? "the metric is NaN" : "";
    } catch (Exception failed) {
      throwIfCancelled(failed);
      failure = message(failed);
    }
    if (!failure.isEmpty()) {
      LOGGER.warn("Setting {} was dropped: {}", settings.text(setting), failure);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    LOGGER.info(
        "Rung {}, {} {}: {} gives {} in {} s",
        rung + 1,
        settings.resource(),
        resource,
        settings.text(setting),
        "%.5g".formatted(metric),
        "%.1f".formatted(seconds));
    return new HalvingTrial(
        rung, setting, resource, settings.text(setting), metric, seconds, failure, history);
  }

  private static TrainingHistory history(Model<?> model) {
    return NestedStages.of(model).stream()
        .filter(HasTrainingHistory.class::isInstance)
        .map(stage -> ((HasTrainingHistory) stage).summary())
        .findFirst()
        .orElse(NO_HISTORY);
  }

  /** A user who cancels does not mean one setting. Spark throws checked exceptions undeclared. */
  private static void throwIfCancelled(Exception failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException
          || cause.getMessage() != null && CANCELLED.matcher(cause.getMessage()).find()) {
        throw new IllegalStateException("The search was cancelled: " + message(failed), failed);
      }
    }
  }

  private static String message(Exception failed) {
    return failed.getMessage() == null ? failed.toString() : failed.getMessage();
  }

  private IllegalStateException allFailed(int rung) {
    List<HalvingTrial> failed = trials.stream().filter(trial -> trial.rung() == rung).toList();
    return new IllegalStateException(
        "all %d settings of rung %d failed; the first was %s: %s"
            .formatted(failed.size(), rung, failed.get(0).params(), failed.get(0).failure()));
  }
}
