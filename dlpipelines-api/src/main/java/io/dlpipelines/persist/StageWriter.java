package io.dlpipelines.persist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.util.MLWriter;

/** Saves a stage's Params as Spark does, and its model beside them. */
public final class StageWriter extends MLWriter {
  private final MLWriter params;
  private final Optional<SavedData> data;

  /**
   * Makes a writer.
   *
   * @param params writes the Params without the model's
   * @param data the model, empty if it is not set
   */
  public StageWriter(MLWriter params, Optional<SavedData> data) {
    this.params = params;
    this.data = data;
  }

  @Override
  public void saveImpl(String path) {
    try {
      params.save(path);
      Configuration configuration = sparkSession().sparkContext().hadoopConfiguration();
      new DataFolder(path, configuration).write(data);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The stage could not be saved to " + ShownPath.of(path), failure);
    }
  }
}
