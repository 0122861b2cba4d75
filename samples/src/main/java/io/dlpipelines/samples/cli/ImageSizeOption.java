package io.dlpipelines.samples.cli;

import io.dlpipelines.samples.images.ImageSize;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The size that images have when a network gets them. */
final class ImageSizeOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--image-size",
      paramLabel = "SIZE",
      description =
          "Rows and columns that images are resized to, such as 32 or 48x64. Default: the "
              + "network's where one is given, or those of the first image, at most 64.")
  private String text;

  Optional<ImageSize> find() {
    try {
      return Optional.ofNullable(text).map(ImageSize::parse);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          spec.commandLine(), "--image-size: " + wrong.getMessage() + ".", wrong);
    }
  }
}
