package io.dlpipelines.tensorflow.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the sums of batches add up to: losses first, then each metric by its own number of sums.
 *
 * @param losses of losses in histories, that of all outputs together first
 * @param names of the metrics in histories
 * @param metrics in the same order
 * @param sizes how many sums each has
 */
record MetricSums(
    List<String> losses, List<String> names, List<Metric> metrics, List<Integer> sizes)
    implements Serializable {

  int size() {
    return losses.size() + sizes.stream().mapToInt(Integer::intValue).sum();
  }

  /** Results by name. */
  Map<String, Double> results(double[] sums, long rows) {
    Map<String, Double> results = new LinkedHashMap<>();
    for (int index = 0; index < losses.size(); index++) {
      results.put(losses.get(index), sums[index] / rows);
    }
    int from = losses.size();
    for (int index = 0; index < metrics.size(); index++) {
      int to = from + sizes.get(index);
      Metric metric = metrics.get(index);
      results.put(names.get(index), metric.result(Arrays.copyOfRange(sums, from, to)));
      from = to;
    }
    return results;
  }
}
