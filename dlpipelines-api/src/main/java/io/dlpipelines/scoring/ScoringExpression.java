package io.dlpipelines.scoring;

import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A model applied to columns: gives a struct of the model's outputs. It is never evaluated where it
 * stands; a rule pulls it out into a {@link ScoringNode}. Public only because Catalyst copies
 * expressions by reflection.
 */
public final class ScoringExpression extends Expression implements Unevaluable {
  private final Seq<Expression> inputs;
  private final ScoringPlan plan;

  /**
   * Makes the expression.
   *
   * @param inputs one for each feed of the plan
   * @param plan what to score
   */
  public ScoringExpression(Seq<Expression> inputs, ScoringPlan plan) {
    this.inputs = inputs;
    this.plan = plan;
  }

  ScoringPlan plan() {
    return plan;
  }

  List<Expression> inputs() {
    return CollectionConverters.asJava(inputs);
  }

  @Override
  public Seq<Expression> children() {
    return inputs;
  }

  @Override
  public DataType dataType() {
    return plan.spec().outputType();
  }

  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public boolean foldable() {
    return false;
  }

  @Override
  public Object eval(InternalRow row) {
    throw notExtracted();
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw notExtracted();
  }

  private UnsupportedOperationException notExtracted() {
    return new UnsupportedOperationException(
        this
            + " was not planned: the session that runs this query has no scoring rule. Call"
            + " ScoringRules.install(spark) on it, or transform() with a Dataset of it.");
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new ScoringExpression(newChildren, plan);
  }

  @Override
  public String prettyName() {
    return "score";
  }

  @Override
  public String toString() {
    return "score("
        + (plan == null ? "" : "model " + plan.model() + ", ")
        + inputs.mkString(", ")
        + ")";
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ScoringExpression;
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int index) {
    return index == 0 ? inputs : plan;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoringExpression that
        && inputs.equals(that.inputs)
        && plan.equals(that.plan);
  }

  @Override
  public int hashCode() {
    return Objects.hash(inputs, plan);
  }
}
