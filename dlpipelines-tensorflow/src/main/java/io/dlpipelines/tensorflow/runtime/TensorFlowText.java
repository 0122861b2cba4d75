package io.dlpipelines.tensorflow.runtime;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What TensorFlow says, without what belongs into its log. */
public final class TensorFlowText {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+: ";
  private static final String ABSL = "\\d{4} \\d\\d:\\d\\d:[\\d.]+ +\\d+ ";
  private static final String SOURCE = "\\S+\\.(cc|h|cpp):\\d+\\] ";
  private static final Pattern FATAL =
      Pattern.compile("^(%sF |F%s)%s".formatted(TIME, ABSL, SOURCE));
  private static final Pattern LOG =
      Pattern.compile("^(%s[IWE] |[IWE]%s)%s.*".formatted(TIME, ABSL, SOURCE));
  private static final Pattern NODES =
      Pattern.compile("\\s*\\[\\[\\{\\{(?:function_node [^}]*\\}\\}\\{\\{)?node [^}]*\\}\\}\\]\\]");

  private TensorFlowText() {}

  /** A line without the time and source of a fatal message; empty if it is only logged. */
  static String withoutLogPrefix(String line) {
    return LOG.matcher(line).matches() ? "" : FATAL.matcher(line).replaceFirst("");
  }

  /**
   * A message as a person reads it.
   *
   * @param message what TensorFlow gives as the reason
   * @return one line, without lines of the log and without node references
   */
  public static String reason(String message) {
    return String.valueOf(message)
        .lines()
        .map(line -> NODES.matcher(line).replaceAll(""))
        .map(TensorFlowText::withoutLogPrefix)
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
