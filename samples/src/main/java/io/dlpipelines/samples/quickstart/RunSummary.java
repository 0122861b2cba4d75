package io.dlpipelines.samples.quickstart;

import io.dlpipelines.samples.data.ImageData;
import io.dlpipelines.samples.report.Confusion;
import io.dlpipelines.samples.report.Fact;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.report.Report;
import io.dlpipelines.samples.report.SearchResult;
import io.dlpipelines.samples.report.StageParam;
import io.dlpipelines.samples.report.StepTime;
import io.dlpipelines.samples.run.Environment;
import io.dlpipelines.samples.scores.Labels;
import io.dlpipelines.samples.scores.Skipped;
import io.dlpipelines.samples.scores.TestScores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;

/** Gathers what is known when a run is over, and writes the page. */
record RunSummary(
    QuickstartSettings settings,
    ImageData data,
    PipelineModel model,
    SearchResult search,
    long trainCount,
    Skipped trainSkipped) {

  private static final int WRONG_IMAGES = 36;
  private static final int RIGHT_IMAGES = 18;
  private static final int STREAMED_IMAGES = 40;

  void write(Path page, TestScores scores, NewImages.Streamed streamed, List<StepTime> steps)
      throws IOException {
    MulticlassMetrics metrics = scores.metrics();
    Confusion confusion = scores.confusion();
    Report report =
        new Report(
            settings.data().isPresent() ? data.name() : "Painted glyphs",
            data.description(),
            facts(metrics, scores, streamed, steps),
            notes(scores),
            confusion,
            scores.byLabel(metrics, confusion),
            search,
            scores.wrong(WRONG_IMAGES),
            scores.right(RIGHT_IMAGES, settings.seed()),
            streamed.images(STREAMED_IMAGES),
            steps,
            Stream.of(model.stages()).flatMap(stage -> StageParam.of(stage).stream()).toList(),
            Environment.describe());
    Files.writeString(page, report.toHtml());
  }

  private List<Fact> facts(
      MulticlassMetrics metrics,
      TestScores scores,
      NewImages.Streamed streamed,
      List<StepTime> steps) {
    long wrong = Math.round((1 - metrics.accuracy()) * scores.count());
    Duration total = steps.stream().map(StepTime::time).reduce(Duration.ZERO, Duration::plus);
    return List.of(
        new Fact(
            "Test accuracy",
            Numbers.percent(metrics.accuracy()),
            Numbers.count(wrong) + " of " + Numbers.count(scores.count()) + " mistaken"),
        new Fact("F1", Numbers.percent(metrics.weightedFMeasure()), "weighted by label"),
        new Fact("Training images", Numbers.count(trainCount), "all used in the last fit"),
        new Fact("Test images", Numbers.count(scores.count()), "held out"),
        new Fact("Labels", Integer.toString(labelCount()), labelRange()),
        new Fact(
            "Streamed",
            Numbers.count(streamed.files()),
            "files in " + streamed.batches() + " batches"),
        new Fact("Time", Numbers.time(total), steps.size() + " steps"));
  }

  private int labelCount() {
    return data.train().imagesByLabel().size();
  }

  private String labelRange() {
    List<String> names = Labels.of(data.train().imagesByLabel().keySet()).names();
    return names.get(0) + " … " + names.get(names.size() - 1);
  }

  private List<String> notes(TestScores scores) {
    List<String> notes = new ArrayList<>();
    if (search.rows() < trainCount) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The search looked at a sample of %s of the %s training images; the model was then "
                  + "fitted on all of them.",
              Numbers.count(search.rows()),
              Numbers.count(trainCount)));
    }
    addSkipped(notes, "training", trainSkipped);
    addSkipped(notes, "test", scores.skipped());
    return notes;
  }

  private static void addSkipped(List<String> notes, String what, Skipped skipped) {
    if (skipped.count() > 0) {
      notes.add(
          String.format(
              "%s %s images could not be decoded and were skipped, such as %s.",
              Numbers.count(skipped.count()), what, String.join(", ", skipped.examples())));
    }
  }
}
