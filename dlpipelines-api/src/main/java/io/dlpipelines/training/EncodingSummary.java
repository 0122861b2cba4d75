package io.dlpipelines.training;

import java.io.Serializable;
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
 * @param checksum of the encoded rows; it tells other rows, and the same rows in another order,
 *     from these
 */
public record EncodingSummary(
    long trainingRows,
    long validationRows,
    long invalidRows,
    String invalidReason,
    List<Long> classCounts,
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
   * @param checksum of the encoded rows
   */
  public EncodingSummary {
    classCounts = List.copyOf(classCounts);
  }

  /** The summary of no rows. */
  static EncodingSummary none(int classes) {
    return new EncodingSummary(
        0, 0, 0, "", IntStream.range(0, classes).mapToObj(i -> 0L).toList(), 0);
  }

  EncodingSummary plus(EncodingSummary other) {
    return new EncodingSummary(
        trainingRows + other.trainingRows,
        validationRows + other.validationRows,
        invalidRows + other.invalidRows,
        invalidReason.isEmpty() ? other.invalidReason : invalidReason,
        IntStream.range(0, classCounts.size())
            .mapToObj(i -> classCounts.get(i) + other.classCounts.get(i))
            .toList(),
        PRIME * checksum + other.checksum);
  }
}
