package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Has names of columns that are mapped to tensors or layers that they are fed to.
 *
 * @param <S> the stage
 */
public interface HasInputMapping<S extends HasInputMapping<S>> extends Params {

  /**
   * What columns are fed to.
   *
   * @return the Param
   */
  Param<Map<String, String>> inputMapping();

  /**
   * What columns are fed to.
   *
   * @return the value
   */
  default Map<String, String> getInputMapping() {
    return getOrDefault(inputMapping());
  }

  /**
   * Sets which column is fed to what.
   *
   * @param value column to tensor or layer
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setInputMapping(Map<String, String> value) {
    set(inputMapping(), new LinkedHashMap<>(requireNonNull(value, "inputMapping")));
    return (S) this;
  }
}
