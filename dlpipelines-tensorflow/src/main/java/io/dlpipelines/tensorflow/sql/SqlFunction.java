package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.scoring.ScoringRules;
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.classic.SparkSession;
import scala.Function1;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Makes an expression of a function's arguments, in the session whose query calls it. */
record SqlFunction(String name, Definition definition)
    implements Function1<Seq<Expression>, Expression> {

  /** What is particular to a function. */
  interface Definition {
    Expression apply(SparkSession spark, CallArguments arguments);
  }

  /** Spark adds the place in the query to errors of analysis. */
  @Override
  public Expression apply(Seq<Expression> arguments) {
    try {
      SparkSession spark = SparkSession.active();
      ScoringRules.install(spark);
      return definition.apply(spark, CallArguments.of(CollectionConverters.asJava(arguments)));
    } catch (RuntimeException failure) {
      throw SqlFunction.<RuntimeException>unchecked(inAnalysis(failure));
    }
  }

  /** What {@code DESCRIBE FUNCTION} shows. */
  ExpressionInfo info(String usage) {
    String nothing = "";
    return new ExpressionInfo(
        SqlFunction.class.getCanonicalName(),
        null,
        name,
        usage,
        nothing,
        nothing,
        nothing,
        nothing,
        nothing,
        nothing,
        nothing);
  }

  private AnalysisException inAnalysis(Throwable failure) {
    return new AnalysisException(
        "%s: %s".formatted(name, message(failure)),
        Option.empty(),
        Option.empty(),
        Option.apply(failure),
        Option.empty(),
        Map$.MODULE$.empty(),
        new QueryContext[0]);
  }

  private static String message(Throwable failure) {
    if (failure instanceof AnalysisException analysis) {
      return analysis.getSimpleMessage();
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable failure) throws E {
    throw (E) failure;
  }
}
