package io.dlpipelines.samples.cli;

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
    ModelFile file = ModelFile.find(model);
    spec.commandLine().getOut().println(Models.describe(file));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
