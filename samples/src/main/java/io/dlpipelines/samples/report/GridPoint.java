package io.dlpipelines.samples.report;

/**
 * One point of a search.
 *
 * @param series the curve it belongs to
 * @param value its place on the axis, above 0
 * @param score the metric, averaged over the folds
 * @param best whether it was chosen
 */
public record GridPoint(String series, double value, double score, boolean best) {}
