package io.dlpipelines.scoring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.Option;
import scala.collection.immutable.Seq;

/**
 * Pulls {@link ScoringExpression}s out of any operator into {@link ScoringNode}s below it. Equal
 * expressions share one node, also across operators: what a filter scored is not scored again by
 * the projection above it.
 */
final class ScoringExtraction extends Rule<LogicalPlan> {

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.transformUp(Rewrites.all(LogicalPlan.class, this::extract));
  }

  private LogicalPlan extract(LogicalPlan operator) {
    if (operator instanceof ScoringNode) {
      return operator;
    }
    if (operator instanceof Aggregate aggregate) {
      Optional<Project> groups = ScoredGroups.above(aggregate);
      if (groups.isPresent()) {
        LogicalPlan aggregated = extract(groups.get().child());
        return extract(groups.get().withNewChildren(Sequences.of(aggregated)));
      }
    }
    LogicalPlan extracted = operator;
    Set<ScoringExpression> found = innermost(extracted);
    while (!found.isEmpty()) {
      extracted = keepOutput(operator, extractOnce(extracted, found));
      found = innermost(extracted);
    }
    return extracted instanceof Project project ? PassedColumns.prune(project) : extracted;
  }

  private LogicalPlan extractOnce(LogicalPlan operator, Set<ScoringExpression> found) {
    if (operator instanceof Filter filter) {
      return extractFromFilter(filter);
    }
    if (operator instanceof Join join) {
      return extractFromJoin(join, found);
    }
    if (operator instanceof Command || operator.children().size() != 1) {
      throw PlanErrors.at(
          found.iterator().next(),
          ("a model cannot be applied inside %s. Compute its result in a query and refer to that:"
                  + " a subquery (WHERE id IN (SELECT id FROM t WHERE tf_predict(...) > 0.5), USING"
                  + " (SELECT *, tf_predict(...) AS p FROM s)), or a table or variable that a query"
                  + " has filled")
              .formatted(operator.nodeName()));
    }
    return extractFromUnary(operator, found);
  }

  private LogicalPlan extractFromUnary(LogicalPlan operator, Set<ScoringExpression> found) {
    ScoredPlans child = new ScoredPlans(operator.children().head());
    found.forEach(child::score);
    return child.replaceIn(operator, Sequences.of(child.plan()));
  }

  /** Conditions that need no model are decided first, on fewer rows. */
  private LogicalPlan extractFromFilter(Filter filter) {
    List<Expression> plain = new ArrayList<>();
    List<Expression> scoring = new ArrayList<>();
    for (Expression condition : conjuncts(filter.condition())) {
      (Rewrites.find(condition, ScoringExpression.class).isEmpty() ? plain : scoring)
          .add(condition);
    }
    LogicalPlan child =
        plain.isEmpty() ? filter.child() : new Filter(conjunction(plain), filter.child());
    Filter rest = new Filter(conjunction(scoring), child);
    return extractFromUnary(rest, innermost(rest));
  }

  private LogicalPlan extractFromJoin(Join join, Set<ScoringExpression> found) {
    ScoredPlans left = new ScoredPlans(join.left());
    ScoredPlans right = new ScoredPlans(join.right());
    for (ScoringExpression expression : found) {
      if (expression.references().subsetOf(join.left().outputSet())) {
        left.score(expression);
      } else if (expression.references().subsetOf(join.right().outputSet())) {
        right.score(expression);
      } else {
        return conditionAbove(join, found);
      }
    }
    LogicalPlan replaced = left.replaceIn(join, Sequences.of(List.of(left.plan(), right.plan())));
    return right.replaceIn(replaced, replaced.children());
  }

  private LogicalPlan conditionAbove(Join join, Set<ScoringExpression> found) {
    if (!join.joinType().equals(Inner$.MODULE$)) {
      throw PlanErrors.at(
          found.iterator().next(),
          ("a model that reads columns of both sides cannot be the condition of a %s join (EXISTS"
                  + " and IN make semi and anti joins). Join without it (JOIN), and filter by its"
                  + " result")
              .formatted(join.joinType().sql()));
    }
    Join unconditional =
        new Join(join.left(), join.right(), join.joinType(), Option.empty(), join.hint());
    return extractFromFilter(new Filter(join.condition().get(), unconditional));
  }

  /** Operators that pass their child's columns on must not show the scored ones. */
  private static LogicalPlan keepOutput(LogicalPlan before, LogicalPlan after) {
    return before.output().equals(after.output())
        ? after
        : new Project(asNamed(before.output()), after);
  }

  /** Scoring expressions whose inputs hold none: a model may be fed by another. */
  private static Set<ScoringExpression> innermost(LogicalPlan operator) {
    Set<ScoringExpression> found = new LinkedHashSet<>();
    for (Expression root : Sequences.toJava(operator.expressions())) {
      for (ScoringExpression expression : Rewrites.find(root, ScoringExpression.class)) {
        if (expression.inputs().stream()
            .allMatch(input -> Rewrites.find(input, ScoringExpression.class).isEmpty())) {
          found.add(expression);
        }
      }
    }
    return found;
  }

  private static List<Expression> conjuncts(Expression condition) {
    if (condition instanceof And and) {
      List<Expression> all = new ArrayList<>(conjuncts(and.left()));
      all.addAll(conjuncts(and.right()));
      return all;
    }
    return List.of(condition);
  }

  private static Expression conjunction(List<Expression> conditions) {
    return conditions.stream().reduce(And::new).orElseThrow();
  }

  private static Seq<NamedExpression> asNamed(Seq<Attribute> attributes) {
    return Sequences.of(Sequences.toJava(attributes));
  }

  /** A plan that grows scored columns, and which expression each of them stands for. */
  private static final class ScoredPlans {
    private LogicalPlan plan;
    private final Map<ScoringExpression, Attribute> columns = new LinkedHashMap<>();

    ScoredPlans(LogicalPlan plan) {
      this.plan = plan;
    }

    LogicalPlan plan() {
      return plan;
    }

    void score(ScoringExpression expression) {
      ScoredPlan scored =
          ScoredPlan.reuse(plan, expression).orElseGet(() -> ScoredPlan.add(plan, expression));
      plan = scored.plan();
      columns.put(expression, scored.column());
    }

    LogicalPlan replaceIn(LogicalPlan operator, Seq<LogicalPlan> children) {
      Map<Expression, Expression> replacements = new HashMap<>(columns);
      LogicalPlan replaced =
          operator.transformExpressions(
              Rewrites.some(ScoringExpression.class, replacements::containsKey, replacements::get));
      return replaced.withNewChildren(children);
    }
  }
}
