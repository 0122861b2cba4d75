package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Has names of tensors or layers that are mapped to columns that their results become.
 *
 * @param <S> the stage
 */
public interface HasOutputMapping<S extends HasOutputMapping<S>> extends Params {

  /**
   * What results become.
   *
   * @return the Param
   */
  Param<Map<String, String>> outputMapping();

  /**
   * What results become.
   *
   * @return the value
   */
  default Map<String, String> getOutputMapping() {
    return getOrDefault(outputMapping());
  }

  /**
   * Sets which result becomes which column; that of any tensor or layer can be fetched.
   *
   * @param value tensor or layer to column
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setOutputMapping(Map<String, String> value) {
    set(outputMapping(), new LinkedHashMap<>(requireNonNull(value, "outputMapping")));
    return (S) this;
  }
}
