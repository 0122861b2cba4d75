package io.dlpipelines.samples.data;

import io.dlpipelines.samples.UserException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A data set to learn from and to be measured on.
 *
 * @param name what to call it in a report
 * @param description where it comes from, in a few words
 * @param train the images to learn from
 * @param test the images held out
 * @param newImages a folder of images without labels to score, if the data set has one
 */
public record ImageData(
    String name,
    String description,
    LabeledImages train,
    LabeledImages test,
    Optional<Path> newImages) {

  /**
   * Refuses data that no classifier can be trained and measured on.
   *
   * @throws UserException if there are fewer than two labels, no test images, or test images with
   *     labels that no training image has
   */
  public ImageData {
    var labels = train.imagesByLabel().keySet();
    if (labels.size() < 2) {
      throw new UserException(
          "A classifier needs images of two labels or more, but "
              + name
              + " has "
              + (labels.isEmpty() ? "none" : "only " + labels)
              + ". Add a folder of images for each label.");
    }
    if (test.count() == 0) {
      throw new UserException("No test images in " + name + ". Add some to measure the model on.");
    }
    var unknown = new TreeSet<>(test.imagesByLabel().keySet());
    unknown.removeAll(labels);
    if (!unknown.isEmpty()) {
      throw new UserException(
          "The test images of "
              + name
              + " have labels that no training image has: "
              + unknown
              + ". Add training images for them, or remove them.");
    }
  }
}
