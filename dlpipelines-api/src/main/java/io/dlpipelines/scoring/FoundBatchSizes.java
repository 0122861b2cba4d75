package io.dlpipelines.scoring;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What an executor has found out about how many rows to score at once: what one task finds, others
 * begin with, as long as they score alike. Forgotten is what was not used for longest, and what
 * lacked memory a while ago, since others may have given theirs back.
 */
final class FoundBatchSizes {
  static final Duration SHORTAGES_COUNT_FOR = Duration.ofMinutes(30);
  private static final int MOST_MODELS = 256;
  private static final Map<Key, FoundBatchSize> FOUND = new LastUsed<>(MOST_MODELS);

  private record Key(ScoringSpec spec, String sha256) {}

  private FoundBatchSizes() {}

  /** What a task begins with now. */
  static FoundBatchSize of(ScoringSpec spec, String sha256, Instant now) {
    synchronized (FOUND) {
      return FOUND.compute(
          new Key(spec, sha256),
          (key, found) ->
              found == null || found.memory().wasShortBefore(now.minus(SHORTAGES_COUNT_FOR))
                  ? new FoundBatchSize(spec, sha256)
                  : found);
    }
  }
}
