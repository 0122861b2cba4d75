package io.dlpipelines.param;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Params;
import scala.Function1;

/** A boolean Param that refuses other types. Spark's own has no constructor that takes a check. */
final class FlagParam extends BooleanParam {

  FlagParam(Params owner, String name, String doc) {
    super(owner, name, doc);
  }

  @Override
  public Function1<Object, Object> isValid() {
    return new ValueRange<>(name(), "true or false", Boolean.class, value -> true);
  }
}
