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
 * Stages as an expression: each is applied to a Dataset without rows, and what becomes of its
 * columns is told by the plan.
 */
final class StageExpression {
  private final SparkSession spark;
  private final Map<String, Expression> columns = new LinkedHashMap<>();
  private final List<String> added = new ArrayList<>();
  private List<String> addedLast = List.of();
  private StructType schema;

  private StageExpression(SparkSession spark, Map<String, Expression> arguments) {
    this.spark = spark;
    List<StructField> fields = new ArrayList<>();
    arguments.forEach(
        (name, argument) -> {
          Expression value = SqlTypes.withoutDecimals(same(name, argument));
          columns.put(name, value);
          fields.add(
              new StructField(
                  name,
                  value.dataType(),
                  true,
                  value instanceof NamedExpression named ? named.metadata() : Metadata.empty()));
        });
    schema = new StructType(fields.toArray(StructField[]::new));
  }

  /** The column that the query asks for, else what the last stage adds: a column or a struct. */
  static Expression of(SparkSession spark, FunctionModel model, BoundArguments arguments) {
    StageExpression expression = new StageExpression(spark, arguments.columns());
    model.with(arguments.options()).stages().forEach(expression::apply);
    return arguments
        .output()
        .map(expression::chosen)
        .orElseGet(() -> expression.lastOf(model.stages()));
  }

  private void apply(Transformer stage) {
    Dataset<Row> result = transformed(stage, spark.createDataFrame(List.of(), schema));
    List<Expression> results =
        new ColumnDefinitions(stage, List.copyOf(columns.values()))
            .of(((org.apache.spark.sql.classic.Dataset<Row>) result).queryExecution().analyzed());
    schema = result.schema();
    List<String> names = Arrays.asList(schema.fieldNames());
    List<String> news = names.stream().filter(name -> !columns.containsKey(name)).toList();
    added.retainAll(names);
    added.addAll(news);
    addedLast = news.isEmpty() ? addedLast.stream().filter(names::contains).toList() : news;
    columns.clear();
    for (int i = 0; i < names.size(); i++) {
      columns.put(names.get(i), results.get(i));
    }
  }

  /** Stages read their models when first used, and queries of all sessions share them. */
  private static Dataset<Row> transformed(Transformer stage, Dataset<Row> rows) {
    synchronized (stage) {
      return stage.transform(rows);
    }
  }

  private Expression chosen(String name) {
    List<String> alike =
        added.contains(name)
            ? List.of(name)
            : added.stream().filter(name::equalsIgnoreCase).toList();
    if (alike.size() != 1) {
      throw new IllegalArgumentException(
          "the model adds no column [%s]; it adds %s. The nearest are %s."
              .formatted(name, added, GraphIndex.nearest(name, added.stream())));
    }
    return columns.get(alike.get(0));
  }

  private Expression lastOf(List<Transformer> stages) {
    if (addedLast.isEmpty()) {
      throw new IllegalArgumentException(
          "the model %s adds no column. Use one with a stage that adds one.".formatted(stages));
    }
    if (addedLast.size() == 1) {
      return columns.get(addedLast.get(0));
    }
    List<Expression> fields = new ArrayList<>();
    for (String name : addedLast) {
      fields.add(Literal$.MODULE$.apply(name));
      fields.add(columns.get(name));
    }
    return new CreateNamedStruct(CollectionConverters.asScala(fields).toSeq());
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
}
