package io.dlpipelines.tensorflow.sql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The columns of a stage's plan, a chain of projections, as expressions over those that the chain
 * begins with.
 */
final class ColumnDefinitions {
  private final Transformer stage;
  private final List<Expression> columns;

  /**
   * Takes what the chain's first columns are.
   *
   * @param stage what errors name
   * @param columns in order
   */
  ColumnDefinitions(Transformer stage, List<Expression> columns) {
    this.stage = stage;
    this.columns = columns;
  }

  List<Expression> of(LogicalPlan plan) {
    Map<ExprId, Expression> defined = define(plan);
    return output(plan).stream().map(column -> defined.get(column.exprId())).toList();
  }

  private Map<ExprId, Expression> define(LogicalPlan plan) {
    Map<ExprId, Expression> defined = new HashMap<>();
    if (plan.children().isEmpty()) {
      List<Attribute> first = output(plan);
      for (int i = 0; i < first.size(); i++) {
        defined.put(first.get(i).exprId(), columns.get(i));
      }
      return defined;
    }
    if (plan instanceof Project project) {
      Map<ExprId, Expression> below = define(project.child());
      for (NamedExpression column : CollectionConverters.asJava(project.projectList())) {
        defined.put(
            column.exprId(),
            column instanceof Alias alias ? inlined(alias, below) : below.get(column.exprId()));
      }
      return defined;
    }
    if (plan instanceof Filter) {
      throw invalid("drops rows", "Set handleInvalid to keep, or to error.");
    }
    if (plan.children().size() != 1
        || !plan.outputSet().subsetOf(plan.children().head().outputSet())
        || !plan.expressions().isEmpty()) {
      throw invalid(
          "does more than adding columns to rows (%s)".formatted(plan.nodeName()),
          "Apply it with transform().");
    }
    return define(plan.children().head());
  }

  private Expression inlined(Alias column, Map<ExprId, Expression> below) {
    Expression definition =
        isPure()
            ? Rewrite.each(column.child(), ScalaUDF.class, ColumnDefinitions::pure)
            : column.child();
    if (!definition.deterministic()) {
      throw invalid(
          "computes column [%s] anew each time, with another result".formatted(column.name()),
          "Apply it with transform().");
    }
    return Rewrite.each(
        definition,
        AttributeReference.class,
        attribute -> below.getOrDefault(attribute.exprId(), attribute));
  }

  /** Spark's stages mark pure functions as not deterministic, to have them computed in place. */
  private boolean isPure() {
    return stage.getClass().getName().startsWith("org.apache.spark.ml.")
        && !(stage instanceof SQLTransformer);
  }

  private static Expression pure(ScalaUDF udf) {
    return udf.copy(
        udf.function(),
        udf.dataType(),
        udf.children(),
        udf.inputEncoders(),
        udf.outputEncoder(),
        udf.udfName(),
        udf.nullable(),
        true);
  }

  private IllegalArgumentException invalid(String problem, String cure) {
    return new IllegalArgumentException(
        "%s %s %s, and a function cannot. %s"
            .formatted(stage.getClass().getSimpleName(), stage.uid(), problem, cure));
  }

  private static List<Attribute> output(LogicalPlan plan) {
    return CollectionConverters.asJava(plan.output());
  }
}
