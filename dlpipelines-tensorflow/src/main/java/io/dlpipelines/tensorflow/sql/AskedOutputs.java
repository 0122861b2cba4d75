package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.HasGraph;
import io.dlpipelines.tensorflow.HasInputMapping;
import io.dlpipelines.tensorflow.HasOutputMapping;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;

/**
 * Stages that fetch only the outputs that a result depends on, and are fed only what these need.
 */
final class AskedOutputs {

  private AskedOutputs() {}

  /** The stage itself if all its outputs are asked for, or it has no mapping of outputs. */
  static Transformer of(Transformer stage, Collection<String> asked) {
    if (!(stage instanceof HasOutputMapping<?> fetching)
        || !stage.isDefined(fetching.outputMapping())) {
      return stage;
    }
    Map<String, String> all = fetching.getOutputMapping();
    Map<String, String> kept =
        kept(all, output -> asked.stream().anyMatch(output.getValue()::equalsIgnoreCase));
    if (kept.isEmpty() || kept.size() == all.size()) {
      return stage;
    }
    ParamMap changed = new ParamMap().put(fetching.outputMapping().w(kept));
    if (stage instanceof HasGraph<?> scoring
        && stage instanceof HasInputMapping<?> fed
        && stage.isSet(scoring.graph())
        && stage.isSet(fed.inputMapping())) {
      Map<String, String> needed = needed(scoring.getGraph(), kept.keySet(), fed.getInputMapping());
      if (!needed.isEmpty()) {
        changed.put(fed.inputMapping().w(needed));
      }
    }
    return stage.copy(changed);
  }

  private static Map<String, String> needed(
      TFInputGraph graph, Collection<String> outputs, Map<String, String> inputs) {
    Set<String> unneeded = tensors(graph, graph.inputs());
    unneeded.removeAll(tensors(graph, graph.inputsOf(outputs)));
    return kept(inputs, input -> !unneeded.contains(graph.tensorName(input.getValue())));
  }

  private static Set<String> tensors(TFInputGraph graph, Collection<TensorSpec> specs) {
    return specs.stream().map(spec -> graph.tensorName(spec.name())).collect(Collectors.toSet());
  }

  private static Map<String, String> kept(
      Map<String, String> mapping, Predicate<Map.Entry<String, String>> condition) {
    Map<String, String> kept = new LinkedHashMap<>(mapping);
    kept.entrySet().removeIf(condition.negate());
    return kept;
  }
}
