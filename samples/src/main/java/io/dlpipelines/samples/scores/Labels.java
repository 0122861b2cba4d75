package io.dlpipelines.samples.scores;

import io.dlpipelines.samples.data.LabeledImages;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexerModel;

/**
 * The labels and their numbers. They are known before any image is read, so that no pass over the
 * images is spent on finding them.
 *
 * @param names the labels in the order of their numbers
 */
public record Labels(List<String> names) {

  /**
   * Numbers the labels: digits by value, words by alphabet.
   *
   * @param names the labels in any order
   * @return the labels in the order of their numbers
   */
  public static Labels of(Collection<String> names) {
    boolean numbers = names.stream().allMatch(name -> name.matches("\\d+"));
    Comparator<String> order =
        numbers ? Comparator.comparing(BigInteger::new) : Comparator.naturalOrder();
    return new Labels(
        names.stream().sorted(order.thenComparing(Comparator.naturalOrder())).toList());
  }

  /**
   * Numbers images by their labels.
   *
   * @return the stage
   */
  public StringIndexerModel indexer() {
    return new StringIndexerModel(names.toArray(String[]::new))
        .setInputCol(LabeledImages.LABEL)
        .setOutputCol(Columns.LABEL_INDEX);
  }

  /**
   * Names predictions.
   *
   * @return the stage
   */
  public IndexToString namer() {
    return new IndexToString()
        .setLabels(names.toArray(String[]::new))
        .setInputCol(Columns.PREDICTION)
        .setOutputCol(Columns.PREDICTED_LABEL);
  }
}
