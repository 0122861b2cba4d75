package io.dlpipelines.tensorflow.sql;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.param.BatchSizeParam;
import java.math.BigDecimal;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;

/** Arguments whose values are known before the query runs. */
final class Literals {

  private Literals() {}

  static String text(String name, Expression argument) {
    if (value(name, argument) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        "%s is %s of type %s, and must be a string."
            .formatted(name, argument.sql(), argument.dataType().sql()));
  }

  /** Whether SQL has values of the Param's type. */
  static boolean canSet(Param<?> param) {
    return param.getClass() == Param.class
        || param instanceof IntParam
        || param instanceof LongParam
        || param instanceof DoubleParam
        || param instanceof FloatParam
        || param instanceof BooleanParam;
  }

  static ParamPair<?> setting(Transformer stage, Param<?> param, Expression argument) {
    Object value = value(param.name(), argument);
    try {
      return pair(param, converted(param, requireNonNull(value)));
    } catch (NullPointerException
        | IllegalArgumentException
        | ArithmeticException
        | ClassCastException failure) {
      throw new IllegalArgumentException(
          "%s is %s, which %s does not take: %s."
              .formatted(
                  param.name(), argument.sql(), stage.getClass().getSimpleName(), param.doc()),
          failure);
    }
  }

  private static Object value(String name, Expression argument) {
    if (!argument.foldable()) {
      throw new IllegalArgumentException(
          "%s is %s, which depends on the row, and must be a literal."
              .formatted(name, argument.sql()));
    }
    return CatalystTypeConverters.convertToScala(
        argument.eval(InternalRow.empty()), argument.dataType());
  }

  private static Object converted(Param<?> param, Object value) {
    if (param instanceof BatchSizeParam && value instanceof String text) {
      return BatchSizeParam.valueOf(text);
    }
    if (param instanceof IntParam) {
      return new BigDecimal(value.toString()).intValueExact();
    }
    if (param instanceof LongParam) {
      return new BigDecimal(value.toString()).longValueExact();
    }
    if (param instanceof DoubleParam) {
      return ((Number) value).doubleValue();
    }
    if (param instanceof FloatParam) {
      return ((Number) value).floatValue();
    }
    if (param instanceof BooleanParam) {
      return (Boolean) value;
    }
    return (String) value;
  }

  @SuppressWarnings("unchecked")
  private static ParamPair<?> pair(Param<?> param, Object value) {
    return new ParamPair<>((Param<Object>) param, value);
  }
}
