package io.dlpipelines.samples.report;

/**
 * How well one label is told from the others.
 *
 * @param label the label
 * @param support how many test images have it
 * @param precision the share of right answers among the images that were given this label
 * @param recall the share of right answers among the images that have this label
 * @param f1 the harmonic mean of both
 */
public record LabelMetrics(
    String label, long support, double precision, double recall, double f1) {}
