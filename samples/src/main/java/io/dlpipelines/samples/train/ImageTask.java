package io.dlpipelines.samples.train;

import io.dlpipelines.image.TFImageTransformer;
import io.dlpipelines.image.zoo.ClassLabels;
import io.dlpipelines.samples.data.ImageData;
import io.dlpipelines.samples.data.LabeledImages;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.run.Progress;
import io.dlpipelines.samples.scores.Columns;
import io.dlpipelines.samples.scores.Labels;
import io.dlpipelines.samples.scores.TestScores;
import io.dlpipelines.tensorflow.KerasClassificationModel;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * What networks learn: labels of images.
 *
 * @param data the images
 * @param labels their labels
 * @param form what networks take of an image
 */
record ImageTask(ImageData data, Labels labels, ImageForm form) {

  /** Features and numbers of labels of the training images. */
  Dataset<Row> rows() {
    return pixels().transform(indexed()).select(Columns.FEATURES, Columns.LABEL_INDEX);
  }

  private Dataset<Row> indexed() {
    return labels.indexer().transform(data.train().rows());
  }

  /** A classifier of these columns; images that cannot be decoded are skipped. */
  static KerasClassifier classifier() {
    return new KerasClassifier()
        .setFeaturesCol(Columns.FEATURES)
        .setLabelCol(Columns.LABEL_INDEX)
        .setPredictionCol(Columns.PREDICTION)
        .setProbabilityCol(Columns.PROBABILITY)
        .setRawPredictionCol("")
        .setHandleInvalid("skip");
  }

  /** Images as flat vectors of values from 0 to 255; null where they cannot be decoded. */
  private TFImageTransformer pixels() {
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

  /** The answers of a trained network to the test images, to be closed. */
  TestScores test(KerasClassificationModel trained, Progress progress) throws Exception {
    PipelineModel pipeline =
        new Pipeline()
            .setStages(new PipelineStage[] {pixels(), trained, labels.namer()})
            .fit(indexed());
    return progress.step(
        "Score the " + Numbers.count(data.test().count()) + " test images",
        () -> TestScores.compute(pipeline, labels, data.test()),
        scores ->
            "test accuracy "
                + Numbers.percent(scores.metrics().accuracy())
                + (scores.skipped().count() == 0
                    ? ""
                    : String.format(
                        "; SKIPPED %s test images that could not be decoded, such as %s",
                        Numbers.count(scores.skipped().count()), scores.skipped().examples())));
  }

  /**
   * Writes a label in each line, behind its index where the label alone would be read as another.
   */
  void writeLabels(Path file) throws IOException {
    List<String> names = labels.names();
    Files.write(file, isReadAs(names) ? names : numbered(names));
  }

  private static boolean isReadAs(List<String> names) {
    try {
      return Arrays.asList(ClassLabels.parse(String.join("\n", names), "labels").names())
          .equals(names);
    } catch (IllegalArgumentException notText) {
      return false;
    }
  }

  private static List<String> numbered(List<String> names) {
    return IntStream.range(0, names.size()).mapToObj(i -> i + " " + names.get(i)).toList();
  }
}
