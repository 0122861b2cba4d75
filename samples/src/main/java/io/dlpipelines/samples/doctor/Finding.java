package io.dlpipelines.samples.doctor;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A line of what the doctor says.
 *
 * @param mark how it is
 * @param subject of what
 * @param detail what was found
 * @param remedy what to do, where something is to be done
 */
record Finding(Mark mark, String subject, String detail, Optional<String> remedy) {

  /** How a thing is. */
  enum Mark {
    /** As it should be. */
    OK("ok"),
    /** Worth knowing. */
    NOTE("--"),
    /** In the way. */
    BROKEN("!!");

    private final String text;

    Mark(String text) {
      this.text = text;
    }
  }

  Finding {
    requireNonNull(detail, "detail");
  }

  static Finding ok(String subject, String detail) {
    return new Finding(Mark.OK, subject, detail, Optional.empty());
  }

  static Finding note(String subject, String detail) {
    return new Finding(Mark.NOTE, subject, detail, Optional.empty());
  }

  static Finding note(String subject, String detail, String remedy) {
    return new Finding(Mark.NOTE, subject, detail, Optional.of(remedy));
  }

  static Finding broken(String subject, String detail, String remedy) {
    return new Finding(Mark.BROKEN, subject, detail, Optional.of(remedy));
  }

  boolean isBroken() {
    return mark == Mark.BROKEN;
  }

  /** In columns, the second of this width. */
  String line(int width) {
    return columns(mark.text, subject, detail, width);
  }

  /** The same, with what to do below. */
  String lineAndRemedy(int width) {
    return line(width) + remedy.map(text -> "\n" + columns("", "", text, width)).orElse("");
  }

  private static String columns(String mark, String subject, String detail, int width) {
    return ("%-2s  %-" + width + "s  %s").formatted(mark, subject, detail);
  }
}
