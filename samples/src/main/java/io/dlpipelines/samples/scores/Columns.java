package io.dlpipelines.samples.scores;

/** The columns that a pipeline adds to the images. */
public final class Columns {

  /** What the classifier reads. */
  public static final String FEATURES = "features";

  /** The number of the label. */
  public static final String LABEL_INDEX = "labelIndex";

  /** The number of the predicted label. */
  public static final String PREDICTION = "prediction";

  /** The probabilities of all labels. */
  public static final String PROBABILITY = "probability";

  /** The predicted label. */
  public static final String PREDICTED_LABEL = "predictedLabel";

  /** The probability of the predicted label. */
  public static final String CONFIDENCE = "confidence";

  private Columns() {}
}
