package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.tensorflow.graph.GraphIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Stages as an expression: they are applied to a Dataset without rows, and what becomes of its
 * columns is told by the plan.
 */
final class StageExpression {
  private final SparkSession spark;
  private final FunctionModel model;
  private final BoundArguments arguments;

  StageExpression(SparkSession spark, FunctionModel model, BoundArguments arguments) {
    this.spark = spark;
    this.model = model.with(arguments.options());
    this.arguments = arguments;
  }

  /** The column that the query asks for, else what the last stage adds: a column or a struct. */
  Expression build() {
    Map<String, Expression> columns = new LinkedHashMap<>();
    arguments
        .columns()
        .forEach((name, value) -> columns.put(name, SqlTypes.withoutDecimals(same(name, value))));
    Dataset<Row> rows = spark.createDataFrame(List.of(), schema(columns));
    List<String> added = new ArrayList<>();
    List<String> addedLast = new ArrayList<>();
    for (Transformer stage : model.stages()) {
      List<String> before = Arrays.asList(rows.columns());
      rows = stage.transform(rows);
      List<String> news = new ArrayList<>(Arrays.asList(rows.columns()));
      news.removeAll(before);
      added.addAll(news);
      addedLast = news.isEmpty() ? addedLast : news;
    }
    List<String> there = Arrays.asList(rows.columns());
    added.retainAll(there);
    addedLast.retainAll(there);
    List<Expression> results =
        new ColumnDefinitions(List.copyOf(columns.values()), model.stages())
            .of(((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().analyzed());
    Map<String, Expression> named = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      named.put(there.get(i), results.get(i));
    }
    if (arguments.output().isPresent()) {
      return named.get(chosen(arguments.output().get(), added));
    }
    if (addedLast.isEmpty()) {
      throw new IllegalArgumentException(
          "the model %s adds no column. Use one with a stage that adds one."
              .formatted(model.stages()));
    }
    named.keySet().retainAll(addedLast);
    return named.size() == 1 ? named.values().iterator().next() : struct(named);
  }

  /** An argument may be computed more than once. */
  private static Expression same(String name, Expression value) {
    if (!value.deterministic()) {
      throw new IllegalArgumentException(
          "the argument [%s], %s, is not the same each time it is computed. Compute it in a subquery."
              .formatted(name, value.sql()));
    }
    return value;
  }

  private static StructType schema(Map<String, Expression> columns) {
    List<StructField> fields = new ArrayList<>();
    columns.forEach(
        (name, value) ->
            fields.add(
                new StructField(
                    name,
                    value.dataType(),
                    true,
                    value instanceof NamedExpression named ? named.metadata() : Metadata.empty())));
    return new StructType(fields.toArray(StructField[]::new));
  }

  private static String chosen(String name, List<String> added) {
    if (added.contains(name)) {
      return name;
    }
    List<String> alike = added.stream().filter(name::equalsIgnoreCase).toList();
    if (alike.size() != 1) {
      throw new IllegalArgumentException(
          "the model adds no column [%s]; it adds %s. The nearest are %s."
              .formatted(name, added, GraphIndex.nearest(name, added.stream())));
    }
    return alike.get(0);
  }

  private static Expression struct(Map<String, Expression> fields) {
    List<Expression> children = new ArrayList<>();
    fields.forEach(
        (name, value) -> {
          children.add(Literal$.MODULE$.apply(name));
          children.add(value);
        });
    return new CreateNamedStruct(CollectionConverters.asScala(children).toSeq());
  }
}
