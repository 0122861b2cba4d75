package io.dlpipelines.samples.train;

import io.dlpipelines.samples.data.DataFolder;
import io.dlpipelines.samples.data.ImageData;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.run.LocalSpark;
import io.dlpipelines.samples.run.Places;
import io.dlpipelines.samples.run.Progress;
import io.dlpipelines.samples.scores.Columns;
import io.dlpipelines.samples.scores.Labels;
import io.dlpipelines.samples.scores.TestScores;
import io.dlpipelines.tensorflow.KerasClassificationModel;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.tuning.HalvingSearch;
import io.dlpipelines.tuning.HalvingSearchModel;
import io.dlpipelines.tuning.HalvingTrial;
import io.dlpipelines.tuning.report.TuningReport;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Searches for the learning rate, the width and the dropout of a convolutional network that tells
 * images apart best, and measures what was found on images that took no part in the search.
 */
public final class Tune {

  private static final String METRIC = "accuracy";

  private final TuneSettings settings;
  private final Progress progress;

  /**
   * Prepares a run.
   *
   * @param settings what the user chose
   * @param progress where to tell of it
   */
  public Tune(TuneSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs all steps.
   *
   * @return the page about the search
   * @throws io.dlpipelines.samples.UserException if the data or the folders are not what they must
   *     be
   * @throws Exception if a step fails
   */
  public Path run() throws Exception {
    DataFolder folder = new DataFolder(settings.data());
    folder.requireOutside(settings.output());
    TuneFolder output = TuneFolder.create(settings.output(), settings.overwrite());
    return LocalSpark.run(output.folder(), progress, spark -> run(spark, folder, output));
  }

  private Path run(SparkSession spark, DataFolder folder, TuneFolder output) throws Exception {
    ImageData data = folder.find(spark, settings.seed(), progress);
    Labels labels = Labels.of(data.train().imagesByLabel().keySet());
    ImageForm form = ImageForm.of(data.train(), settings.imageSize());
    ImageTask task = new ImageTask(data, labels, form);

    KerasClassifier classifier =
        ImageTask.classifier()
            .setBatchSize(settings.batchSize())
            .setLearningRateSchedule("cosine(decay_epochs=%d)".formatted(settings.epochs()))
            .setCheckpointDir(Places.of(output.checkpoints()))
            .setSeed(settings.seed());
    HalvingSearchModel found = search(task, classifier);
    TuningReport.of(found).write(Places.of(output.search()));

    KerasClassificationModel best = (KerasClassificationModel) found.bestModel();
    try (TestScores scores = task.test(best, progress)) {
      best.getModel().save(Places.of(output.model()));
      task.writeLabels(output.labels());
      new TrainSummary(task, (KerasClassifier) best.parent(), best, List.of(remark(found)))
          .write(output.report(), scores, progress.steps());
      progress.say("");
      progress.say("Search  " + output.search());
      progress.say("Report  " + output.report());
      progress.say("Model   " + output.model());
      progress.say("Labels  " + output.labels());
      progress.say("");
      progress.say(scores.told());
      progress.say("");
      progress.say("Classify images with it:");
      progress.say(
          "  "
              + new PredictCommandLine(
                  settings.data(), settings.output().resolve(output.model().getFileName())));
      return output.search();
    }
  }

  private HalvingSearchModel search(ImageTask task, KerasClassifier classifier) throws Exception {
    Dataset<Row> rows = task.rows();
    HalvingSearch search =
        new HalvingSearch()
            .setEstimator(classifier)
            .setEstimatorParamMaps(grid(task, classifier))
            .setEvaluator(
                new MulticlassClassificationEvaluator()
                    .setMetricName(METRIC)
                    .setLabelCol(Columns.LABEL_INDEX)
                    .setPredictionCol(Columns.PREDICTION))
            .setTrainRatio(1 - settings.heldOut())
            .setMinResource(settings.firstEpochs())
            .setMaxResource(settings.epochs())
            .setParallelism(settings.parallelism())
            .setSeed(settings.seed());
    return progress.quietStep(
        "Search among %d settings, from %d to %d epochs; then fit the best to all %s images"
            .formatted(
                settings.count(),
                settings.firstEpochs(),
                settings.epochs(),
                Numbers.count(task.data().train().count())),
        () -> search.fit(rows),
        found -> "the best is " + told(found.bestResult()));
  }

  /** Learning rate × width × dropout. */
  private ParamMap[] grid(ImageTask task, KerasClassifier classifier) {
    int units = task.labels().names().size();
    List<KerasModel> networks =
        settings.widths().stream()
            .flatMap(
                width ->
                    settings.dropouts().stream()
                        .map(dropout -> Networks.tunable(task.form(), width, dropout, units)))
            .map(network -> network.withSeed(settings.seed()))
            .toList();
    return new ParamGridBuilder()
        .addGrid(
            classifier.learningRate(),
            settings.learningRates().stream().mapToDouble(Double::doubleValue).toArray())
        .addGrid(classifier.model(), CollectionConverters.asScala(networks))
        .build();
  }

  private static String told(HalvingTrial trial) {
    return "%s, %s %s on held-out images"
        .formatted(trial.params(), METRIC, Numbers.percent(trial.metric()));
  }

  private String remark(HalvingSearchModel found) {
    return "Found by a search among %d settings, which %s shows: %s. The test images took no part."
        .formatted(settings.count(), TuneFolder.SEARCH, told(found.bestResult()));
  }
}
