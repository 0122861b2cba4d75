package io.dlpipelines.tensorflow.sql;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The variables of lambda functions in an expression. Spark gives them values one after the other
 * while a higher-order function is evaluated; a model scores rows before that.
 */
final class LambdaVariables {
  private final Map<ExprId, NamedLambdaVariable> used = new HashMap<>();
  private final Set<ExprId> defined = new HashSet<>();

  private LambdaVariables() {}

  /** Refuses an argument that is made of a variable of a lambda function around the call. */
  static void refuse(Expression argument) {
    LambdaVariables variables = new LambdaVariables();
    variables.collect(argument);
    variables.used.keySet().removeAll(variables.defined);
    variables.used.values().stream()
        .findFirst()
        .ifPresent(
            variable -> {
              throw inside(variable.name());
            });
  }

  private void collect(Expression expression) {
    if (expression instanceof LambdaFunction lambda) {
      for (NamedExpression variable : CollectionConverters.asJava(lambda.arguments())) {
        defined.add(variable.exprId());
      }
    }
    if (expression instanceof NamedLambdaVariable variable) {
      used.put(variable.exprId(), variable);
    }
    CollectionConverters.asJava(expression.children()).forEach(this::collect);
  }

  private static IllegalArgumentException inside(String variable) {
    return new IllegalArgumentException(
        ("a model scores rows, and [%1$s] is a variable of a lambda function, an element that a"
                + " higher-order function (transform, filter, exists, aggregate, ...) is given."
                + " Explode the array, score its elements as rows, and collect the results, as in"
                + " SELECT id, array_sort(collect_list(struct(pos, p))).p FROM (SELECT id, pos,"
                + " tf_predict('path', %1$s) AS p FROM t LATERAL VIEW posexplode(elements) AS pos,"
                + " %1$s) GROUP BY id. Or feed the whole array to a model that takes it.")
            .formatted(variable));
  }
}
