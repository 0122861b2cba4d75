package io.dlpipelines.samples.quickstart;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a user can choose.
 *
 * @param data the folder of images, or nothing to paint some
 * @param output the folder for everything that is written
 * @param imagesPerLabel how many training images to paint of each label, where none are given
 * @param sampleRows at most how many training images the search looks at
 * @param folds how many parts the search divides its sample into
 * @param maxIterations at most how many passes each fit makes
 * @param seed decides all that is random
 */
public record QuickstartSettings(
    Optional<Path> data,
    Path output,
    int imagesPerLabel,
    long sampleRows,
    int folds,
    int maxIterations,
    long seed) {}
