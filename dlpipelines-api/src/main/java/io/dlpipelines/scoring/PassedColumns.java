package io.dlpipelines.scoring;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.collection.immutable.Seq;

/**
 * Keeps scoring nodes from carrying columns along that nothing above them reads, and the operators
 * below from reading them. Spark's own rule for columns has run by then.
 */
final class PassedColumns {

  private PassedColumns() {}

  static LogicalPlan prune(Project project) {
    LogicalPlan child = prune(project.child(), project.references());
    return child == project.child() ? project : new Project(project.projectList(), child);
  }

  private static LogicalPlan prune(LogicalPlan plan, AttributeSet read) {
    if (plan instanceof Filter filter) {
      LogicalPlan child = prune(filter.child(), read.$plus$plus(filter.references()));
      return child == filter.child() ? filter : new Filter(filter.condition(), child);
    }
    if (plan instanceof Project project) {
      List<NamedExpression> kept =
          Sequences.toJava(project.projectList()).stream().filter(read::contains).toList();
      return prune(new Project(Sequences.of(kept), project.child()));
    }
    return plan instanceof ScoringNode node ? prune(node, read) : plan;
  }

  private static LogicalPlan prune(ScoringNode node, AttributeSet read) {
    ScoringNode pruned = node.passing(kept(node.passed(), read));
    LogicalPlan child = prune(node.child(), pruned.references());
    Seq<Attribute> needed = kept(child.output(), pruned.references());
    if (needed.size() < child.output().size()) {
      child = new Project(Sequences.of(Sequences.toJava(needed)), child);
    }
    return pruned.withNewChildren(Sequences.of(child));
  }

  private static Seq<Attribute> kept(Seq<Attribute> columns, AttributeSet read) {
    return Sequences.of(Sequences.toJava(columns).stream().filter(read::contains).toList());
  }
}
