package io.dlpipelines.samples.quickstart;

import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.data.DataFolder;
import io.dlpipelines.samples.data.GlyphImages;
import io.dlpipelines.samples.data.ImageData;
import io.dlpipelines.samples.data.LabeledImages;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.run.LocalSpark;
import io.dlpipelines.samples.run.Places;
import io.dlpipelines.samples.run.Progress;
import io.dlpipelines.samples.scores.Columns;
import io.dlpipelines.samples.scores.Labels;
import io.dlpipelines.samples.scores.Skipped;
import io.dlpipelines.samples.scores.TestScores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Learns to tell images apart: a network turns images into features, cross-validation finds the
 * regularization, a logistic regression is fitted on all training images, and the whole pipeline is
 * saved, loaded again, measured on held-out images and set to work on a stream.
 */
public final class Quickstart {

  private static final int NEW_IMAGES = 64;

  private final QuickstartSettings settings;
  private final Progress progress;
  private final Supplier<Transformer> featurizers;

  /**
   * Prepares a run.
   *
   * @param settings what the user chose
   * @param progress where to tell of it
   */
  public Quickstart(QuickstartSettings settings, Progress progress) {
    this(settings, progress, Featurizers::waveletScattering);
  }

  Quickstart(QuickstartSettings settings, Progress progress, Supplier<Transformer> featurizers) {
    this.settings = settings;
    this.progress = progress;
    this.featurizers = featurizers;
  }

  /**
   * Runs all steps.
   *
   * @return the page to look at
   * @throws UserException if the data or the folders are not what they must be
   * @throws Exception if a step fails
   */
  public Path run() throws Exception {
    refuseOutputInData();
    QuickstartFolder output = QuickstartFolder.create(settings.output());
    return LocalSpark.run(output.folder(), progress, spark -> run(spark, output));
  }

  private Path run(SparkSession spark, QuickstartFolder output) throws Exception {
    ImageData data = data(spark, output);
    Labels labels = Labels.of(data.train().imagesByLabel().keySet());
    Transformer featurizer = featurizers.get();
    RunSummary summary;
    PipelineModel model;
    try (FeatureTable features = featurize(featurizer, labels, data.train())) {
      LogisticRegression estimator = estimator();
      GridSearch.Found found = search(estimator, features);
      LogisticRegressionModel classifier = fit(estimator, features, found.best());
      model =
          saveAndReload(
              new PipelineStage[] {featurizer, classifier, labels.namer()},
              data.train().rows(),
              output);
      summary =
          new RunSummary(
              settings, data, model, found.result(), features.count(), features.skipped());
    }
    try (TestScores scores = test(model, labels, data.test())) {
      NewImages.Streamed streamed = stream(spark, model, data, scores, output);
      Path page = output.report();
      summary.write(page, scores, streamed, progress.steps());
      progress.say("");
      progress.say("Report  " + page);
      progress.say("Model   " + output.model());
      return page;
    }
  }

  private void refuseOutputInData() {
    Path output = settings.output().toAbsolutePath().normalize();
    settings
        .data()
        .map(data -> data.toAbsolutePath().normalize())
        .filter(output::startsWith)
        .ifPresent(
            data -> {
              throw new UserException(
                  output + " lies in the data folder. Choose another folder with --output.");
            });
  }

  private ImageData data(SparkSession spark, QuickstartFolder output) throws Exception {
    Path folder = settings.data().orElse(output.data());
    if (settings.data().isEmpty()) {
      GlyphImages glyphs =
          new GlyphImages(
              settings.imagesPerLabel(),
              Math.max(1, settings.imagesPerLabel() / 5),
              NEW_IMAGES,
              settings.seed());
      progress.step(
          "Paint images of " + GlyphImages.LABELS + " glyphs into " + folder,
          () -> glyphs.write(folder),
          files -> Numbers.count(files) + " PNG files");
    }
    return new DataFolder(folder).find(spark, settings.seed(), progress);
  }

