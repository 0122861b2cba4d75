package io.dlpipelines.samples.cli;

import io.dlpipelines.samples.run.Progress;
import io.dlpipelines.samples.train.Tune;
import io.dlpipelines.samples.train.TuneSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dlpipelines tune}: a search for the settings with which a network learns best. */
@Command(
    name = "tune",
    description = {
      "Searches for the learning rate, the size and the dropout with which a convolutional network "
          + "tells images apart best, and shows in a page what was tried.",
      "",
      "All settings are trained for --first-epochs; the best third goes on for three times as many "
          + "epochs, and so on. Then the best is trained on all training images for --epochs, and "
          + "measured on the test images, which took no part in the search.",
      "",
      "FOLDER holds either images in one folder for each label, or such folders in train/ and "
          + "test/, or the four idx files of MNIST."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class TuneCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      required = true,
      description = "The images to learn from.")
  private Path data;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      arity = "1..*",
      defaultValue = "0.0005 0.002 0.008",
      split = " ",
      description = "Learning rates to try.")
  private List<Double> learningRates;

  @Option(
      names = "--width",
      paramLabel = "N",
      arity = "1..*",
      defaultValue = "8 16 32",
      split = " ",
      description = "Filters of the first of three convolutions; each has twice as many as before.")
  private List<Integer> widths;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      arity = "1..*",
      defaultValue = "0.3 0.5",
      split = " ",
      description = "Dropouts to try.")
  private List<Double> dropouts;

  @Mixin private ImageSizeOption imageSize = new ImageSizeOption();

  @Option(
      names = "--first-epochs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Passes over the images that every setting gets.")
  private int firstEpochs;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "27",
      description = "Passes that the best settings get at most, and the final fit.")
  private int epochs;

  @Option(
      names = "--held-out",
      paramLabel = "SHARE",
      defaultValue = "0.15",
      description = "Share of the training images that settings are compared on.")
  private double heldOut;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images of a step.")
  private int batchSize;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "1",
      description = "Settings that are trained at once.")
  private int parallelism;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Decides all that is random.")
  private long seed;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "tune-output",
      description = "Where to write the model and the reports.")
  private Path output;

  @Option(names = "--overwrite", description = "Replace the results of an earlier run.")
  private boolean overwrite;

  @Override
  public Integer call() throws Exception {
    OptionCheck check = new OptionCheck(spec);
    learningRates.forEach(rate -> check.require("--learning-rate", rate > 0, "above 0", rate));
    widths.forEach(width -> check.atLeast("--width", width, 1));
    dropouts.forEach(
        share -> check.require("--dropout", share >= 0 && share < 1, "from 0 to below 1", share));
    check.atLeast("--first-epochs", firstEpochs, 1);
    check.require("--epochs", epochs >= firstEpochs, "at least --first-epochs", epochs);
    check.require("--held-out", heldOut > 0 && heldOut < 1, "between 0 and 1", heldOut);
    check.atLeast("--batch-size", batchSize, 1);
    check.atLeast("--parallelism", parallelism, 1);
    TuneSettings settings =
        new TuneSettings(
            data,
            imageSize.find(),
            learningRates,
            widths,
            dropouts,
            firstEpochs,
            epochs,
            heldOut,
            batchSize,
            parallelism,
            seed,
            output,
            overwrite);
    new Tune(settings, Progress.onConsole()).run();
    return 0;
  }
}
