package io.dlpipelines.tensorflow.sql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * The columns of a chain of projections, each as one expression over other columns than those that
 * the chain begins with.
 */
final class ColumnDefinitions {
  private final List<Expression> columns;
  private final List<Transformer> stages;

  /**
   * Takes what the chain's first columns are.
   *
   * @param columns in order
   * @param stages what errors name
   */
  ColumnDefinitions(List<Expression> columns, List<Transformer> stages) {
    this.columns = columns;
    this.stages = stages;
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
        defined.put(column.exprId(), inlined(column, below));
      }
      return defined;
    }
    if (plan.children().size() != 1
        || plan instanceof Filter
        || !plan.outputSet().subsetOf(plan.children().head().outputSet())
        || !plan.expressions().isEmpty()) {
      throw new IllegalArgumentException(
          plan instanceof Filter
              ? "the model %s drops rows, and a function cannot. Set handleInvalid to keep, or to error."
                  .formatted(stages)
              : "the model %s does more than adding columns to rows (%s), and a function cannot. Apply it with transform()."
                  .formatted(stages, plan.nodeName()));
    }
    return define(plan.children().head());
  }

  private Expression inlined(NamedExpression column, Map<ExprId, Expression> below) {
    if (!(column instanceof Alias alias)) {
      return below.get(column.exprId());
    }
    if (!alias.child().deterministic()) {
      throw new IllegalArgumentException(
          "column [%s] of the model %s is not the same each time it is computed. Apply the model with transform()."
              .formatted(alias.name(), stages));
    }
    return alias
        .child()
        .transformUp(
            new AbstractPartialFunction<Expression, Expression>() {
              @Override
              public boolean isDefinedAt(Expression node) {
                return node instanceof AttributeReference attribute
                    && below.containsKey(attribute.exprId());
              }

              @Override
              public Expression apply(Expression node) {
                return below.get(((AttributeReference) node).exprId());
              }
            });
  }

  private static List<Attribute> output(LogicalPlan plan) {
    return CollectionConverters.asJava(plan.output());
  }
}
