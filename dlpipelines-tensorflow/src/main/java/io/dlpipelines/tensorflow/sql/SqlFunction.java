package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.scoring.ScoringRules;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.classic.SparkSession;
import scala.Function1;
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
      throw QueryErrors.<RuntimeException>undeclared(QueryErrors.of(name, failure));
    }
  }

  /** What {@code DESCRIBE FUNCTION} shows. */
  static ExpressionInfo info(String name, String usage) {
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
}
