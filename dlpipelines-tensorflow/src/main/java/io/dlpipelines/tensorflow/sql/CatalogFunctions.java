package io.dlpipelines.tensorflow.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
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
    return plan.resolveExpressions(
        new AbstractPartialFunction<Expression, Expression>() {
          @Override
          public boolean isDefinedAt(Expression node) {
            return node instanceof UnresolvedFunction function && path(function).isPresent();
          }

          @Override
          public Expression apply(Expression node) {
            UnresolvedFunction function = (UnresolvedFunction) node;
            return predict(function, path(function).orElseThrow());
          }
        });
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

  private Optional<String> path(UnresolvedFunction function) {
    List<String> name = CollectionConverters.asJava(function.nameParts());
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
    if (name.size() != 2 || !catalogs.isCatalogRegistered(name.get(0))) {
      return Optional.empty();
    }
    CatalogPlugin catalog = catalogs.catalog(name.get(0));
    return catalog instanceof ModelCatalog models ? models.path(name.get(1)) : Optional.empty();
  }

  private static <T> Seq<T> seq(List<T> elements) {
    return CollectionConverters.asScala(elements).toSeq();
  }
}
