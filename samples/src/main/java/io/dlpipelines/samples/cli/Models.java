package io.dlpipelines.samples.cli;

/** The one place that opens models. */
final class Models {

  private Models() {}

  static String describe(ModelFile file) {
    throw new UnsupportedOperationException("TFInputGraph");
  }
}
