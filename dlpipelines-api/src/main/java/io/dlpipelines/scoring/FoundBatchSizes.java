package io.dlpipelines.scoring;

import java.util.Map;

/**
 * How many rows an executor scores at once with each model whose batch size is auto: what one task
 * has found, others begin with. Models that were not used for longest are forgotten.
 */
final class FoundBatchSizes {
  private static final int MOST_MODELS = 256;
  private static final Map<Key, BatchSizeSearch> SEARCHES = new LastUsed<>(MOST_MODELS);

  private record Key(ScoringEngine engine, String sha256) {}

  private FoundBatchSizes() {}

  /** The search that a task takes part in; it is over where there is nothing to find. */
  static BatchSizeSearch of(ScoringSpec spec, String sha256) {
    if (!spec.findsBatchSize()) {
      return BatchSizeSearch.decided(spec.mostRows());
    }
    synchronized (SEARCHES) {
      return SEARCHES.computeIfAbsent(
          new Key(spec.engine(), sha256), key -> BatchSizeSearch.begin());
    }
  }
}
