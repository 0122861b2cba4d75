package io.dlpipelines.scoring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;

/**
 * An aggregation whose groups are scored: what models make of keys and of aggregated values is
 * computed above it, once for each group.
 */
final class ScoredGroups {
  private final Aggregate aggregate;
  private final Map<Expression, NamedExpression> columns = new LinkedHashMap<>();

  private ScoredGroups(Aggregate aggregate) {
    this.aggregate = aggregate;
  }

  /** Empty if the aggregation scores no groups. What it aggregates may be scored still. */
  static Optional<Project> above(Aggregate aggregate) {
    ScoredGroups groups = new ScoredGroups(aggregate);
    return Sequences.toJava(aggregate.aggregateExpressions()).stream()
            .anyMatch(result -> groups.scores((Expression) result))
        ? Optional.of(groups.split())
        : Optional.empty();
  }

  private Project split() {
    List<NamedExpression> results = new ArrayList<>();
    for (NamedExpression result : Sequences.toJava(aggregate.aggregateExpressions())) {
      if (scores((Expression) result)) {
        results.add((NamedExpression) onGroups((Expression) result));
      } else {
        columns.put(((Expression) result).canonicalized(), result);
        results.add(result.toAttribute());
      }
    }
    return new Project(
        Sequences.of(results),
        new Aggregate(
            aggregate.groupingExpressions(),
            Sequences.of(List.copyOf(columns.values())),
            aggregate.child(),
            aggregate.hint()));
  }

  private Expression onGroups(Expression expression) {
    if (expression instanceof AggregateExpression || isKey(expression)) {
      return columns
          .computeIfAbsent(expression.canonicalized(), each -> named(expression))
          .toAttribute();
    }
    return expression.mapChildren(this::onGroups);
  }

  private boolean isKey(Expression expression) {
    return Sequences.toJava(aggregate.groupingExpressions()).stream()
        .anyMatch(key -> key.semanticEquals(expression));
  }

  private static NamedExpression named(Expression expression) {
    return expression instanceof NamedExpression column
        ? column
        : new Alias(
            expression,
            "group",
            NamedExpression.newExprId(),
            Sequences.of(List.of()),
            Option.empty(),
            Sequences.of(List.of()));
  }

  /** Whether it scores what it makes of groups, not only what it aggregates or groups by. */
  private boolean scores(Expression expression) {
    return !(expression instanceof AggregateExpression)
        && !isKey(expression)
        && (expression instanceof ScoringExpression
            || Sequences.toJava(expression.children()).stream().anyMatch(this::scores));
  }
}
