package io.dlpipelines.tensorflow.training;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the sums of batches add up to: the loss first, then each metric by its own number of sums.
 *
 * @param names of the metrics in histories
 * @param metrics in the same order
 * @param sizes how many sums each has
 */
record MetricSums(List<String> names, List<Metric> metrics, List<Integer> sizes)
    implements Serializable {

  int size() {
    return 1 + sizes.stream().mapToInt(Integer::intValue).sum();
  }

  /** Results by name. */
  Map<String, Double> results(double[] sums, long rows) {
    Map<String, Double> results = new LinkedHashMap<>();
    results.put("loss", sums[0] / rows);
    int from = 1;
    for (int index = 0; index < metrics.size(); index++) {
      int to = from + sizes.get(index);
      Metric metric = metrics.get(index);
      results.put(names.get(index), metric.result(Arrays.copyOfRange(sums, from, to)));
      from = to;
    }
    return results;
  }
}
