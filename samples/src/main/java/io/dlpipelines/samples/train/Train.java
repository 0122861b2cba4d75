package io.dlpipelines.samples.train;

import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.data.DataFolder;
import io.dlpipelines.samples.data.ImageData;
import io.dlpipelines.samples.images.ImageSize;
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
import io.dlpipelines.training.EpochResult;
import io.dlpipelines.training.TrainingHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network to tell images apart, measures it on held-out images, and writes it as Keras
 * reads it.
 */
public final class Train {

  private final TrainSettings settings;
  private final Progress progress;

  /**
   * Prepares a run.
   *
   * @param settings what the user chose
   * @param progress where to tell of it
   */
  public Train(TrainSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs all steps.
   *
   * @return the page to look at
   * @throws UserException if the data, the network or the folders are not what they must be
   * @throws Exception if a step fails
   */
  public Path run() throws Exception {
    DataFolder folder = new DataFolder(settings.data());
    folder.requireOutside(settings.output());
    Optional<GivenNetwork> given =
        settings.model().map(model -> GivenNetwork.load(model, settings.imageSize()));
    requireConsistentSettings(given);
    TrainFolder output = TrainFolder.create(settings.output(), settings.overwrite());
    return LocalSpark.run(output.folder(), progress, spark -> run(spark, folder, given, output));
  }

  private Path run(
      SparkSession spark, DataFolder folder, Optional<GivenNetwork> given, TrainFolder output)
      throws Exception {
    ImageData data = folder.find(spark, settings.seed(), progress);
    Labels labels = Labels.of(data.train().imagesByLabel().keySet());
    given.ifPresent(network -> network.requireLabels(labels.names().size()));
    ImageForm form =
        given
            .map(GivenNetwork::form)
            .orElseGet(() -> ImageForm.of(data.train(), settings.imageSize()));
    KerasModel network = given.map(GivenNetwork::network).orElseGet(() -> built(form, labels));

    ImageTask task = new ImageTask(data, labels, form);
    KerasClassifier classifier = classifier(network);
    KerasClassificationModel trained = train(classifier, task.rows(), data.train().count());
    try (TestScores scores = task.test(trained, progress)) {
      trained.getModel().save(Places.of(output.model()));
      task.writeLabels(output.labels());
      Files.write(output.history(), List.of(trained.summary().toString()));
      new TrainSummary(task, classifier, trained, List.of())
          .write(output.report(), scores, progress.steps());
      progress.say("");
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
      return output.report();
    }
  }

  /**
   * Checks what can be checked before an image is read, with a small network where none is given.
   */
  private void requireConsistentSettings(Optional<GivenNetwork> given) {
    KerasModel network =
        given
            .map(GivenNetwork::network)
            .orElseGet(
                () -> Networks.fullyConnected(new ImageForm(new ImageSize(1, 1), 1), List.of(), 2));
    StructType columns =
        new StructType()
            .add(Columns.FEATURES, SQLDataTypes.VectorType())
            .add(Columns.LABEL_INDEX, DataTypes.DoubleType);
    classifier(network).transformSchema(columns);
  }

  private KerasModel built(ImageForm form, Labels labels) {
    int units = labels.names().size();
    KerasModel network =
        settings.hidden().isEmpty()
            ? Networks.convolutional(form, units)
            : Networks.fullyConnected(form, settings.hidden(), units);
    return network.withSeed(settings.seed());
  }

  private KerasClassifier classifier(KerasModel network) {
    KerasClassifier classifier =
        ImageTask.classifier()
            .setModel(network)
            .setEpochs(settings.epochs())
            .setBatchSize(settings.batchSize())
            .setOptimizer(settings.optimizer())
            .setLearningRate(settings.learningRate())
            .setLearningRateSchedule(settings.schedule())
            .setEarlyStoppingPatience(settings.patience())
            .setSeed(settings.seed());
    return settings.validation() > 0
        ? classifier.setValidationFraction(settings.validation())
        : classifier;
  }

  private KerasClassificationModel train(
      KerasClassifier classifier, Dataset<Row> features, long images) throws Exception {
    return progress.quietStep(
        String.format(
            "Train %s parameters on %s images, %d epochs at most",
            Numbers.count(classifier.getModel().parameterCount()),
            Numbers.count(images),
            settings.epochs()),
        () -> classifier.fit(features),
        Train::told);
  }

  private static String told(KerasClassificationModel model) {
    TrainingHistory history = model.summary();
    EpochResult last = history.epochs().get(history.epochs().size() - 1);
    return String.format(
        "%d epochs%s, %s images per second%s",
        history.epochs().size(),
        history.stoppedEarly() ? ", stopped early" : "",
        Numbers.count(Math.round(last.rowsPerSecond())),
        history.rowsSkipped() == 0
            ? ""
            : "; SKIPPED %s training images that could not be decoded"
                .formatted(Numbers.count(history.rowsSkipped())));
  }
}
