package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.scoring.LastUsed;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.KerasTransformer;
import io.dlpipelines.tensorflow.ScoringStage;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.TFTransformer;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;

/** What a SQL function applies. */
final class FunctionModel {
  private static final int CAPACITY = 16;

  private final List<Transformer> stages;
  private final List<String> inputs;
  private final List<List<String>> orders;
  private final boolean named;
  private final boolean open;
  private final LastUsed<Call, StageTemplate> templates;
  private final LastUsed<Optional<String>, AskedStages> asked = new LastUsed<>(CAPACITY);

  /** What a result depends on: also time zones, temporary views and the like. */
  private record Call(
      List<Transformer> stages,
      StructType schema,
      Map<String, Object> settings,
      boolean vectors,
      String session,
      Object configuration) {

    Call(List<Transformer> stages, BoundArguments arguments, SparkSession spark) {
      this(
          stages,
          arguments.schema(),
          arguments.settings(),
          arguments.vectors(),
          spark.sessionUUID(),
          spark.sessionState().conf().getAllConfs());
    }
  }

  private FunctionModel(
      List<Transformer> stages,
      List<String> inputs,
      List<List<String>> orders,
      boolean named,
      boolean open,
      LastUsed<Call, StageTemplate> templates) {
    this.stages = List.copyOf(stages);
    this.inputs = List.copyOf(inputs);
    this.orders = List.copyOf(orders);
    this.named = named;
    this.open = open;
    this.templates = templates;
    if (stages.isEmpty()) {
      throw new IllegalArgumentException(
          "The pipeline has no stages, so it gives nothing. Use one with a stage that adds a"
              + " column.");
    }
  }

  /** A graph whose outputs become arrays, which SQL can look into. */
  static FunctionModel of(TFInputGraph graph) {
    Names names = new Names(graph.inputs(), graph.outputs());
    return of(
        new TFTransformer()
            .setGraph(graph)
            .setInputMapping(names.inputs())
            .setOutputMapping(names.outputs())
            .setOutputMode("array"));
  }

  /** A network whose outputs become arrays, which SQL can look into. */
  static FunctionModel of(KerasModel model) {
    Names names = new Names(model.inputs(), model.outputs());
    return of(
        new KerasTransformer()
            .setModel(model)
            .setInputMapping(names.inputs())
            .setOutputMapping(names.outputs())
            .setOutputMode("array"));
  }

  static FunctionModel of(Transformer stage) {
    List<Transformer> stages = StageColumns.flat(stage);
    return new FunctionModel(
        stages,
        StageColumns.inputs(stages),
        List.of(StageColumns.inputs(stages)),
        false,
        !stages.stream().allMatch(StageColumns::areKnown),
        new LastUsed<>(CAPACITY));
  }

  /** What is applied, one after the other. */
  List<Transformer> stages() {
    return stages;
  }

  /** The columns that the stages are given. */
  List<String> inputs() {
    return inputs;
  }

  /** Whether they may be given other columns too, since some stage does not tell which. */
  boolean open() {
    return open;
  }

  /** Columns that the result does not depend on, though some stage reads them. */
  List<String> unused() {
    return orders.stream().flatMap(List::stream).filter(name -> !inputs.contains(name)).toList();
  }

  /**
   * What arguments without names are: the columns that the result depends on; where more are given,
   * those that the last stage's result depends on, or those that any stage reads.
   */
  List<String> order(int arguments) {
    return orders.stream().filter(order -> order.size() >= arguments).findFirst().orElse(inputs);
  }

  FunctionModel withInputs(List<String> columns) {
    return new FunctionModel(stages, columns, List.of(columns), true, false, templates);
  }

  /** The part that a column depends on; empty: what the last stage adds. */
  FunctionModel giving(Optional<String> output) {
    AskedStages asked = asked(output);
    List<String> needed = named ? inputs : asked.inputs();
    return new FunctionModel(
        asked.stages(),
        needed,
        named ? List.of(inputs) : List.of(needed, asked(Optional.empty()).inputs(), inputs),
        named,
        !named && !asked.stages().stream().allMatch(StageColumns::areKnown),
        templates);
  }

  /** The same stages for the same column, so that calls that are alike are computed once. */
  private AskedStages asked(Optional<String> output) {
    synchronized (asked) {
      return asked.computeIfAbsent(output, column -> AskedStages.of(stages, column));
    }
  }

  /** The stage that options are set on: the last that scores, or the last. */
  Transformer scoring() {
    return stages.get(scoringIndex());
  }

  /**
   * The model applied to arguments. Calls that are alike give what is equal, so that it is computed
   * once. Stages read their models when first used, which is why queries wait for each other.
   */
  Expression expression(SparkSession spark, BoundArguments arguments) {
    synchronized (templates) {
      return templates
          .computeIfAbsent(
              new Call(stages, arguments, spark),
              call ->
                  new StageTemplate(
                      spark,
                      with(arguments.options()).inMode(arguments.vectors()),
                      call.schema(),
                      call.vectors()))
          .over(List.copyOf(arguments.columns().values()), arguments.output());
    }
  }

  FunctionModel with(ParamMap options) {
    if (options.size() == 0) {
      return this;
    }
    List<Transformer> set = new ArrayList<>(stages);
    set.set(scoringIndex(), scoring().copy(options));
    return new FunctionModel(set, inputs, orders, named, open, new LastUsed<>(CAPACITY));
  }

  /** The stages, of which the last gives vectors or arrays where it can give both. */
  private List<Transformer> inMode(boolean vectors) {
    Transformer last = stages.get(stages.size() - 1);
    String from = vectors ? "array" : "vector";
    if (!last.hasParam("outputMode")
        || !last.getOrDefault(last.getParam("outputMode")).equals(from)) {
      return stages;
    }
    List<Transformer> set = new ArrayList<>(stages);
    set.set(
        stages.size() - 1,
        last.copy(new ParamMap().put(last.getParam("outputMode").w(vectors ? "vector" : "array"))));
    return set;
  }

  private int scoringIndex() {
    for (int i = stages.size() - 1; i >= 0; i--) {
      if (stages.get(i) instanceof ScoringStage) {
        return i;
      }
    }
    return stages.size() - 1;
  }

  /** Names that are easy to write in SQL: {@code x} for {@code x:0}, and none for two things. */
  private record Names(Map<String, String> inputs, Map<String, String> outputs) {

    Names(List<TensorSpec> inputs, List<TensorSpec> outputs) {
      this(new LinkedHashMap<>(), new LinkedHashMap<>());
      inputs.forEach(input -> this.inputs.put(plain(input.name()), input.name()));
      for (TensorSpec output : outputs) {
        String name = plain(output.name());
        while (isTaken(name)) {
          name += "_out";
        }
        this.outputs.put(output.name(), name);
      }
    }

    /** SQL tells names apart without regard to case. */
    private boolean isTaken(String name) {
      return Stream.concat(inputs.keySet().stream(), outputs.values().stream())
          .anyMatch(name::equalsIgnoreCase);
    }

    private static String plain(String tensor) {
      return tensor.endsWith(":0") ? tensor.substring(0, tensor.length() - 2) : tensor;
    }
  }
}
