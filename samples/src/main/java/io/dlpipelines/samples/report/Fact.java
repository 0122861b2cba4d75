package io.dlpipelines.samples.report;

/**
 * Something to know at a glance.
 *
 * @param name what it is
 * @param value the number or word itself
 * @param detail a few words more, or nothing
 */
public record Fact(String name, String value, String detail) {}
