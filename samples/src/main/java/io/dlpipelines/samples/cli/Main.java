package io.dlpipelines.samples.cli;

import io.dlpipelines.samples.UserException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code dlpipelines} command. */
@Command(
    name = "dlpipelines",
    description = "Deep learning in Spark ML Pipelines, on the JVM alone.",
    mixinStandardHelpOptions = true,
    version = "dlpipelines 0.1.0-SNAPSHOT",
    subcommands = {
      QuickstartCommand.class,
      TrainCommand.class,
      TuneCommand.class,
      FeaturizeCommand.class,
      PredictCommand.class,
      InspectCommand.class,
      ConvertCommand.class,
      DoctorCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show where an error comes from.")
  private boolean verbose;

  private Main() {}

  /**
   * Runs a command and exits: 0 after success, 1 after a failure, 2 if the command line is wrong.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    Main main = new Main();
    return new CommandLine(main)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (exception, commandLine, parsed) -> main.report(exception, commandLine))
        .setParameterExceptionHandler(Main::reportUsage);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Which command? %s.".formatted(String.join(", ", spec.subcommands().keySet())));
  }

  private int report(Exception exception, CommandLine commandLine) {
    PrintWriter err = commandLine.getErr();
    if (verbose) {
      exception.printStackTrace(err);
    }
    String hint = exception instanceof UserException || verbose ? "" : " (--verbose shows more)";
    err.println("dlpipelines: " + message(exception) + hint);
    err.flush();
    return FAILED;
  }

  private static int reportUsage(ParameterException exception, String[] arguments) {
    CommandLine commandLine = exception.getCommandLine();
    commandLine
        .getErr()
        .printf(
            "dlpipelines: %s Try '%s --help'.%n",
            sentence(exception.getMessage()), commandLine.getCommandSpec().qualifiedName());
    commandLine.getErr().flush();
    return WRONG_USAGE;
  }

  /** The first line of the innermost cause, which is what went wrong on an executor. */
  private static String message(Throwable exception) {
    Throwable cause = exception;
    while (!(cause instanceof UserException) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message =
        cause.getMessage() == null ? "" : cause.getMessage().lines().findFirst().orElse("");
    return cause instanceof UserException
        ? message
        : sentence(cause.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message));
  }

  private static String sentence(String text) {
    String line = text.lines().findFirst().orElse("").strip();
    return line.endsWith(".") ? line : line + ".";
  }
}
