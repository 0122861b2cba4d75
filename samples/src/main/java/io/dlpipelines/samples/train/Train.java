package io.dlpipelines.samples.train;

import io.dlpipelines.image.TFImageTransformer;
import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.data.DataFolder;
import io.dlpipelines.samples.data.ImageData;
import io.dlpipelines.samples.data.LabeledImages;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.run.LocalSpark;
import io.dlpipelines.samples.run.Places;
import io.dlpipelines.samples.run.Progress;
import io.dlpipelines.samples.scores.Columns;
import io.dlpipelines.samples.scores.Labels;
import io.dlpipelines.samples.scores.TestScores;
import io.dlpipelines.tensorflow.KerasClassificationModel;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.keras.KerasModel;
import io.dlpipelines.training.EpochResult;
import io.dlpipelines.training.TrainingHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

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
    if (settings
        .output()
        .toAbsolutePath()
        .normalize()
        .startsWith(settings.data().toAbsolutePath().normalize())) {
      throw new UserException(
          settings.output() + " lies in the data folder. Choose another folder with --output.");
    }
    TrainFolder output = TrainFolder.create(settings.output());
    return LocalSpark.run(output.folder(), progress, spark -> run(spark, output));
  }

  private Path run(SparkSession spark, TrainFolder output) throws Exception {
    ImageData data = data(spark);
    Labels labels = Labels.of(data.train().imagesByLabel().keySet());
    Optional<KerasModel> given = settings.model().map(Places::of).map(KerasModel::load);
    ImageForm form =
        given
            .map(network -> ImageForm.of(network, settings.imageSize()))
            .orElseGet(() -> ImageForm.of(data.train(), settings.imageSize()));
    KerasModel network = given.orElseGet(() -> built(form, labels));
    requireLabels(network, labels);

    KerasClassifier classifier = classifier(network);
    TFImageTransformer pixels = pixels(form);
    Dataset<Row> indexed = labels.indexer().transform(data.train().rows());
    KerasClassificationModel trained =
        train(classifier, pixels.transform(indexed), data.train().count());
    PipelineModel pipeline =
        new Pipeline()
            .setStages(new PipelineStage[] {pixels, trained, labels.namer()})
            .fit(indexed);
    try (TestScores scores = test(pipeline, labels, data.test())) {
      write(output, labels, trained);
      new TrainSummary(settings, data, form, classifier, trained)
          .write(output.report(), scores, progress.steps());
      progress.say("");
      progress.say("Report  " + output.report());
      progress.say("Model   " + output.model());
      progress.say("Labels  " + output.labels());
      progress.say("");
      progress.say(
          "Test accuracy "
              + Numbers.percent(scores.metrics().accuracy())
              + " of "
              + Numbers.count(scores.count())
              + " images");
      return output.report();
    }
  }

  private ImageData data(SparkSession spark) throws Exception {
    return progress.step(
        "Find the images in " + settings.data(),
        () -> new DataFolder(settings.data()).read(spark, settings.seed()),
        data ->
            String.format(
                "%s images to train, %s to test, %d labels; %s",
                Numbers.count(data.train().count()),
                Numbers.count(data.test().count()),
                data.train().imagesByLabel().size(),
                data.description()));
  }

  private KerasModel built(ImageForm form, Labels labels) {
    int units = labels.names().size();
    KerasModel network =
        settings.hidden().isEmpty()
            ? Networks.convolutional(form, units)
            : Networks.fullyConnected(form, settings.hidden(), units);
    return network.withSeed(settings.seed());
  }

  private void requireLabels(KerasModel network, Labels labels) {
    long units = network.outputs().get(0).shape().dimension(-1 + rank(network));
    boolean single = units == 1 && labels.names().size() == 2;
    if (units != labels.names().size() && !single) {
      throw new UserException(
          String.format(
              "The network tells %d classes, and there are %d labels. Give another with --model.",
              units, labels.names().size()));
    }
  }

  private static int rank(KerasModel network) {
    return network.outputs().get(0).shape().rank();
  }

  private KerasClassifier classifier(KerasModel network) {
    KerasClassifier classifier =
        new KerasClassifier()
            .setModel(network)
            .setFeaturesCol(Columns.FEATURES)
            .setLabelCol(Columns.LABEL_INDEX)
            .setPredictionCol(Columns.PREDICTION)
            .setProbabilityCol(Columns.PROBABILITY)
            .setRawPredictionCol("")
            .setEpochs(settings.epochs())
            .setBatchSize(settings.batchSize())
            .setOptimizer(settings.optimizer())
            .setLearningRate(settings.learningRate())
            .setLearningRateSchedule(settings.schedule())
            .setEarlyStoppingPatience(settings.patience())
            .setHandleInvalid("skip")
            .setSeed(settings.seed());
    return settings.validation() > 0
        ? classifier.setValidationFraction(settings.validation())
        : classifier;
  }

  /** Images as flat vectors of values from 0 to 255; null where they cannot be decoded. */
  private static TFImageTransformer pixels(ImageForm form) {
    Shape shape = Shape.of(-1, form.size().height(), form.size().width(), form.channels());
    TFInputGraph identity =
        TFInputGraph.build(
            tf ->
                tf.withName("pixels")
                    .identity(
                        tf.withName("image")
                            .placeholder(TFloat32.class, Placeholder.shape(shape))));
    return new TFImageTransformer()
        .setGraph(identity)
        .setInputCol(LabeledImages.CONTENT)
        .setOutputCol(Columns.FEATURES)
        .setChannelOrder(form.channels() == 1 ? "L" : "RGB")
        .setHandleInvalid("keep");
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

  private TestScores test(PipelineModel model, Labels labels, LabeledImages images)
      throws Exception {
    return progress.step(
        "Score the " + Numbers.count(images.count()) + " test images",
        () -> TestScores.compute(model, labels, images),
        scores ->
            "test accuracy "
                + Numbers.percent(scores.metrics().accuracy())
                + (scores.skipped().count() == 0
                    ? ""
                    : String.format(
                        "; SKIPPED %s test images that could not be decoded, such as %s",
                        Numbers.count(scores.skipped().count()), scores.skipped().examples())));
  }

  private static void write(TrainFolder output, Labels labels, KerasClassificationModel trained)
      throws Exception {
    trained.getModel().save(Places.of(output.model()));
    Files.write(output.labels(), labels.names());
    Files.write(output.history(), List.of(trained.summary().toString()));
  }
}
