package io.dlpipelines.samples.report;

import java.util.Arrays;
import java.util.List;

/** How often images of each label were given each label. */
public final class Confusion {

  private final List<String> labels;
  private final long[][] counts;

  /**
   * Takes the counts.
   *
   * @param labels the labels in the order of the counts
   * @param counts images by true label (rows) and predicted label (columns)
   */
  public Confusion(List<String> labels, long[][] counts) {
    this.labels = List.copyOf(labels);
    this.counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
  }

  /**
   * Names the rows and columns.
   *
   * @return the labels
   */
  public List<String> labels() {
    return labels;
  }

  /**
   * Counts the images of one cell.
   *
   * @param truth the index of the true label
   * @param prediction the index of the predicted label
   * @return the number of images
   */
  public long count(int truth, int prediction) {
    return counts[truth][prediction];
  }

  /**
   * Counts the images of a label.
   *
   * @param truth the index of the true label
   * @return the number of images, whatever was predicted
   */
  public long support(int truth) {
    return Arrays.stream(counts[truth]).sum();
  }
}
