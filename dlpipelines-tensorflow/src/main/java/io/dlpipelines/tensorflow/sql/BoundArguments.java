package io.dlpipelines.tensorflow.sql;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.catalyst.expressions.Expression;

/**
 * Arguments by what they are.
 *
 * @param columns what each column that the model reads is
 * @param options Params that are set for this query
 * @param output the column that is the result, if the query says so
 */
record BoundArguments(Map<String, Expression> columns, ParamMap options, Optional<String> output) {

  BoundArguments withoutOptions() {
    return new BoundArguments(columns, new ParamMap(), output);
  }
}
