package io.dlpipelines.tuning;

import io.dlpipelines.persist.ShownPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.ml.util.MLWriter;

/** Saves the Params of a search, or of its model, as Spark does, and the rest beside them. */
final class TuningWriter extends MLWriter {
  private final MLWriter params;
  private final HalvingParams<?> stage;

  TuningWriter(MLWriter params, HalvingParams<?> stage) {
    this.params = params;
    this.stage = stage;
  }

  @Override
  public void saveImpl(String path) {
    try {
      TuningFolder.requireSavable(stage);
      params.save(path);
      TuningFolder folder = new TuningFolder(path, sparkSession());
      folder.write(stage);
      if (stage instanceof HalvingSearchModel model) {
        folder.writeModel(model);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The stage could not be saved to " + ShownPath.of(path), failure);
    }
  }
}
