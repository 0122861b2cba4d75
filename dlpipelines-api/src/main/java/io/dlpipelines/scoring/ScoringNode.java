package io.dlpipelines.scoring;

import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Scores each row of its child and adds the outputs as one struct. Public only because Catalyst
 * copies operators by reflection.
 */
public final class ScoringNode extends LogicalPlan {
  private final LogicalPlan child;
  private final Alias scored;
  private final Seq<Attribute> passed;

  /**
   * Makes the node.
   *
   * @param child gives the rows
   * @param scored names a {@link ScoringExpression} whose inputs are attributes of the child
   * @param passed the child's attributes that stay in the output
   */
  public ScoringNode(LogicalPlan child, Alias scored, Seq<Attribute> passed) {
    this.child = child;
    this.scored = scored;
    this.passed = passed;
  }

  LogicalPlan child() {
    return child;
  }

  Alias scored() {
    return scored;
  }

  ScoringExpression expression() {
    return (ScoringExpression) scored.child();
  }

  Seq<Attribute> passed() {
    return passed;
  }

  ScoringNode passing(Seq<Attribute> attributes) {
    return new ScoringNode(child, scored, attributes);
  }

  @Override
  public Seq<LogicalPlan> children() {
    return Sequences.of(child);
  }

  @Override
  public Seq<Attribute> output() {
    return Sequences.append(passed, scored.toAttribute());
  }

  @Override
  public AttributeSet references() {
    return scored
        .references()
        .$plus$plus(AttributeSet.apply(Sequences.<Expression>of(Sequences.toJava(passed))));
  }

  @Override
  public AttributeSet producedAttributes() {
    return scored.toAttribute().references();
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> newChildren) {
    return new ScoringNode(newChildren.apply(0), scored, passed);
  }

  @Override
  public String nodeName() {
    return "Scoring";
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ScoringNode;
  }

  @Override
  public int productArity() {
    return 3;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> child;
      case 1 -> scored;
      default -> passed;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoringNode that
        && child.equals(that.child)
        && scored.equals(that.scored)
        && passed.equals(that.passed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(child, scored, passed);
  }
}
