package io.dlpipelines.param;

import static java.util.Objects.requireNonNull;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Learns from one column of labels.
 *
 * @param <S> the stage
 */
public interface HasLabelCol<S extends HasLabelCol<S>> extends Params {

  /**
   * The column with the label.
   *
   * @return the Param
   */
  Param<String> labelCol();

  /**
   * Builds the Param.
   *
   * @param owner the stage
   * @return the Param
   */
  static Param<String> labelColParam(Params owner) {
    return ParamFactory.column(owner, "labelCol", "name of the column with the label");
  }

  /**
   * The column with the label.
   *
   * @return the value
   */
  default String getLabelCol() {
    return getOrDefault(labelCol());
  }

  /**
   * Sets the column with the label.
   *
   * @param value the value
   * @return this stage
   * @throws NullPointerException if it is null
   */
  @SuppressWarnings("unchecked")
  default S setLabelCol(String value) {
    set(labelCol(), requireNonNull(value, "labelCol"));
    return (S) this;
  }
}
