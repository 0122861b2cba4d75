package io.dlpipelines.samples.train;

import io.dlpipelines.samples.run.OutputFolder;
import java.nio.file.Path;
import java.util.List;

/** What a search writes, and where. */
record TuneFolder(OutputFolder folder) {

  static final String SEARCH = "tuning.html";
  private static final String MODEL = "model.keras";
  private static final String LABELS = "labels.txt";
  private static final String REPORT = "report.html";

  static TuneFolder create(Path folder, boolean overwrite) {
    return new TuneFolder(
        OutputFolder.keeping(folder, "tune", List.of(SEARCH, MODEL, LABELS, REPORT), overwrite));
  }

  Path search() {
    return folder.resolve(SEARCH);
  }

  Path model() {
    return folder.resolve(MODEL);
  }

  Path labels() {
    return folder.resolve(LABELS);
  }

  Path report() {
    return folder.resolve(REPORT);
  }

  /** Is gone when the run is over. */
  Path checkpoints() {
    return folder.work().resolve("checkpoints");
  }
}
