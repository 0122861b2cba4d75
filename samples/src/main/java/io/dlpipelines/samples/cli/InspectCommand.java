package io.dlpipelines.samples.cli;

import io.dlpipelines.samples.UserException;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dlpipelines inspect}: what goes into a TensorFlow model and what comes out. */
@Command(
    name = "inspect",
    description =
        "Shows the inputs and outputs of a TensorFlow model: a frozen GraphDef (.pb), the folder "
            + "of a SavedModel, or the folder or prefix of a checkpoint.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "The file or folder.")
  private Path model;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(open().describe());
    spec.commandLine().getOut().flush();
    return 0;
  }

  private TFInputGraph open() {
    try {
      return TFInputGraph.fromPath(model.toAbsolutePath().toUri().toString());
    } catch (IllegalArgumentException e) {
      boolean isNamed = e.getMessage().contains(model.toString());
      throw new UserException((isNamed ? "" : model + ": ") + e.getMessage(), e);
    }
  }
}
