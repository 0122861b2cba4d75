package io.dlpipelines.samples.report;

import java.util.Optional;

/**
 * An image and what the model says of it.
 *
 * @param name the name of its file
 * @param content the encoded image
 * @param label what it shows, if that is known
 * @param predictedLabel what the model says
 * @param probability how sure the model is, between 0 and 1
 */
public record ScoredImage(
    String name,
    byte[] content,
    Optional<String> label,
    String predictedLabel,
    double probability) {}
