package io.dlpipelines.scoring;

import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.Option;
import scala.collection.immutable.Map$;

/** Errors of queries in which a model stands where it cannot be scored, as errors of analysis. */
final class PlanErrors {

  private PlanErrors() {}

  /** Names the place in the query, where it is known. */
  static RuntimeException at(TreeNode<?> place, String message) {
    return PlanErrors.<RuntimeException>undeclared(
        new AnalysisException(
                message,
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Map$.MODULE$.empty(),
                new QueryContext[0])
            .withPosition(place.origin()));
  }

  /** Spark's rules throw what Java's signatures do not declare. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E undeclared(AnalysisException failure) throws E {
    throw (E) failure;
  }
}
