package io.dlpipelines.samples.images;

import io.dlpipelines.image.DeepImagePredictor;
import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.report.Fact;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.report.PredictedImage;
import io.dlpipelines.samples.report.PredictionReport;
import io.dlpipelines.samples.run.Environment;
import io.dlpipelines.samples.run.LocalSpark;
import io.dlpipelines.samples.run.OutputFolder;
import io.dlpipelines.samples.run.Places;
import io.dlpipelines.samples.run.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.SparkSession;

/** Tells what is in image files, and shows it in a page. */
public final class Predict {

  private static final String PAGE = "predictions.html";
  private static final int SHOWN_IMAGES = 120;
  private static final int SHOWN_INVALID = 200;
  private static final int SHOWN_CLASSES = 24;
  private static final int PRINTED_IMAGES = 10;

  private final PredictSettings settings;
  private final Progress progress;

  /**
   * Prepares a run.
   *
   * @param settings what the user chose
   * @param progress where to tell of it
   */
  public Predict(PredictSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs all steps.
   *
   * @return the page to look at
   * @throws UserException if there are no images, or the network does not take them
   * @throws Exception if a step fails
   */
  public Path run() throws Exception {
    OutputFolder output =
        OutputFolder.replacing(
            settings.output(), "predict", List.of(PredictedTable.PREDICTIONS, PAGE));
    return LocalSpark.run(output, progress, spark -> run(spark, output));
  }

  private Path run(SparkSession spark, OutputFolder output) throws Exception {
    FoundImages images = FoundImages.find(settings.images(), spark, progress);
    Path file = output.resolve(PredictedTable.PREDICTIONS);
    ScoredTable scored =
        progress.step(
            "Predict what is in them with " + settings.network().title(),
            () ->
                ScoredTable.write(
                    predictor(), images, images.rows(spark), PredictedTable.PREDICTIONS, file),
            ScoredTable::describe);
    PredictedTable predictions = new PredictedTable(scored.requireAny());
    List<PredictedImage> shown = predictions.images(SHOWN_IMAGES);
    print(shown, scored.scoredCount());
    Path page = output.resolve(PAGE);
    Files.writeString(page, report(predictions, shown).toHtml());
    progress.say("");
    progress.say("Page         " + page);
    progress.say("Predictions  " + file);
    return page;
  }

  private Transformer predictor() {
    DeepImagePredictor predictor =
        settings
            .network()
            .applyTo(new DeepImagePredictor())
            .setOutputCol(PredictedTable.PREDICTIONS)
            .setDecodePredictions(true)
            .setTopK(settings.top());
    settings.labels().map(Places::of).ifPresent(predictor::setLabelsPath);
    return predictor;
  }

  private void print(List<PredictedImage> shown, long count) {
    progress.say("");
    PredictedTable.lines(shown.subList(0, Math.min(PRINTED_IMAGES, shown.size())))
        .forEach(progress::say);
    if (count > PRINTED_IMAGES) {
      progress.say("  … and " + Numbers.count(count - PRINTED_IMAGES) + " more");
    }
  }

  private PredictionReport report(PredictedTable predictions, List<PredictedImage> shown) {
    ScoredTable scored = predictions.scored();
    return new PredictionReport(
        settings.network().title(),
        scored.images().place(),
        facts(predictions),
        notes(predictions, shown.size()),
        predictions.classes(SHOWN_CLASSES),
        shown,
        scored.invalid(SHOWN_INVALID),
        Environment.describe());
  }

  private static List<Fact> facts(PredictedTable predictions) {
    ScoredTable scored = predictions.scored();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Images", Numbers.count(scored.scoredCount()), "scored"));
    if (scored.invalidCount() > 0) {
      facts.add(new Fact("Invalid", Numbers.count(scored.invalidCount()), "could not be scored"));
    }
    facts.add(
        new Fact("Classes", Numbers.count(predictions.classCount()), "seen as most probable"));
    facts.add(
        new Fact(
            "Certainty",
            Numbers.probability(predictions.meanProbability()),
            "mean top probability"));
    facts.add(new Fact("Time", Numbers.time(scored.time()), scored.rate()));
    return facts;
  }

  private static List<String> notes(PredictedTable predictions, int shown) {
    ScoredTable scored = predictions.scored();
    List<String> notes = new ArrayList<>();
    if (shown < scored.scoredCount()) {
      notes.add(
          "The first %s of %s images are shown. The predictions of all are in %s."
              .formatted(
                  Numbers.count(shown),
                  Numbers.count(scored.scoredCount()),
                  PredictedTable.PREDICTIONS));
    }
    if (scored.invalidCount() > SHOWN_INVALID) {
      notes.add(
          "The first %s of %s images that could not be scored are listed."
              .formatted(Numbers.count(SHOWN_INVALID), Numbers.count(scored.invalidCount())));
    }
    if (!scored.images().leftOut().isEmpty()) {
      notes.add("Found " + scored.images().describe() + ".");
    }
    if (!predictions.areProbabilities()) {
      notes.add(
          "The network gives values that are no probabilities, such as logits: compare them within"
              + " an image only.");
    }
    return notes;
  }
}
