package io.dlpipelines.samples.cli;

import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.samples.run.Progress;
import io.dlpipelines.samples.train.Train;
import io.dlpipelines.samples.train.TrainSettings;
import io.dlpipelines.tensorflow.training.LearningRateSchedule;
import io.dlpipelines.tensorflow.training.optimizer.Optimizers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dlpipelines train}: a network learns to tell images apart. */
@Command(
    name = "train",
    description = {
      "Trains a network to tell images apart, writes it as a .keras file, and shows in a page how "
          + "well it does.",
      "",
      "FOLDER holds either images in one folder for each label, or such folders in train/ and "
          + "test/, or the four idx files of MNIST. Without --model or --hidden the network is a "
          + "small convolutional one."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      required = true,
      description = "The images to learn from.")
  private Path data;

  @ArgGroup private Network network = new Network();

  private static final class Network {
    @Option(
        names = "--model",
        paramLabel = "FILE",
        description =
            "The network to train, with its weights (.keras, .h5). It takes values from 0 to 255, "
                + "and has a unit for each label.")
    private String model;

    @Option(
        names = "--hidden",
        paramLabel = "UNITS",
        arity = "1..*",
        description = "Train dense layers of so many units, as in --hidden 512 128.")
    private List<Integer> hidden = List.of();
  }

  @Mixin private ImageSizeOption imageSize = new ImageSizeOption();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "5",
      description = "Passes over the images, at most.")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images of a step.")
  private int batchSize;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description = "One of Keras's optimizers, as in 'sgd(momentum=0.9)'.")
  private String optimizer;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "0.001",
      description = "How far each step goes, at the start.")
  private double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "constant",
      description = "How the learning rate changes, as in 'cosine(decay_epochs=5)'.")
  private String schedule;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description = "Share of the training images that measures each epoch instead; 0 for none.")
  private double validation;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Stop after so many epochs without a lower loss, and take the best; 0 for never.")
  private int patience;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Decides all that is random.")
  private long seed;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "train-output",
      description = "Where to write the model and the report.")
  private Path output;

  @Option(names = "--overwrite", description = "Replace the results of an earlier run.")
  private boolean overwrite;

  @Override
  public Integer call() throws Exception {
    OptionCheck check = new OptionCheck(spec);
    check.atLeast("--epochs", epochs, 1);
    check.atLeast("--batch-size", batchSize, 1);
    check.require("--learning-rate", learningRate > 0, "above 0", learningRate);
    check.require(
        "--validation", validation >= 0 && validation < 1, "from 0 to below 1", validation);
    check.require("--patience", patience >= 0, "0 or more", patience);
    check.accepted("--optimizer", () -> Optimizers.of(optimizer));
    check.accepted(
        "--schedule",
        () -> LearningRateSchedule.of(NamedSettings.parse(schedule), learningRate, 1));
    network.hidden.forEach(units -> check.atLeast("--hidden", units, 1));
    TrainSettings settings =
        new TrainSettings(
            data,
            Optional.ofNullable(network.model),
            network.hidden,
            imageSize.find(),
            epochs,
            batchSize,
            optimizer,
            learningRate,
            schedule,
            validation,
            patience,
            seed,
            output,
            overwrite);
    new Train(settings, Progress.onConsole()).run();
    return 0;
  }
}
