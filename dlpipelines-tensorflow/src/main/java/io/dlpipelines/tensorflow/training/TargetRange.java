package io.dlpipelines.tensorflow.training;

import java.io.Serializable;

/**
 * The targets that an output or a loss can be trained on.
 *
 * @param least the least target
 * @param most the greatest target
 * @param because why, to be read after a comma
 * @param advice what to do about other targets
 */
public record TargetRange(double least, double most, String because, String advice)
    implements Serializable {}
