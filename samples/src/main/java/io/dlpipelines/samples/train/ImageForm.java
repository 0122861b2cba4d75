package io.dlpipelines.samples.train;

import io.dlpipelines.image.codec.DecodedImage;
import io.dlpipelines.image.codec.ImageDecoder;
import io.dlpipelines.image.codec.ImageDecoding;
import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.data.LabeledImages;
import io.dlpipelines.samples.images.ImageSize;
import io.dlpipelines.tensor.InvalidCellException;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a network takes of an image.
 *
 * @param size rows and columns
 * @param channels 1 for grey, 3 for RGB
 */
record ImageForm(ImageSize size, int channels) {

  private static final int EXAMPLES = 32;
  private static final int LARGEST_SIDE = 64;

  /** The form that a network has. */
  static ImageForm of(KerasModel network, Optional<ImageSize> wanted) {
    TensorSpec input = network.inputs().get(0);
    long[] sizes = input.shape().rankKnown() ? input.shape().toArray() : new long[0];
    if (sizes.length != 4 || sizes[3] != 1 && sizes[3] != 3) {
      throw new UserException(
          "The network takes %s, and images are [height, width, 1 or 3]. Give another with --model."
              .formatted(input));
    }
    ImageSize size =
        sizes[1] > 0 && sizes[2] > 0
            ? new ImageSize((int) sizes[1], (int) sizes[2])
            : wanted.orElseThrow(
                () ->
                    new UserException(
                        "The network takes images of any size. Choose one with --image-size."));
    return new ImageForm(size, (int) sizes[3]);
  }

  /** The form that the first images have, at most 64 by 64; grey if all of them are. */
  static ImageForm of(LabeledImages images, Optional<ImageSize> wanted) {
    List<DecodedImage> examples = new ArrayList<>();
    ImageDecoder decoder = new ImageDecoder(ImageDecoding.ownSize());
    images
        .rows()
        .select(LabeledImages.CONTENT)
        .filter(LabeledImages.CONTENT + " IS NOT NULL")
        .limit(EXAMPLES)
        .collectAsList()
        .forEach(
            row -> {
              try {
                examples.add(decoder.decode(row.<byte[]>getAs(0)));
              } catch (InvalidCellException skipped) {
                // It is counted where all images are decoded.
              }
            });
    if (examples.isEmpty()) {
      throw new UserException(
          "None of the first images could be decoded. Check that they are PNG or JPEG files.");
    }
    boolean grey = examples.stream().allMatch(ImageForm::isGrey);
    return new ImageForm(wanted.orElseGet(() -> sizeOf(examples.get(0))), grey ? 1 : 3);
  }

  private static ImageSize sizeOf(DecodedImage image) {
    return new ImageSize(
        Math.min(image.height(), LARGEST_SIDE), Math.min(image.width(), LARGEST_SIDE));
  }

  private static boolean isGrey(DecodedImage image) {
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int red = image.at(y, x, 0);
        if (red != image.at(y, x, 1) || red != image.at(y, x, 2)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "%d × %d %s".formatted(size.width(), size.height(), channels == 1 ? "grey" : "RGB");
  }
}
