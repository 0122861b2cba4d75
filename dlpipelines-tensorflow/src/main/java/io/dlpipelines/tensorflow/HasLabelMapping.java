package io.dlpipelines.tensorflow;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Has names of columns that only training needs, mapped to the tensors or outputs they are for.
 *
 * @param <S> the stage
 */
public interface HasLabelMapping<S extends HasLabelMapping<S>> extends Params {

  /**
   * What columns of labels are for.
   *
   * @return the Param
   */
  Param<Map<String, String>> labelMapping();

  /**
   * What columns of labels are for.
   *
   * @return the value
   */
  default Map<String, String> getLabelMapping() {
    return getOrDefault(labelMapping());
  }

  /**
   * Sets which column of labels, or of what else only training needs, is for what.
   *
   * @param value column to tensor, or to output as the model names it
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setLabelMapping(Map<String, String> value) {
    set(labelMapping(), new LinkedHashMap<>(requireNonNull(value, "labelMapping")));
    return (S) this;
  }
}
