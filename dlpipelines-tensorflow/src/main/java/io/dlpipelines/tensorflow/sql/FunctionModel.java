package io.dlpipelines.tensorflow.sql;

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
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;

/**
 * What a SQL function applies.
 *
 * @param stages one after the other
 * @param inputs the columns they are given
 * @param open whether they may be given other columns too, since some stage does not tell which
 */
record FunctionModel(List<Transformer> stages, List<String> inputs, boolean open) {

  FunctionModel {
    stages = List.copyOf(stages);
    inputs = List.copyOf(inputs);
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
        stages, StageColumns.inputs(stages), !stages.stream().allMatch(StageColumns::areKnown));
  }

  FunctionModel withInputs(List<String> columns) {
    return new FunctionModel(stages, columns, false);
  }

  /** The stage that options are set on: the last that scores, or the last. */
  Transformer scoring() {
    return stages.get(scoringIndex());
  }

  FunctionModel with(ParamMap options) {
    if (options.size() == 0) {
      return this;
    }
    List<Transformer> set = new ArrayList<>(stages);
    set.set(scoringIndex(), scoring().copy(options));
    return new FunctionModel(set, inputs, open);
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
        this.outputs.put(output.name(), this.inputs.containsKey(name) ? name + "_out" : name);
      }
    }

    private static String plain(String tensor) {
      return tensor.endsWith(":0") ? tensor.substring(0, tensor.length() - 2) : tensor;
    }
  }
}
