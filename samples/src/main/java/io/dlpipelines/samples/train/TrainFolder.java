package io.dlpipelines.samples.train;

import io.dlpipelines.samples.run.OutputFolder;
import java.nio.file.Path;
import java.util.List;

/** What a run writes, and where. */
record TrainFolder(OutputFolder folder) {

  private static final String MODEL = "model.keras";
  private static final String LABELS = "labels.txt";
  private static final String HISTORY = "history.txt";
  private static final String REPORT = "report.html";

  static TrainFolder create(Path folder, boolean overwrite) {
    return new TrainFolder(
        OutputFolder.keeping(folder, "train", List.of(MODEL, LABELS, HISTORY, REPORT), overwrite));
  }

  Path model() {
    return folder.resolve(MODEL);
  }

  Path labels() {
    return folder.resolve(LABELS);
  }

  Path history() {
    return folder.resolve(HISTORY);
  }

  Path report() {
    return folder.resolve(REPORT);
  }
}
