package io.dlpipelines.samples.train;

import io.dlpipelines.samples.images.ImageSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a user can choose.
 *
 * @param data the folder of images
 * @param imageSize rows and columns that images are resized to
 * @param learningRates to try
 * @param widths of the network to try: filters of its first convolution
 * @param dropouts to try
 * @param firstEpochs passes over the images that every setting gets
 * @param epochs passes that the best settings get, and the final fit
 * @param heldOut the share of training images that settings are compared on
 * @param batchSize images of a step
 * @param parallelism fits that run at once
 * @param seed decides all that is random
 * @param output the folder for everything that is written
 * @param overwrite whether results that are there are replaced
 */
public record TuneSettings(
    Path data,
    Optional<ImageSize> imageSize,
    List<Double> learningRates,
    List<Integer> widths,
    List<Double> dropouts,
    int firstEpochs,
    int epochs,
    double heldOut,
    int batchSize,
    int parallelism,
    long seed,
    Path output,
    boolean overwrite) {

  int count() {
    return learningRates.size() * widths.size() * dropouts.size();
  }
}
