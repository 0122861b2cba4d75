package io.dlpipelines.samples.quickstart;

/** The columns that the pipeline adds to the images. */
final class Columns {

  static final String FEATURES = "features";
  static final String LABEL_INDEX = "labelIndex";
  static final String PREDICTION = "prediction";
  static final String PROBABILITY = "probability";
  static final String PREDICTED_LABEL = "predictedLabel";

  /** The probability of the predicted label. */
  static final String CONFIDENCE = "confidence";

  private Columns() {}
}
