package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Frames of any size and shape: each row comes out once, in its place, with the same result. */
final class RowChecks {

  private RowChecks() {}

  static void rowsAreKeptInOrder(Subject subject) {
    Dataset<Row> data = subject.sample().frame();
    assertThat(ids(subject, subject.transformer().transform(data)))
        .isEqualTo(subject.sample().ids());
    assertThat(subject.transformer().transform(data).count())
        .isEqualTo(subject.sample().rows().size());
  }

  static void sameResultTwice(Subject subject) {
    Dataset<Row> transformed = subject.transformer().transform(subject.sample().frame());
    String id = subject.hooks().idColumn();
    RowsById first = RowsById.of(transformed, id);
    RowsById.of(transformed, id).assertEqualTo(first, subject.hooks().tolerance());
    subject.transformed(subject.sample().frame()).assertEqualTo(first, subject.hooks().tolerance());
  }

  static void emptyFrameGivesEmptyFrame(Subject subject) {
    Dataset<Row> empty = subject.sample().frame(List.of(), 2);
    Dataset<Row> transformed = subject.transformer().transform(empty);
    assertThat(transformed.collectAsList()).isEmpty();
    assertThat(transformed.schema())
        .isEqualTo(subject.transformer().transform(subject.sample().frame()).schema());
  }

  static void oneRowIsEnough(Subject subject) {
    List<Row> first = subject.sample().rows().subList(0, 1);
    RowsById one = subject.transformed(subject.sample().frame(first, 1));
    assertThat(one.rows()).hasSize(1);
    one.assertPartOf(subject.transformed(subject.sample().frame()), subject.hooks().tolerance());
  }

  static void partitionsWithoutRowsAreFine(Subject subject) {
    int partitions = subject.sample().rows().size() + 3;
    subject
        .transformed(subject.sample().frame(subject.sample().rows(), partitions))
        .assertEqualTo(subject.transformed(subject.sample().frame()), subject.hooks().tolerance());
  }

  private static List<Object> ids(Subject subject, Dataset<Row> frame) {
    return Sample.idsOf(frame.collectAsList(), subject.hooks().idColumn());
  }
}
