package io.dlpipelines.scoring;

import java.util.List;
import java.util.Objects;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag;

/**
 * The physical form of {@link ScoringNode}: scores the rows of each partition in batches. Public
 * only because Catalyst copies operators by reflection.
 *
 * <p>Operators above it that are not compiled send it along with their tasks: then it says what its
 * columns are, and the model stays behind.
 */
public final class ScoringExec extends SparkPlan {
  private final SparkPlan child;
  private final transient ScoringExpression expression;
  private final Attribute scored;
  private final Seq<Attribute> passed;
  private final Seq<Attribute> output;
  private final ScoringMetrics metrics;

  /**
   * Makes the node.
   *
   * @param child gives the rows
   * @param expression what is scored; its inputs are attributes of the child
   * @param scored the struct of outputs that it adds
   * @param passed the child's attributes that stay in the output
   */
  public ScoringExec(
      SparkPlan child, ScoringExpression expression, Attribute scored, Seq<Attribute> passed) {
    this.child = child;
    this.expression = expression;
    this.scored = scored;
    this.passed = passed;
    this.output = Sequences.append(passed, scored);
    this.metrics = ScoringMetrics.create(sparkContext());
  }

  @Override
  public RDD<InternalRow> doExecute() {
    int[] inputs =
        expression.inputs().stream().mapToInt(input -> ordinal((Attribute) input)).toArray();
    ScoringPlan plan = expression.plan().current(QueryRun.of(sparkContext()));
    ScoringTask task =
        new ScoringTask(
            plan.spec(),
            ModelReference.share(plan.model(), sparkContext()),
            inputs,
            new PassedRows.Columns(passed, child.output(), scored),
            metrics);
    return child.execute().mapPartitions(task, true, ClassTag.apply(InternalRow.class));
  }

  private int ordinal(Attribute attribute) {
    List<Attribute> columns = Sequences.toJava(child.output());
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).exprId().equals(attribute.exprId())) {
        return i;
      }
    }
    throw new IllegalStateException(attribute + " is not in " + columns);
  }

  @Override
  public scala.collection.immutable.Map<String, SQLMetric> metrics() {
    return metrics.byName();
  }

  @Override
  public Seq<SparkPlan> children() {
    return Sequences.of(child);
  }

  @Override
  public Seq<Attribute> output() {
    return output;
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
  public Partitioning outputPartitioning() {
    return child.outputPartitioning();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return child.outputOrdering();
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
    return new ScoringExec(newChildren.apply(0), expression, scored, passed);
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
    return other instanceof ScoringExec;
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
    return other instanceof ScoringExec that
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
