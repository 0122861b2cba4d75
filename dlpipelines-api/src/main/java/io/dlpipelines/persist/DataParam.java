package io.dlpipelines.persist;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWritable;

/**
 * A Param whose value is a model: saved as files beside the Params, not as JSON among them. A stage
 * has at most one.
 *
 * @param <T> the model, which can also be saved alone, as grids of a cross-validation are
 */
public abstract class DataParam<T extends MLWritable> extends Param<T> {

  /**
   * Makes the Param.
   *
   * @param owner the stage
   * @param name the Param's name
   * @param doc what it is
   */
  protected DataParam(Params owner, String name, String doc) {
    super(owner, name, doc);
  }

  /**
   * The saved form of a value.
   *
   * @param value the model
   * @return its files and descriptor
   */
  public abstract SavedData toSaved(T value);

  /**
   * Reads a value.
   *
   * @param saved its files and descriptor
   * @return the model
   */
  public abstract T fromSaved(SavedData saved);

  /**
   * Not supported: a model is no JSON.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public String jsonEncode(T value) {
    throw new UnsupportedOperationException(
        "Param " + name() + " holds a model, which is saved as files.");
  }
}
