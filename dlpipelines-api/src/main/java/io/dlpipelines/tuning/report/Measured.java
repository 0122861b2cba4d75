package io.dlpipelines.tuning.report;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * A setting that was measured once.
 *
 * @param setting which it is, from 0
 * @param rung in which round of a halving search, 0 of others
 * @param resource that it was given, 0 where there is none
 * @param params its names and values
 * @param metric what the evaluator said; NaN if it failed
 * @param seconds how long it took, where that is known
 * @param failure why it has no metric, empty if it has
 */
record Measured(
    int setting,
    int rung,
    int resource,
    Map<String, String> params,
    double metric,
    OptionalDouble seconds,
    String failure) {}
