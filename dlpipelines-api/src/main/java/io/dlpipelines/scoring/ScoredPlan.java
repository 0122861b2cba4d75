package io.dlpipelines.scoring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.RightOuter$;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.Option;

/**
 * A plan with a column that holds the result of a scoring expression.
 *
 * @param plan the plan
 * @param column the scored struct, one of its outputs
 */
record ScoredPlan(LogicalPlan plan, Attribute column) {

  /** Scores the rows of a plan, after computing those inputs that are no plain columns. */
  static ScoredPlan add(LogicalPlan plan, ScoringExpression expression) {
    List<NamedExpression> columns = new ArrayList<>(Sequences.toJava(plan.output()));
    List<Expression> inputs = new ArrayList<>();
    for (Expression input : expression.inputs()) {
      if (input instanceof Attribute) {
        inputs.add(input);
      } else {
        Alias computed = alias(input, "input");
        columns.add(computed);
        inputs.add(computed.toAttribute());
      }
    }
    LogicalPlan child =
        columns.size() == plan.output().size() ? plan : new Project(Sequences.of(columns), plan);
    ScoringExpression scoring = new ScoringExpression(Sequences.of(inputs), expression.plan());
    Attribute scored = alias(scoring, expression.prettyName()).toAttribute();
    return new ScoredPlan(new ScoringNode(child, scoring, scored, plan.output()), scored);
  }

  /** Finds a node below that scores the same expression, and lets its column through to the top. */
  static Optional<ScoredPlan> reuse(LogicalPlan plan, ScoringExpression expression) {
    if (!expression.deterministic()) {
      return Optional.empty();
    }
    if (plan instanceof ScoringNode node) {
      return scores(node, expression)
          ? Optional.of(new ScoredPlan(node, node.scored()))
          : reuse(node.child(), expression)
              .map(
                  below ->
                      below.under(
                          new ScoringNode(
                              below.plan,
                              node.expression(),
                              node.scored(),
                              Sequences.append(node.passed(), below.column))));
    }
    if (plan instanceof Project project) {
      return reuse(project.child(), inline(expression, project))
          .map(
              below ->
                  below.under(
                      new Project(
                          Sequences.append(project.projectList(), (NamedExpression) below.column),
                          below.plan)));
    }
    if (plan instanceof Join join) {
      return reuseInJoin(join, expression);
    }
    if (plan.children().size() == 1 && plan.output().equals(plan.children().head().output())) {
      return reuse(plan.children().head(), expression)
          .map(below -> below.under(plan.withNewChildren(Sequences.of(below.plan))));
    }
    return Optional.empty();
  }

  /** Only a side that the join never fills with nulls. */
  private static Optional<ScoredPlan> reuseInJoin(Join join, ScoringExpression expression) {
    Object type = join.joinType();
    boolean inner = type.equals(Inner$.MODULE$);
    boolean left =
        inner
            || type.equals(LeftOuter$.MODULE$)
            || type.equals(LeftSemi$.MODULE$)
            || type.equals(LeftAnti$.MODULE$);
    if (left && expression.references().subsetOf(join.left().outputSet())) {
      return reuse(join.left(), expression)
          .map(
              below ->
                  below.under(
                      join.withNewChildren(Sequences.of(List.of(below.plan, join.right())))));
    }
    boolean right = inner || type.equals(RightOuter$.MODULE$);
    if (right && expression.references().subsetOf(join.right().outputSet())) {
      return reuse(join.right(), expression)
          .map(
              below ->
                  below.under(
                      join.withNewChildren(Sequences.of(List.of(join.left(), below.plan)))));
    }
    return Optional.empty();
  }

  private ScoredPlan under(LogicalPlan parent) {
    return new ScoredPlan(parent, column);
  }

  private static boolean scores(ScoringNode node, ScoringExpression expression) {
    return node.expression().equals(expression)
        || (node.child() instanceof Project project
            && inline(node.expression(), project).equals(expression));
  }

  /** The expression as it reads below a projection. */
  private static ScoringExpression inline(ScoringExpression expression, Project project) {
    Map<ExprId, Expression> definitions = new HashMap<>();
    for (NamedExpression column : Sequences.toJava(project.projectList())) {
      if (column instanceof Alias alias) {
        definitions.put(alias.exprId(), alias.child());
      }
    }
    return (ScoringExpression)
        expression.transform(
            Rewrites.some(
                AttributeReference.class,
                attribute -> definitions.containsKey(attribute.exprId()),
                attribute -> definitions.get(attribute.exprId())));
  }

  private static Alias alias(Expression expression, String name) {
    return new Alias(
        expression,
        name,
        NamedExpression.newExprId(),
        Sequences.of(List.of()),
        Option.empty(),
        Sequences.of(List.of()));
  }
}
