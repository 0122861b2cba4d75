package io.dlpipelines.samples.report;

/**
 * One point of a search.
 *
 * @param value the value of the Param, above 0
 * @param score the metric, averaged over the folds
 * @param best whether it was chosen
 */
public record GridPoint(double value, double score, boolean best) {}
