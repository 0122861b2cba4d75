package io.dlpipelines.samples.cli;

import io.dlpipelines.samples.quickstart.Quickstart;
import io.dlpipelines.samples.quickstart.QuickstartSettings;
import io.dlpipelines.samples.run.Progress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dlpipelines quickstart}: the main job of the library, on painted or on real images. */
@Command(
    name = "quickstart",
    description = {
      "Learns to tell images apart, and shows how well in a page to look at.",
      "",
      "Without --data it paints images of its own. FOLDER holds either images in one folder for "
          + "each label, or such folders in train/ and test/, or the four idx files of MNIST."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class QuickstartCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--data", paramLabel = "FOLDER", description = "The images to learn from.")
  private Path data;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "quickstart-output",
      description = "Where to write the model, the answers and the report.")
  private Path output;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "1200",
      description = "Search on at most N training images; the last fit uses all.")
  private long sample;

  @Option(
      names = "--folds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Parts that the search divides its sample into.")
  private int folds;

  @Option(
      names = "--max-iterations",
      paramLabel = "N",
      defaultValue = "60",
      description = "Passes over the features that a fit makes at most.")
  private int maxIterations;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "200",
      description = "Training images to paint of each label, where there is no --data.")
  private int images;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Decides all that is random.")
  private long seed;

  @Override
  public Integer call() throws Exception {
    OptionCheck check = new OptionCheck(spec);
    check.atLeast("--sample", sample, 20);
    check.atLeast("--folds", folds, 2);
    check.atLeast("--max-iterations", maxIterations, 1);
    check.atLeast("--images", images, 5);
    QuickstartSettings settings =
        new QuickstartSettings(
            Optional.ofNullable(data), output, images, sample, folds, maxIterations, seed);
    new Quickstart(settings, Progress.onConsole()).run();
    return 0;
  }
}
