package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.tensorflow.graph.GraphIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What stages make of columns of certain types, as expressions: each stage is applied to a Dataset
 * without rows, and what becomes of its columns is told by the plan.
 */
final class StageTemplate {
  private final List<Transformer> stages;
  private final List<AttributeReference> inputs = new ArrayList<>();
  private final Map<String, Expression> columns = new LinkedHashMap<>();
  private final List<String> added = new ArrayList<>();
  private final boolean vectors;
  private List<String> addedLast = List.of();
  private StructType schema;

  StageTemplate(
      SparkSession spark, List<Transformer> stages, StructType inputSchema, boolean vectors) {
    this.stages = stages;
    this.vectors = vectors;
    schema = inputSchema;
    for (StructField field : inputSchema.fields()) {
      AttributeReference input =
          new AttributeReference(
              field.name(),
              field.dataType(),
              field.nullable(),
              field.metadata(),
              NamedExpression.newExprId(),
              seq(List.<String>of()));
      inputs.add(input);
      columns.put(field.name(), input);
    }
    stages.forEach(stage -> apply(stage, spark.createDataFrame(List.of(), schema)));
  }

  private void apply(Transformer stage, Dataset<Row> rows) {
    Dataset<Row> result = stage.transform(rows);
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

  /** The column that is asked for, else what the last stage adds: a column or a struct. */
  Expression over(List<Expression> arguments, Optional<String> output) {
    Map<Object, Expression> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      values.put(inputs.get(i).exprId(), arguments.get(i));
    }
    return Rewrite.each(
        output.map(this::chosen).orElseGet(this::last),
        AttributeReference.class,
        input -> values.getOrDefault(input.exprId(), input));
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
    return result(alike.get(0));
  }

  private Expression last() {
    if (addedLast.isEmpty()) {
      throw new IllegalArgumentException(
          "the model %s adds no column. Use one with a stage that adds one.".formatted(stages));
    }
    if (addedLast.size() == 1) {
      return result(addedLast.get(0));
    }
    List<Expression> fields = new ArrayList<>();
    for (String name : addedLast) {
      fields.add(Literal$.MODULE$.apply(name));
      fields.add(result(name));
    }
    return new CreateNamedStruct(seq(fields));
  }

  private Expression result(String column) {
    Expression result = columns.get(column);
    return vectors ? result : VectorArrays.arrayOf(result);
  }

  private static <T> Seq<T> seq(List<T> elements) {
    return CollectionConverters.asScala(elements).toSeq();
  }
}
