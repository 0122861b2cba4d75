package io.dlpipelines.persist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.apache.spark.ml.util.MLReader;

/**
 * Loads what {@link ValueWriter} saved.
 *
 * @param <T> the model
 */
public final class ValueReader<T> extends MLReader<T> {
  private final Function<SavedData, T> fromSaved;

  /**
   * Makes a reader.
   *
   * @param fromSaved makes the model of its files
   */
  public ValueReader(Function<SavedData, T> fromSaved) {
    this.fromSaved = fromSaved;
  }

  @Override
  public T load(String path) {
    try {
      return new DataFolder(path, sparkSession().sparkContext().hadoopConfiguration())
          .read()
          .map(fromSaved)
          .orElseThrow(() -> new IOException("there is no model in it"));
    } catch (IOException failure) {
      throw new UncheckedIOException("The model at " + path + " cannot be loaded.", failure);
    }
  }
}
