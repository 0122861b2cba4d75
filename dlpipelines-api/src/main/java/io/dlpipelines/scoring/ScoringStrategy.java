package io.dlpipelines.scoring;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Plans {@link ScoringNode} as {@link ScoringExec}. */
final class ScoringStrategy extends SparkStrategy {

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    return plan instanceof ScoringNode node
        ? Sequences.of(
            new ScoringExec(
                planLater(node.child()), node.expression(), node.scored(), node.passed()))
        : Sequences.of(List.of());
  }
}
