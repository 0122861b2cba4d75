package io.dlpipelines.tensorflow.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a training warns of: once in the log, and in its history. */
final class TrainingNotices implements Consumer<String> {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkTraining.class);

  private final String name;
  private final Consumer<String> progress;
  private final List<String> warnings = new ArrayList<>();

  TrainingNotices(String name, Consumer<String> progress) {
    this.name = name;
    this.progress = progress;
  }

  @Override
  public void accept(String warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
      LOG.warn("{}: {}", name, warning);
      progress.accept(name + ": " + warning);
    }
  }

  /** Takes warnings that were logged before a checkpoint. */
  void restore(List<String> earlier) {
    warnings.addAll(earlier);
  }

  List<String> warnings() {
    return warnings;
  }
}
