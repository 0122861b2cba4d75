package io.dlpipelines.samples.report;

import java.time.Duration;

/**
 * A step of a run.
 *
 * @param title what was done
 * @param result what came of it
 * @param time how long it took
 */
public record StepTime(String title, String result, Duration time) {}
