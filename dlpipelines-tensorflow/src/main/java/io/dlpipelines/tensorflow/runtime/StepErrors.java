package io.dlpipelines.tensorflow.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What TensorFlow says of a step that failed, without what surrounds it. */
final class StepErrors {
  private static final Pattern SEVERAL =
      Pattern.compile("\\d+ root error\\(s\\) found\\.\\s*\\(0\\)\\s*[A-Z_ ]+:");
  private static final Pattern NODE = Pattern.compile("\\{\\{node ([^}]*)}}");
  private static final Pattern MARKS = Pattern.compile("\\{\\{[^}]*}}\\s*");

  private StepErrors() {}

  /** The reason in one line, and the operation that gave it where TensorFlow names it. */
  static String reason(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher node = NODE.matcher(message);
    String operation = node.find() ? " (operation %s)".formatted(node.group(1)) : "";
    String text = SEVERAL.matcher(message).replaceFirst("").strip();
    int trace = text.indexOf("[[");
    String reason = trace > 0 ? text.substring(0, trace) : text.lines().findFirst().orElse("");
    return MARKS.matcher(reason).replaceAll("").replaceAll("\\s+", " ").strip() + operation;
  }
}
