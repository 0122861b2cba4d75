package io.dlpipelines.samples.train;

import io.dlpipelines.samples.report.Confusion;
import io.dlpipelines.samples.report.Fact;
import io.dlpipelines.samples.report.MetricCurve;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.report.StageParam;
import io.dlpipelines.samples.report.StepTime;
import io.dlpipelines.samples.report.TrainingReport;
import io.dlpipelines.samples.run.Environment;
import io.dlpipelines.samples.scores.TestScores;
import io.dlpipelines.tensorflow.KerasClassificationModel;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.training.EpochResult;
import io.dlpipelines.training.TrainingHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;

/**
 * What a run came to, for its page.
 *
 * @param task what was learned
 * @param classifier what trained
 * @param trained what it fitted
 * @param remarks what else is to be known
 */
record TrainSummary(
    ImageTask task,
    KerasClassifier classifier,
    KerasClassificationModel trained,
    List<String> remarks) {

  private static final int WRONG_IMAGES = 36;
  private static final int RIGHT_IMAGES = 18;

  void write(Path page, TestScores scores, List<StepTime> steps) throws IOException {
    MulticlassMetrics metrics = scores.metrics();
    Confusion confusion = scores.confusion();
    TrainingReport report =
        new TrainingReport(
            task.data().name(),
            task.data().description(),
            facts(metrics, scores, steps),
            notes(scores),
            List.of(curve("loss", false), curve("accuracy", true)),
            confusion,
            scores.byLabel(metrics, confusion),
            trained.getModel().summary(),
            scores.wrong(WRONG_IMAGES),
            scores.right(RIGHT_IMAGES, classifier.getSeed()),
            steps,
            StageParam.of(classifier),
            Environment.describe());
    Files.writeString(page, report.toHtml());
  }

  private List<Fact> facts(MulticlassMetrics metrics, TestScores scores, List<StepTime> steps) {
    TrainingHistory history = trained.summary();
    long wrong = Math.round((1 - metrics.accuracy()) * scores.count());
    Duration total = steps.stream().map(StepTime::time).reduce(Duration.ZERO, Duration::plus);
    EpochResult last = history.epochs().get(history.epochs().size() - 1);
    return List.of(
        new Fact(
            "Test accuracy",
            Numbers.percent(metrics.accuracy()),
            Numbers.count(wrong) + " of " + Numbers.count(scores.count()) + " mistaken"),
        new Fact("F1", Numbers.percent(metrics.weightedFMeasure()), "weighted by label"),
        new Fact(
            "Training images",
            Numbers.count(task.data().train().count()),
            "%d labels, %s".formatted(task.labels().names().size(), task.form())),
        new Fact(
            "Parameters",
            Numbers.count(trained.getModel().parameterCount()),
            trained.getModel().layerNames().size() + " layers"),
        new Fact(
            "Epochs",
            Integer.toString(history.epochs().size()),
            history.stoppedEarly() ? "stopped early" : "all that were asked for"),
        new Fact("Speed", Numbers.count(Math.round(last.rowsPerSecond())), "images per second"),
        new Fact("Time", Numbers.time(total), steps.size() + " steps"));
  }

  private List<String> notes(TestScores scores) {
    List<String> notes = new ArrayList<>(remarks);
    if (trained.summary().rowsSkipped() > 0) {
      notes.add(
          "%s training images could not be decoded and were skipped."
              .formatted(Numbers.count(trained.summary().rowsSkipped())));
    }
    if (scores.skipped().count() > 0) {
      notes.add(
          "%s test images could not be decoded and were skipped, such as %s."
              .formatted(
                  Numbers.count(scores.skipped().count()),
                  String.join(", ", scores.skipped().examples())));
    }
    return notes;
  }

  private MetricCurve curve(String metric, boolean isShare) {
    return new MetricCurve(
        metric,
        isShare,
        values(metric),
        isValidated() ? Optional.of(values("val_" + metric)) : Optional.empty());
  }

  private boolean isValidated() {
    return trained.summary().epochs().get(0).findMetric("val_loss").isPresent();
  }

  private List<Double> values(String metric) {
    return trained.summary().epochs().stream()
        .map(epoch -> epoch.findMetric(metric).orElse(Double.NaN))
        .toList();
  }
}
