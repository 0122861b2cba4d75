package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Native memory is given back however a job ends. */
final class NativeHandleChecks {

  /** Engines may close on a thread of their own. */
  private static final long CLOSING_LIMIT_MILLIS = 5_000;

  private NativeHandleChecks() {}

  static void noHandleIsLeftAfterSuccess(Subject subject) {
    long before = handles(subject);
    subject.work(subject.sample().frame());
    assertSameHandles(subject, before);
  }

  static void noHandleIsLeftAfterFirstRow(Subject subject) {
    long before = handles(subject);
    var transformed = subject.transformer().transform(subject.sample().repeated(20));
    assertThat((Row[]) transformed.take(1)).hasSize(1);
    assertThat(transformed.limit(1).collectAsList()).hasSize(1);
    assertSameHandles(subject, before);
  }

  static void noHandleIsLeftAfterFailure(Subject subject) {
    long before = handles(subject);
    Subject strict = subject.withHandleInvalid("error");
    Failure.ofJob("an invalid row", () -> strict.work(subject.halfInvalid().frame()));
    assertSameHandles(subject, before);
  }

  /** Spark either interrupts the threads of a killed job or leaves them to notice. */
  static void noHandleIsLeftAfterKill(Subject subject) {
    long before = handles(subject);
    for (boolean interrupt : new boolean[] {true, false}) {
      Dataset<Row> slow = SlowRows.of(subject.sample().repeated(200), subject.hooks().idColumn());
      KilledJob.run(subject.sample().spark(), interrupt, () -> subject.work(slow));
      assertSameHandles(subject, before);
    }
    assertThat(catchThrowable(() -> subject.work(subject.sample().frame())))
        .as("the job after the killed ones")
        .isNull();
    assertSameHandles(subject, before);
  }

  private static long handles(Subject subject) {
    return subject.hooks().liveNativeHandles();
  }

  private static void assertSameHandles(Subject subject, long before) {
    Eventually.get(
        "native handles, " + before + " before",
        CLOSING_LIMIT_MILLIS,
        () -> handles(subject),
        now -> now == before);
  }
}
