package io.dlpipelines.samples.report;

import java.util.List;
import java.util.Optional;

/**
 * How a metric went, epoch by epoch.
 *
 * @param metric its name
 * @param isShare whether it lies between 0 and 1, and is told in percent
 * @param training its values on the rows that were trained on, from the first epoch
 * @param validation its values on rows held out
 */
public record MetricCurve(
    String metric, boolean isShare, List<Double> training, Optional<List<Double>> validation) {}
