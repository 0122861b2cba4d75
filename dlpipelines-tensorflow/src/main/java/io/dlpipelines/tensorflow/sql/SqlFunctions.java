package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.tensorflow.graph.FilesState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.SparkSession;

/** The functions there are. */
final class SqlFunctions {
  static final String PREDICT = "tf_predict";
  private static final String PATH = "path";

  private SqlFunctions() {}

  /** Applies the model at a path, which is its first argument. */
  static SqlFunction predict() {
    return new SqlFunction(
        PREDICT,
        (spark, arguments) -> {
          Expression path =
              arguments
                  .first(PATH)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "there is no path. Give that of a model, then the columns that it reads, as in %s('hdfs:///models/digits', pixels)."
                                  .formatted(PREDICT)));
          FunctionModel model = ModelPath.of(Literals.text(PATH, path), spark).model(spark);
          return expression(spark, model, arguments.withoutFirst(PATH));
        });
  }

  static SqlFunction of(String name, FunctionModel model) {
    return new SqlFunction(name, (spark, arguments) -> expression(spark, model, arguments));
  }

  /** Reads the model again when its files have changed. */
  static SqlFunction of(String name, String path, List<String> inputs) {
    return new SqlFunction(
        name,
        (spark, arguments) -> {
          FunctionModel model = ModelPath.of(path, spark).model(spark);
          return expression(spark, inputs.isEmpty() ? model : model.withInputs(inputs), arguments);
        });
  }

  /**
   * The stage is kept with what it read, as long as the files that its Params name stay the same.
   */
  static SqlFunction of(StageFunction function) {
    return new SqlFunction(
        function.name(),
        (spark, arguments) -> {
          FunctionModel blank = FunctionModel.of(function.stage());
          BoundArguments bound = arguments.namedBy(function.positional()).bind(blank);
          Map<String, Object> options = bound.settings();
          FunctionModel model =
              ModelCache.get(
                  List.of(function.name(), options),
                  states(options, spark),
                  () -> blank.with(bound.options()));
          return model.expression(spark, bound.withoutOptions());
        });
  }

  /** What {@code DESCRIBE FUNCTION} says of a model. */
  static String usage(String function, FunctionModel all) {
    FunctionModel model = all.giving(Optional.empty());
    return "%s(%s[, option => value, ...]) - What is added by %s."
        .formatted(
            function,
            String.join(", ", model.inputs()),
            model.stages().stream()
                .map(stage -> stage.getClass().getSimpleName())
                .collect(Collectors.joining(", ")));
  }

  private static Map<String, FilesState> states(Map<String, Object> options, SparkSession spark) {
    return options.entrySet().stream()
        .filter(option -> option.getKey().endsWith("Path"))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                option -> {
                  ModelPath path = ModelPath.of(option.getValue().toString(), spark);
                  return FilesState.of(path.path(), path.configuration());
                }));
  }

  private static Expression expression(
      SparkSession spark, FunctionModel model, CallArguments arguments) {
    FunctionModel asked = model.giving(arguments.output(model));
    return asked.expression(spark, arguments.bind(asked));
  }
}
