package io.dlpipelines.samples.quickstart;

import io.dlpipelines.samples.run.OutputFolder;
import java.nio.file.Path;
import java.util.List;

/** What a run writes, and where. */
record QuickstartFolder(OutputFolder folder) {

  private static final String DATA = "data";
  private static final String NEW_IMAGES = "new-images";
  private static final String MODEL = "model";
  private static final String PREDICTIONS = "predictions";
  private static final String REPORT = "report.html";

  static QuickstartFolder create(Path folder) {
    return new QuickstartFolder(
        OutputFolder.replacing(
            folder, "quickstart", List.of(DATA, NEW_IMAGES, MODEL, PREDICTIONS, REPORT)));
  }

  Path data() {
    return folder.resolve(DATA);
  }

  Path newImages() {
    return folder.resolve(NEW_IMAGES);
  }

  Path model() {
    return folder.resolve(MODEL);
  }

  Path predictions() {
    return folder.resolve(PREDICTIONS);
  }

  Path checkpoint() {
    return folder.work().resolve("checkpoint");
  }

  Path report() {
    return folder.resolve(REPORT);
  }
}
