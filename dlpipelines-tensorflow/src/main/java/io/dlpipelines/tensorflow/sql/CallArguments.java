package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.tensorflow.graph.GraphIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;

/**
 * What a query gives to a function.
 *
 * @param positional arguments without names, which come first
 * @param named arguments with names
 */
record CallArguments(List<Expression> positional, Map<String, Expression> named) {
  private static final String OUTPUT = "output";
  private static final String OUTPUT_MODE = "outputMode";
  private static final String VECTOR = "vector";
  private static final String ARRAY = "array";

  static CallArguments of(List<Expression> arguments) {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    for (Expression argument : arguments) {
      LambdaVariables.refuse(argument);
      if (argument instanceof NamedArgumentExpression pair) {
        if (named.put(pair.key(), pair.value()) != null) {
          throw twice(pair.key());
        }
      } else if (!named.isEmpty()) {
        throw new IllegalArgumentException(
            "the argument %s has no name and stands behind one that has, %s. Put arguments without names first."
                .formatted(argument.sql(), named.keySet()));
      } else {
        positional.add(argument);
      }
    }
    return new CallArguments(positional, named);
  }

  /** The first argument, which may be given by its name. */
  Optional<Expression> first(String name) {
    return positional.isEmpty()
        ? Optional.ofNullable(named.get(name))
        : Optional.of(positional.get(0));
  }

  CallArguments withoutFirst(String name) {
    Map<String, Expression> rest = new LinkedHashMap<>(named);
    if (positional.isEmpty()) {
      rest.remove(name);
    }
    return new CallArguments(positional.stream().skip(1).toList(), rest);
  }

  /** All arguments by their names. */
  CallArguments namedBy(List<String> names) {
    if (positional.size() > names.size()) {
      throw new IllegalArgumentException(
          "%d arguments have no name, and there is room for %d: %s. Name the others."
              .formatted(positional.size(), names.size(), names));
    }
    Map<String, Expression> all = new LinkedHashMap<>();
    for (int i = 0; i < positional.size(); i++) {
      all.put(names.get(i), positional.get(i));
    }
    named.forEach(
        (name, value) -> {
          if (all.put(among(names, name).orElse(name), value) != null) {
            throw twice(name);
          }
        });
    return new CallArguments(List.of(), all);
  }

  /** The column that is asked for, if the query names it. */
  Optional<String> output(FunctionModel model) {
    return named.entrySet().stream()
        .filter(argument -> argument.getKey().equalsIgnoreCase(OUTPUT))
        .filter(argument -> among(model.inputs(), argument.getKey()).isEmpty())
        .map(argument -> Literals.text(OUTPUT, argument.getValue()))
        .findFirst();
  }

  /** Tells columns from options. */
  BoundArguments bind(FunctionModel model) {
    requireRoom(model);
    Map<String, Expression> columns = new LinkedHashMap<>();
    List<String> order = model.order(positional.size());
    for (int i = 0; i < positional.size(); i++) {
      columns.put(order.get(i), positional.get(i));
    }
    ParamMap options = new ParamMap();
    boolean vectors = false;
    Transformer stage = model.scoring();
    for (Map.Entry<String, Expression> argument : named.entrySet()) {
      String name = argument.getKey();
      Optional<String> input = among(model.inputs(), name);
      Optional<Param<?>> param = input.isPresent() ? Optional.empty() : option(stage, name);
      if (input.isPresent()) {
        if (columns.put(input.get(), argument.getValue()) != null) {
          throw twice(name);
        }
      } else if (name.equalsIgnoreCase(OUTPUT_MODE) && isForm(argument.getValue())) {
        vectors = Literals.text(OUTPUT_MODE, argument.getValue()).equals(VECTOR);
      } else if (param.isPresent()) {
        options.put(Literals.setting(stage, param.get(), argument.getValue()));
      } else if (model.open() && !name.equalsIgnoreCase(OUTPUT)) {
        columns.put(name, argument.getValue());
      } else if (!name.equalsIgnoreCase(OUTPUT) && among(model.unused(), name).isEmpty()) {
        throw unknown(name, model);
      }
    }
    List<String> missing =
        model.inputs().stream().filter(input -> !columns.containsKey(input)).toList();
    if (!missing.isEmpty() && !model.open()) {
      throw new IllegalArgumentException(
          "there is no argument for %s; the model reads %s. Give a column for each."
              .formatted(missing, model.inputs()));
    }
    columns.keySet().removeAll(model.unused());
    return new BoundArguments(columns, options, output(model), vectors);
  }

  /** Whether a value of outputMode is one that applies to the vectors of any stage. */
  private static boolean isForm(Expression value) {
    return value.foldable() && List.of(VECTOR, ARRAY).contains(Literals.text(OUTPUT_MODE, value));
  }

  private void requireRoom(FunctionModel model) {
    if (model.open() && !positional.isEmpty()) {
      throw new IllegalArgumentException(
          "what the model reads is not told by the Params of all its stages, %s. Name the arguments, as in column => value."
              .formatted(model.stages()));
    }
    if (positional.size() > model.order(positional.size()).size()) {
      throw new IllegalArgumentException(
          "%d columns are given; the model reads %d: %s. Give one for each, and name options, as in batchSize => 64."
              .formatted(positional.size(), model.inputs().size(), model.inputs()));
    }
  }

  private static Optional<Param<?>> option(Transformer stage, String name) {
    return among(options(stage).map(Param::name).toList(), name).map(stage::getParam);
  }

  private static Stream<Param<?>> options(Transformer stage) {
    return Stream.<Param<?>>of(stage.params())
        .filter(param -> !StageColumns.isRead(param) && Literals.canSet(param));
  }

  /** The name itself, or the only one that differs in case alone. */
  private static Optional<String> among(List<String> names, String name) {
    if (names.contains(name)) {
      return Optional.of(name);
    }
    List<String> alike = names.stream().filter(name::equalsIgnoreCase).toList();
    return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
  }

  private static IllegalArgumentException unknown(String name, FunctionModel model) {
    List<String> options =
        Stream.of(
                Stream.of(OUTPUT),
                options(model.scoring()).map(Param::name),
                Stream.of(OUTPUT_MODE))
            .flatMap(names -> names)
            .distinct()
            .toList();
    return new IllegalArgumentException(
        "there is no argument [%s]; the model reads %s, and its options are %s. The nearest are %s."
            .formatted(
                name,
                model.inputs(),
                options,
                GraphIndex.nearest(
                    name, Stream.concat(model.inputs().stream(), options.stream()))));
  }

  private static IllegalArgumentException twice(String name) {
    return new IllegalArgumentException(
        "the argument [%s] is given twice. Give it once.".formatted(name));
  }
}
