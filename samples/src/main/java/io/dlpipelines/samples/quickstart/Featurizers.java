package io.dlpipelines.samples.quickstart;

import io.dlpipelines.image.DeepImageFeaturizer;
import io.dlpipelines.samples.data.LabeledImages;
import io.dlpipelines.samples.scores.Columns;
import org.apache.spark.ml.Transformer;

/** The one place that names the network behind the features. */
final class Featurizers {

  private Featurizers() {}

  /** A network whose weights are formulas: there is nothing to download, and nothing to train. */
  static Transformer waveletScattering() {
    return new DeepImageFeaturizer()
        .setModelName("WaveletScattering")
        .setInputCol(LabeledImages.CONTENT)
        .setOutputCol(Columns.FEATURES)
        .setHandleInvalid("skip");
  }
}
