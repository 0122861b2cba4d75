package io.dlpipelines.samples.train;

import io.dlpipelines.samples.images.ImageSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a user can choose.
 *
 * @param data the folder of images
 * @param model a file with the network to train on; else one is built
 * @param hidden the units of hidden layers, where the network is to have dense layers alone
 * @param imageSize rows and columns that images are resized to
 * @param epochs passes over the images, at most
 * @param batchSize images of a step
 * @param optimizer as the Param of that name takes it
 * @param learningRate at the start
 * @param schedule how it changes, as the Param takes it
 * @param validation the share of training images that is held out after each epoch
 * @param patience epochs without a lower loss after which training ends; 0 for never
 * @param seed decides all that is random
 * @param output the folder for everything that is written
 * @param overwrite whether results that are there are replaced
 */
public record TrainSettings(
    Path data,
    Optional<String> model,
    List<Integer> hidden,
    Optional<ImageSize> imageSize,
    int epochs,
    int batchSize,
    String optimizer,
    double learningRate,
    String schedule,
    double validation,
    int patience,
    long seed,
    Path output,
    boolean overwrite) {}
