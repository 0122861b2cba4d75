package io.dlpipelines.training;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many rows there are of each kind.
 *
 * @param trainingRows rows to train on
 * @param validationRows rows to validate with
 * @param invalidRows rows that were skipped
 * @param invalidReason why one of them was, empty if there is none
 * @param classCounts how many training rows have each class label; empty without class labels
 * @param validationClassCounts how many validation rows have each class label
 * @param feeds how large the numbers of each feed are, in the rows to train on
 * @param checksum of the encoded rows; it tells other rows, and the same rows in another order,
 *     from these
 */
public record EncodingSummary(
    long trainingRows,
    long validationRows,
    long invalidRows,
    String invalidReason,
    List<Long> classCounts,
    List<Long> validationClassCounts,
    List<FeedStatistics> feeds,
    long checksum)
    implements Serializable {
  private static final long PRIME = 0x9E3779B97F4A7C15L;

  /**
   * Copies the list.
   *
   * @param trainingRows rows to train on
   * @param validationRows rows to validate with
   * @param invalidRows rows that were skipped
   * @param invalidReason why one of them was, empty if there is none
   * @param classCounts how many training rows have each class label
   * @param validationClassCounts how many validation rows have each class label
   * @param feeds how large the numbers of each feed are, in the rows to train on
   * @param checksum of the encoded rows
   */
  public EncodingSummary {
    classCounts = List.copyOf(classCounts);
    validationClassCounts = List.copyOf(validationClassCounts);
    feeds = List.copyOf(feeds);
  }

  /** The summary of no rows. */
  static EncodingSummary none(RowLayout layout) {
    List<Long> noRows = Collections.nCopies(layout.classes(), 0L);
    return new EncodingSummary(
        0,
        0,
        0,
        "",
        noRows,
        noRows,
        Collections.nCopies(layout.feeds().size(), FeedStatistics.NONE),
        0);
  }

  EncodingSummary plus(EncodingSummary other) {
    return new EncodingSummary(
        trainingRows + other.trainingRows,
        validationRows + other.validationRows,
        invalidRows + other.invalidRows,
        invalidReason.isEmpty() ? other.invalidReason : invalidReason,
        sums(classCounts, other.classCounts),
        sums(validationClassCounts, other.validationClassCounts),
        IntStream.range(0, feeds.size())
            .mapToObj(i -> feeds.get(i).plus(other.feeds.get(i)))
            .toList(),
        PRIME * checksum + other.checksum);
  }

  private static List<Long> sums(List<Long> some, List<Long> others) {
    return IntStream.range(0, some.size()).mapToObj(i -> some.get(i) + others.get(i)).toList();
  }
}