  private FeatureTable featurize(Transformer featurizer, Labels labels, LabeledImages images)
      throws Exception {
    long start = System.nanoTime();
    return progress.step(
        "Turn the training images into features with "
            + featurizer.getClass().getSimpleName()
            + ", once, kept on disk",
        () -> FeatureTable.compute(featurizer, labels, images),
        features -> rate(features.count(), start) + skipped("training", features.skipped()));
  }

  private GridSearch.Found search(LogisticRegression estimator, FeatureTable features)
      throws Exception {
    Sample sample = Sample.draw(features, settings.sampleRows(), settings.seed());
    GridSearch search = new GridSearch(estimator, settings.folds(), settings.seed());
    try (sample) {
      return progress.step(
          String.format(
              "Search the regularization: %d fits on %s", search.fits(), sample.describe()),
          () -> search.search(sample.rows(), sample.count()),
          found ->
              String.format(
                  Locale.ROOT,
                  "best of %d: %s %s with %s %s",
                  found.result().points().size(),
                  found.result().metric(),
                  Numbers.percent(found.result().best().score()),
                  found.result().parameter(),
                  Numbers.plain(found.result().best().value())));
    }
  }

  private LogisticRegressionModel fit(
      LogisticRegression estimator, FeatureTable features, ParamMap best) throws Exception {
    return progress.step(
        "Fit the logistic regression on all " + Numbers.count(features.count()) + " images",
        () -> estimator.fit(features.rows(), best),
        model ->
            String.format(
                "%d labels × %s features, regParam %s, %d iterations",
                model.numClasses(),
                Numbers.count(model.numFeatures()),
                Numbers.plain(model.getRegParam()),
                model.summary().totalIterations()));
  }

  private LogisticRegression estimator() {
    return new LogisticRegression()
        .setFeaturesCol(Columns.FEATURES)
        .setLabelCol(Columns.LABEL_INDEX)
        .setPredictionCol(Columns.PREDICTION)
        .setProbabilityCol(Columns.PROBABILITY)
        .setMaxIter(settings.maxIterations());
  }

  /** Fits a pipeline of stages that are fitted already: that runs nothing, and makes them one. */
  private PipelineModel saveAndReload(
      PipelineStage[] stages, Dataset<Row> images, QuickstartFolder output) throws Exception {
    return progress.step(
        "Save the pipeline, from image file to label, and load it again",
        () -> {
          String path = Places.of(output.model());
          new Pipeline().setStages(stages).fit(images).save(path);
          return PipelineModel.load(path);
        },
        model -> model.stages().length + " stages");
  }

  private TestScores test(PipelineModel model, Labels labels, LabeledImages images)
      throws Exception {
    long start = System.nanoTime();
    return progress.step(
        "Score the " + Numbers.count(images.count()) + " test images with the loaded pipeline",
        () -> TestScores.compute(model, labels, images),
        scores -> {
          MulticlassMetrics metrics = scores.metrics();
          return "test accuracy "
              + Numbers.percent(metrics.accuracy())
              + ", F1 "
              + Numbers.percent(metrics.weightedFMeasure())
              + "; "
              + rate(scores.count(), start)
              + skipped("test", scores.skipped());
        });
  }

  private NewImages.Streamed stream(
      SparkSession spark,
      PipelineModel model,
      ImageData data,
      TestScores scores,
      QuickstartFolder output)
      throws Exception {
    NewImages newImages =
        data.newImages().isPresent()
            ? new NewImages(data.newImages().get())
            : NewImages.write(output.newImages(), scores, NEW_IMAGES, settings.seed());
    return progress.step(
        "Score the files in " + newImages.folder() + " as a stream",
        () -> newImages.score(model, spark, output),
        streamed ->
            String.format(
                "%s files in %d batches, answers in %s",
                Numbers.count(streamed.files()), streamed.batches(), output.predictions()));
  }

  private static String rate(long images, long start) {
    double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    return String.format(
        Locale.ROOT, "%s images, %.0f per second", Numbers.count(images), images / seconds);
  }

  private static String skipped(String what, Skipped skipped) {
    return skipped.count() == 0
        ? ""
        : String.format(
            "; SKIPPED %s %s images that could not be decoded, such as %s",
            Numbers.count(skipped.count()), what, skipped.examples());
  }
}
