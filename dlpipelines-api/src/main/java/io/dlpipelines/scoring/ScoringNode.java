package io.dlpipelines.scoring;

import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Scores each row of its child and adds the outputs as one struct. Public only because Catalyst
 * copies operators by reflection.
 */
public final class ScoringNode extends LogicalPlan {
  private final LogicalPlan child;
  private final ScoringExpression expression;
  private final Attribute scored;
  private final Seq<Attribute> passed;

  /**
   * Makes the node.
   *
   * @param child gives the rows
   * @param expression what is scored; its inputs are attributes of the child
   * @param scored the struct of outputs that it adds
   * @param passed the child's attributes that stay in the output
   */
  public ScoringNode(
      LogicalPlan child, ScoringExpression expression, Attribute scored, Seq<Attribute> passed) {
    this.child = child;
    this.expression = expression;
    this.scored = scored;
    this.passed = passed;
  }

  LogicalPlan child() {
    return child;
  }

  Attribute scored() {
    return scored;
  }

  ScoringExpression expression() {
    return expression;
  }

  Seq<Attribute> passed() {
    return passed;
  }

  ScoringNode passing(Seq<Attribute> attributes) {
    return new ScoringNode(child, expression, scored, attributes);
  }

  @Override
  public Seq<LogicalPlan> children() {
    return Sequences.of(child);
  }

  @Override
  public Seq<Attribute> output() {
    return Sequences.append(passed, scored);
  }

  @Override
  public AttributeSet references() {
    return expression
        .references()
        .$plus$plus(AttributeSet.apply(Sequences.<Expression>of(Sequences.toJava(passed))));
  }

  @Override
  public AttributeSet producedAttributes() {
    return AttributeSet.apply(Sequences.<Expression>of(List.of(scored)));
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> newChildren) {
    return new ScoringNode(newChildren.apply(0), expression, scored, passed);
  }

  @Override
  public String nodeName() {
    return "Scoring";
  }

  @Override
  public Iterator<Object> stringArgs() {
    return Sequences.<Object>of(List.of(expression + " AS " + scored, passed)).iterator();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ScoringNode;
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> child;
      case 1 -> expression;
      case 2 -> scored;
      default -> passed;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoringNode that
        && child.equals(that.child)
        && expression.equals(that.expression)
        && scored.equals(that.scored)
        && passed.equals(that.passed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(child, expression, scored, passed);
  }
}
