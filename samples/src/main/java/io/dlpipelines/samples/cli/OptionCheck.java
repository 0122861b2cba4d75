package io.dlpipelines.samples.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Refuses values of options.
 *
 * @param spec the command
 */
record OptionCheck(CommandSpec spec) {

  void require(String option, boolean fits, String wanted, Object value) {
    if (!fits) {
      throw new ParameterException(
          spec.commandLine(), "%s must be %s, not %s.".formatted(option, wanted, value));
    }
  }

  /** Refuses a value that its reader refuses, with the reader's message. */
  void accepted(String option, Runnable reader) {
    try {
      reader.run();
    } catch (IllegalArgumentException refused) {
      throw new ParameterException(
          spec.commandLine(), option + ": " + refused.getMessage(), refused);
    }
  }

  void atLeast(String option, long value, long least) {
    require(option, value >= least, least + " or more", value);
  }
}
