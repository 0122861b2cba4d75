package io.dlpipelines.samples.quickstart;

import org.apache.spark.ml.Transformer;

/** The one place that names the network behind the features. */
final class Featurizers {

  private Featurizers() {}

  static Transformer waveletScattering() {
    throw new UnsupportedOperationException("DeepImageFeaturizer");
  }
}
