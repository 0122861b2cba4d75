package io.dlpipelines.training;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.jdk.javaapi.CollectionConverters;

/** The columns of a Dataset that a spec names, as Catalyst sees them. */
final class DatasetPlan {
  private final QueryExecution query;
  private final QueryExecution chosen;
  private final SparkSession session;

  /** What makes two Datasets give the same rows. */
  record Key(SparkSession session, Object plan, List<Identity> sources) {}

  /** The same object, whatever its class holds to be equal. */
  record Identity(Object object) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Identity that && object == that.object;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object);
    }
  }

  DatasetPlan(Dataset<?> dataset, EncodingSpec spec) {
    session = dataset.sparkSession();
    query = query(dataset);
    List<Column> columns = new ArrayList<>();
    spec.layout().feeds().forEach(feed -> columns.add(numbers(dataset, feed.column())));
    if (spec.split() instanceof ValidationSplit.ByColumn split) {
      columns.add(indicator(dataset, split.column()));
    }
    Dataset<Row> selected = dataset.select(columns.toArray(Column[]::new));
    chosen = query(selected);
  }

  /** The rows, with the feeds' columns in order and the split's behind. */
  RDD<InternalRow> rows() {
    return chosen.toRdd();
  }

  /**
   * Equal for Datasets that give the same rows: the same computation on the same sources. Files and
   * tables may change, so those that were opened twice are two sources; so are plans that are not
   * deterministic, unless it is the very same Dataset.
   */
  Key key() {
    LogicalPlan plan = chosen.analyzed();
    if (!plan.deterministic() || !query.analyzed().deterministic()) {
      return new Key(session, new Identity(query.analyzed()), List.of());
    }
    List<Identity> sources = new ArrayList<>();
    addSources(plan, sources);
    return new Key(session, plan.canonicalized(), sources);
  }

  private static void addSources(LogicalPlan plan, List<Identity> sources) {
    for (LogicalPlan leaf : CollectionConverters.asJava(plan.collectLeaves())) {
      if (leaf instanceof LogicalRelation relation) {
        sources.add(new Identity(relation.relation()));
      } else if (leaf instanceof DataSourceV2Relation relation) {
        sources.add(new Identity(relation.table()));
      }
    }
    for (LogicalPlan subquery : CollectionConverters.asJava(plan.subqueriesAll())) {
      addSources(subquery, sources);
    }
  }

  private static Column indicator(Dataset<?> dataset, String name) {
    if (!dataset.schema().apply(name).dataType().equals(DataTypes.BooleanType)) {
      throw new IllegalArgumentException(
          "column [%s] is to say which rows validate, but it is %s. Choose a boolean column."
              .formatted(name, dataset.schema().apply(name).dataType().simpleString()));
    }
    return column(dataset, name);
  }

  private static Column numbers(Dataset<?> dataset, String name) {
    DataType type = dataset.schema().apply(name).dataType();
    DataType read = DecimalColumns.asDoubles(type);
    Column column = column(dataset, name);
    return read.equals(type) ? column : column.cast(read);
  }

  private static Column column(Dataset<?> dataset, String name) {
    return dataset.col('`' + name.replace("`", "``") + '`');
  }

  private static QueryExecution query(Dataset<?> dataset) {
    return ((org.apache.spark.sql.classic.Dataset<?>) dataset).queryExecution();
  }
}
