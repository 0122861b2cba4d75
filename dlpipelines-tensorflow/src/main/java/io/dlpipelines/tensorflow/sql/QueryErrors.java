package io.dlpipelines.tensorflow.sql;

import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import scala.Option;
import scala.collection.immutable.Map$;

/** Errors as Spark reports them: with the place in the query that Spark, or the caller, adds. */
final class QueryErrors {

  private QueryErrors() {}

  static AnalysisException of(String function, Throwable failure) {
    return new AnalysisException(
        "%s: %s".formatted(function, message(failure)),
        Option.empty(),
        Option.empty(),
        Option.apply(failure),
        Option.empty(),
        Map$.MODULE$.empty(),
        new QueryContext[0]);
  }

  /** Spark's rules throw what Java's signatures do not declare. */
  @SuppressWarnings("unchecked")
  static <E extends Throwable> E undeclared(AnalysisException failure) throws E {
    throw (E) failure;
  }

  private static String message(Throwable failure) {
    if (failure instanceof AnalysisException analysis) {
      return analysis.getSimpleMessage();
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
