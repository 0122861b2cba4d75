package io.dlpipelines.scoring;

import io.dlpipelines.tensor.Feed;

/** A task's model: taken hold of when it is first needed. */
final class TaskModel implements AutoCloseable {
  private final ScoringTask task;
  private Scorer scorer;

  TaskModel(ScoringTask task) {
    this.task = task;
  }

  Scorer scorer() {
    if (scorer == null) {
      long start = System.nanoTime();
      ScoringSpec spec = task.spec();
      ScoringMetrics metrics = task.metrics();
      scorer =
          spec.engine()
              .open(
                  task.model(),
                  spec.feeds().stream().map(Feed::tensor).toList(),
                  spec.fetches().stream().map(Fetch::tensor).toList(),
                  nanos -> {
                    metrics.modelLoads().add(1);
                    metrics.modelLoadNanos().add(nanos);
                  });
      metrics.engineNanos().add(System.nanoTime() - start);
    }
    return scorer;
  }

  /** How many batches may be under way at once: one before the model is open. */
  int concurrentRuns() {
    return scorer == null ? 1 : scorer.concurrentRuns();
  }

  /** Gives the model back. Called more than once. */
  @Override
  public void close() {
    if (scorer != null) {
      scorer.close();
      scorer = null;
    }
  }
}
