package io.dlpipelines.tensorflow.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunctionName;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.plans.logical.DescribeFunction;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.execution.command.DescribeFunctionCommand;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Calls {@code tf_predict} with the path of a model where a query calls a function of a {@link
 * ModelCatalog}: Spark's own functions of catalogs run row by row and know no named arguments.
 */
final class CatalogFunctions extends Rule<LogicalPlan> {
  private final org.apache.spark.sql.classic.SparkSession spark;

  CatalogFunctions(SparkSession spark) {
    this.spark = (org.apache.spark.sql.classic.SparkSession) spark;
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan instanceof DescribeFunction description ? described(description) : called(plan);
  }

  private LogicalPlan called(LogicalPlan plan) {
    return plan.resolveExpressions(
        new AbstractPartialFunction<Expression, Expression>() {
          @Override
          public boolean isDefinedAt(Expression node) {
            return node instanceof UnresolvedFunction function
                && called(function.nameParts(), function).isPresent();
          }

          @Override
          public Expression apply(Expression node) {
            UnresolvedFunction function = (UnresolvedFunction) node;
            return predict(function, called(function.nameParts(), function).orElseThrow());
          }
        });
  }

  /** Spark describes no functions of catalogs. */
  private LogicalPlan described(DescribeFunction description) {
    if (!(description.child() instanceof UnresolvedFunctionName function)) {
      return description;
    }
    Seq<String> parts = function.multipartIdentifier();
    String name = parts.mkString(".");
    return located(
        parts,
        function,
        path ->
            path.<LogicalPlan>map(
                    each ->
                        new DescribeFunctionCommand(
                            SqlFunction.info(
                                name,
                                SqlFunctions.usage(name, ModelPath.of(each, spark).model(spark))),
                            description.isExtended()))
                .orElse(description));
  }

  private Optional<String> called(Seq<String> name, TreeNode<?> caller) {
    return located(name, caller, path -> path);
  }

  /** Errors get the place of the call in the query. */
  private <T> T located(
      Seq<String> name, TreeNode<?> caller, Function<Optional<String>, T> result) {
    try {
      return result.apply(path(CollectionConverters.asJava(name)));
    } catch (RuntimeException failure) {
      throw QueryErrors.<RuntimeException>undeclared(
          QueryErrors.of(name.mkString("."), failure).withPosition(caller.origin()));
    }
  }

  private static Expression predict(UnresolvedFunction function, String path) {
    List<Expression> arguments = new ArrayList<>();
    arguments.add(Literal$.MODULE$.apply(path));
    arguments.addAll(CollectionConverters.asJava(function.arguments()));
    return function.copy(
        seq(List.of(SqlFunctions.PREDICT)),
        seq(arguments),
        function.isDistinct(),
        function.filter(),
        function.ignoreNulls(),
        function.orderingWithinGroup(),
        function.isInternal());
  }

  private Optional<String> path(List<String> name) {
    CatalogManager catalogs = spark.sessionState().catalogManager();
    if (name.size() == 1) {
      return catalogs.currentCatalog() instanceof ModelCatalog models
              && !spark
                  .sessionState()
                  .functionRegistry()
                  .functionExists(new FunctionIdentifier(name.get(0)))
          ? models.path(name.get(0))
          : Optional.empty();
    }
    return name.size() == 2
            && catalogs.isCatalogRegistered(name.get(0))
            && catalogs.catalog(name.get(0)) instanceof ModelCatalog models
        ? Optional.of(models.pathOrThrow(name.get(1)))
        : Optional.empty();
  }

  private static <T> Seq<T> seq(List<T> elements) {
    return CollectionConverters.asScala(elements).toSeq();
  }
}
