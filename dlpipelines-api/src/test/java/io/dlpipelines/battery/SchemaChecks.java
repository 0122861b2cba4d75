package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code transformSchema} tells the truth, and the whole of it, before any job runs. */
final class SchemaChecks {

  private SchemaChecks() {}

  static void transformSchemaIsTheSchemaOfTransform(Subject subject) {
    Dataset<Row> data = subject.sample().frame();
    assertFieldsEqual(
        subject.transformer().transformSchema(data.schema()),
        subject.transformer().transform(data).schema());
  }

  /** Metadata may depend on the data, so an estimator need not know it. */
  static void estimatorKnowsTheSchemaOfItsModel(Subject estimator, Subject model) {
    Dataset<Row> data = estimator.sample().frame();
    assertFieldsEqual(
        withoutMetadata(estimator.stage().transformSchema(data.schema())),
        withoutMetadata(model.transformer().transform(data).schema()));
  }

  static void inputColumnsStayInFront(Subject subject) {
    StructType input = subject.sample().schema();
    StructType output = subject.transformer().transform(subject.sample().frame()).schema();
    assertThat(output.fields()).startsWith(input.fields()).hasSizeGreaterThan(input.size());
  }

  static void transformSchemaChangesNothing(Subject subject) {
    Dataset<Row> data = subject.sample().frame();
    String before = data.schema().json();
    StructType first = subject.stage().transformSchema(data.schema());
    assertThat(subject.stage().transformSchema(data.schema())).isEqualTo(first);
    assertThat(data.schema().json()).isEqualTo(before);
  }

  static void transformIsLazy(Subject subject) {
    Dataset<Row> data = subject.sample().frame();
    assertThat(jobsOf(subject, () -> subject.transformer().transform(data).schema()))
        .as("jobs that transform runs before an action")
        .isZero();
  }

  static void missingInputColumnIsNamed(Subject subject) {
    for (String column : subject.requiredColumns()) {
      Dataset<Row> data = subject.sample().frame().drop(column);
      Failure failure =
          Failure.of(
                  "a missing column " + column,
                  () -> subject.stage().transformSchema(data.schema()))
              .is(IllegalArgumentException.class)
              .names(column);
      for (String present : data.columns()) {
        failure.names(present);
      }
      Failure.of("a missing column " + column, () -> use(subject, data))
          .is(IllegalArgumentException.class)
          .names(column);
    }
  }

  static void existingOutputColumnIsNamed(Subject subject) {
    List<String> outputs = addedColumns(subject);
    assertThat(outputs).as("output columns of %s", subject.name()).isNotEmpty();
    for (String column : outputs) {
      StructType schema = subject.sample().schema().add(column, DataTypes.StringType);
      Failure.of("an output column that exists", () -> subject.stage().transformSchema(schema))
          .is(IllegalArgumentException.class)
          .names(column);
    }
  }

  private static List<String> addedColumns(Subject subject) {
    StructType schema = subject.stage().transformSchema(subject.sample().schema());
    List<String> added = new ArrayList<>(List.of(schema.fieldNames()));
    added.removeAll(subject.sample().columns());
    return added;
  }

  private static void use(Subject subject, Dataset<Row> data) {
    if (subject.isTransformer()) {
      subject.transformer().transform(data);
    } else {
      subject.fit(data);
    }
  }

  /** Jobs are told of later but in order: once a job run after the action is seen, all are. */
  private static int jobsOf(Subject subject, Runnable action) {
    var context = subject.sample().spark().sparkContext();
    String group = "battery-" + UUID.randomUUID();
    context.setJobGroup(group, "jobs of a lazy call", false);
    try {
      action.run();
      subject.sample().frame().toJavaRDD().foreachPartition(rows -> {});
    } finally {
      context.clearJobGroup();
    }
    return Eventually.get(
            "the marker job",
            () -> context.statusTracker().getJobIdsForGroup(group).length,
            count -> count > 0)
        - 1;
  }

  private static void assertFieldsEqual(StructType actual, StructType expected) {
    assertThat(describe(actual)).isEqualTo(describe(expected));
  }

  private static List<String> describe(StructType schema) {
    return Arrays.stream(schema.fields())
        .map(
            field ->
                "%s: %s, nullable %s, metadata %s"
                    .formatted(
                        field.name(), field.dataType().json(), field.nullable(), field.metadata()))
        .toList();
  }

  private static StructType withoutMetadata(StructType schema) {
    StructType plain = new StructType();
    for (var field : schema.fields()) {
      plain = plain.add(field.name(), field.dataType(), field.nullable());
    }
    return plain;
  }
}
