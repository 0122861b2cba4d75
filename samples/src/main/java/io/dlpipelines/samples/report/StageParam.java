package io.dlpipelines.samples.report;

/**
 * A Param of a stage.
 *
 * @param stage the stage
 * @param name the Param
 * @param value its value as JSON
 * @param isSet whether it was set, rather than left at its default
 */
public record StageParam(String stage, String name, String value, boolean isSet) {}
