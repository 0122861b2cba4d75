package io.dlpipelines.tensorflow;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** The scoring nodes of queries and what they count. */
public final class ScoredPlans {

  private ScoredPlans() {}

  public static SparkPlan plan(Dataset<Row> data) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) data).queryExecution().executedPlan();
  }

  public static List<SparkPlan> scoringNodes(Dataset<Row> data) {
    return CollectionConverters.asJava(new Helper().collect(plan(data), new ScoringNodes()));
  }

  /** Runs the query and adds a metric up over its scoring nodes. */
  public static long metric(Dataset<Row> data, String name) {
    data.collectAsList();
    return scoringNodes(data).stream().mapToLong(node -> node.metrics().apply(name).value()).sum();
  }

  private static final class Helper implements AdaptiveSparkPlanHelper {}

  private static final class ScoringNodes extends AbstractPartialFunction<SparkPlan, SparkPlan> {
    @Override
    public boolean isDefinedAt(SparkPlan node) {
      return node.nodeName().equals("Scoring");
    }

    @Override
    public SparkPlan apply(SparkPlan node) {
      return node;
    }
  }
}
