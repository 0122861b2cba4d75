package io.dlpipelines.scoring;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/** Keeps scoring nodes from carrying columns along that nothing above them reads. */
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
    if (plan instanceof ScoringNode node) {
      List<Attribute> passed =
          Sequences.toJava(node.passed()).stream().filter(read::contains).toList();
      ScoringNode pruned =
          passed.size() == node.passed().size() ? node : node.passing(Sequences.of(passed));
      LogicalPlan child = prune(node.child(), pruned.references());
      return child == node.child() ? pruned : pruned.withNewChildren(Sequences.of(child));
    }
    return plan;
  }
}
