package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.regex.Pattern;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What went wrong, with the messages of all its causes: Spark wraps what a task throws. */
record Failure(Throwable thrown) {

  static Failure of(String what, ThrowingCallable action) {
    Throwable thrown = catchThrowable(action);
    assertThat(thrown).as(what + " must fail").isNotNull();
    return new Failure(thrown);
  }

  /** The same, while Spark, which logs a stack trace for each failed task, is silent. */
  static Failure ofJob(String what, ThrowingCallable action) {
    return SilentSpark.during(() -> of(what, action));
  }

  Failure is(Class<? extends Throwable> type) {
    assertThat(thrown).isInstanceOf(type);
    return this;
  }

  /** Asserts that the messages say the name as a word, not as a part of another. */
  Failure names(String name) {
    message().containsPattern("(?i)(?<!\\w)" + Pattern.quote(name) + "(?!\\w)");
    return this;
  }

  AbstractStringAssert<?> message() {
    return assertThat(messages());
  }

  String messages() {
    StringBuilder all = new StringBuilder();
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      all.append(each.getMessage()).append('\n');
    }
    return all.toString();
  }
}
