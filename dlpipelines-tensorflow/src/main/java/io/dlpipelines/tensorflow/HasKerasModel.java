package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.ParamFactory;
import io.dlpipelines.tensorflow.keras.KerasModel;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Has a Keras model, given as it is or by the path of its file. One of the two must be set.
 *
 * @param <S> the stage
 */
public interface HasKerasModel<S extends HasKerasModel<S>> extends Params {

  /**
   * The model.
   *
   * @return the Param
   */
  KerasModelParam model();

  /**
   * Builds the Param {@code model}.
   *
   * @param owner the stage
   * @return the Param
   */
  static KerasModelParam modelParam(Params owner) {
    return new KerasModelParam(owner, "model", "the Keras model");
  }

  /**
   * The model.
   *
   * @return the value
   */
  default KerasModel getModel() {
    return getOrDefault(model());
  }

  /**
   * Sets the model.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setModel(KerasModel value) {
    set(model(), requireNonNull(value, "model"));
    return (S) this;
  }

  /**
   * The file that holds the model.
   *
   * @return the Param
   */
  Param<String> modelFile();

  /**
   * Builds the Param {@code modelFile}.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> modelFileParam(Params owner) {
    return ParamFactory.path(
        owner, "modelFile", "file with the Keras model (.keras, .h5), on any Hadoop file system");
  }

  /**
   * The file that holds the model.
   *
   * @return the value
   */
  default String getModelFile() {
    return getOrDefault(modelFile());
  }

  /**
   * Sets the file that holds the model. It is read once, when it is first needed, on the driver.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setModelFile(String value) {
    set(modelFile(), requireNonNull(value, "modelFile"));
    return (S) this;
  }
}
