package io.dlpipelines.samples.data;

import io.dlpipelines.samples.UserException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
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

  /** Refuses data that no classifier can be trained and measured on. */
  ImageData requireTrainable() {
    Set<String> labels = train.imagesByLabel().keySet();
    if (labels.size() < 2) {
      throw new UserException(
          String.format(
              "A classifier needs images of two labels or more, but %s has %s. "
                  + "Add a folder of images for each label.",
              name, labels.isEmpty() ? "none" : "only " + labels));
    }
    if (test.count() == 0) {
      throw new UserException("No test images in " + name + ". Add some to measure the model on.");
    }
    Set<String> unknown = new TreeSet<>(test.imagesByLabel().keySet());
    unknown.removeAll(labels);
    if (!unknown.isEmpty()) {
      throw new UserException(
          String.format(
              "The test images of %s have labels that no training image has: %s. "
                  + "Add training images for them, or remove them.",
              name, unknown));
    }
    return this;
  }
}
