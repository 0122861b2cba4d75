package io.dlpipelines.tensorflow.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Arguments by what they are.
 *
 * @param columns what each column that the model reads is
 * @param options Params that are set for this query
 * @param output the column that is the result, if the query says so
 * @param vectors whether results that are ML vectors stay vectors, else they become arrays
 */
record BoundArguments(
    Map<String, Expression> columns, ParamMap options, Optional<String> output, boolean vectors) {

  BoundArguments {
    Map<String, Expression> fit = new LinkedHashMap<>();
    columns.forEach((name, value) -> fit.put(name, SqlTypes.withoutDecimals(same(name, value))));
    columns = fit;
  }

  StructType schema() {
    List<StructField> fields = new ArrayList<>();
    columns.forEach(
        (name, value) ->
            fields.add(
                new StructField(
                    name,
                    value.dataType(),
                    true,
                    value instanceof NamedExpression named ? named.metadata() : Metadata.empty())));
    return new StructType(fields.toArray(StructField[]::new));
  }

  /** The options by their names. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (ParamPair<?> pair : CollectionConverters.asJava(options.toSeq())) {
      settings.put(pair.param().name(), pair.value());
    }
    return settings;
  }

  BoundArguments withoutOptions() {
    return new BoundArguments(columns, new ParamMap(), output, vectors);
  }

  /** An argument may be computed more than once. */
  private static Expression same(String name, Expression value) {
    if (!value.deterministic()) {
      throw new IllegalArgumentException(
          "the argument [%s], %s, is not the same each time it is computed. Compute it in a subquery."
              .formatted(name, value.sql()));
    }
    return value;
  }
}
