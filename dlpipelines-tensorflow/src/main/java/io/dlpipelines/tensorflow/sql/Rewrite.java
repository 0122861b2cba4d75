package io.dlpipelines.tensorflow.sql;

import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.runtime.AbstractPartialFunction;

/** Changes of expressions, inner before outer. */
final class Rewrite {

  private Rewrite() {}

  static <T extends Expression> Expression each(
      Expression root, Class<T> type, Function<T, Expression> rewrite) {
    return root.transformUp(
        new AbstractPartialFunction<Expression, Expression>() {
          @Override
          public boolean isDefinedAt(Expression node) {
            return type.isInstance(node);
          }

          @Override
          public Expression apply(Expression node) {
            return rewrite.apply(type.cast(node));
          }
        });
  }
}
