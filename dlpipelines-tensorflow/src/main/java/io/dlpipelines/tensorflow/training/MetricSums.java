package io.dlpipelines.tensorflow.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the sums of batches add up to: means over rows first, then each metric by its own number of
 * sums.
 *
 * @param means names in histories of what is a mean over rows: losses, the one that is trained for
 *     first, and numbers that a graph gives itself
 * @param names of the metrics in histories
 * @param metrics in the same order
 * @param sizes how many sums each has
 */
record MetricSums(List<String> means, List<String> names, List<Metric> metrics, List<Integer> sizes)
    implements Serializable {

  int size() {
    return means.size() + sizes.stream().mapToInt(Integer::intValue).sum();
  }

  /** Results by name. */
  Map<String, Double> results(double[] sums, long rows) {
    Map<String, Double> results = new LinkedHashMap<>();
    for (int index = 0; index < means.size(); index++) {
      results.put(means.get(index), sums[index] / rows);
    }
    int from = means.size();
    for (int index = 0; index < metrics.size(); index++) {
      int to = from + sizes.get(index);
      Metric metric = metrics.get(index);
      results.put(names.get(index), metric.result(Arrays.copyOfRange(sums, from, to)));
      from = to;
    }
    return results;
  }
}
