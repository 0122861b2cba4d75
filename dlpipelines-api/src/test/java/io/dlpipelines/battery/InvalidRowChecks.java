package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Row;

/** {@code handleInvalid}: error, skip and keep, with bad rows among good ones. */
final class InvalidRowChecks {

  private static final String REASON_COLUMN_PARAM = "invalidReasonCol";

  private InvalidRowChecks() {}

  static void handleInvalidIsThereOrDeclaredAbsent(Subject subject) {
    PipelineStage stage = subject.stage();
    assertThat(stage.hasParam("handleInvalid"))
        .as("%s has Param handleInvalid", subject.name())
        .isEqualTo(subject.hooks().hasHandleInvalid());
    if (stage.hasParam("handleInvalid")) {
      assertThat(ParamValues.of(stage).defaults()).containsEntry("handleInvalid", "\"error\"");
    }
  }

  static void invalidRowFailsTheJobWithColumnAndReason(Subject subject) {
    Subject strict = subject.withHandleInvalid("error");
    Failure failure =
        Failure.ofJob("an invalid row", () -> strict.work(subject.halfInvalid().frame()))
            .names(subject.hooks().invalidReason());
    assertThat(subject.hooks().inputColumns())
        .as("the input column is named in: %s", failure.messages())
        .anySatisfy(failure::names);
  }

  static void invalidRowIsSkipped(Subject subject) {
    Subject skipping = subject.withHandleInvalid("skip");
    if (!subject.isTransformer()) {
      skipping.fit(subject.halfInvalid().frame());
      return;
    }
    RowsById left = skipping.transformed(subject.halfInvalid().frame());
    left.assertEqualTo(
        skipping.transformed(subject.sample().everyFirstRow().frame()),
        subject.hooks().tolerance());
  }

  static void invalidRowIsKeptWithNullOutput(Subject subject) {
    Subject keeping = subject.withHandleInvalid("keep");
    RowsById all = keeping.transformed(subject.halfInvalid().frame());
    RowsById good = keeping.transformed(subject.sample().everyFirstRow().frame());
    assertThat(all.rows().keySet()).containsExactlyElementsOf(subject.sample().ids());
    good.assertPartOf(all, subject.hooks().tolerance());
    List<String> outputs = new ArrayList<>(keeping.outputColumns());
    reasonColumn(keeping.stage()).forEach(outputs::remove);
    all.rows()
        .forEach(
            (id, row) -> {
              if (!good.rows().containsKey(id)) {
                assertNull(row, outputs, id);
                reasonColumn(keeping.stage())
                    .forEach(column -> assertThat(row.<Object>getAs(column)).isNotNull());
              }
            });
  }

  private static void assertNull(Row row, List<String> columns, Object id) {
    for (String column : columns) {
      assertThat(row.<Object>getAs(column)).as("row %s, column %s", id, column).isNull();
    }
  }

  private static List<String> reasonColumn(PipelineStage stage) {
    if (!stage.hasParam(REASON_COLUMN_PARAM)
        || !stage.isDefined(stage.getParam(REASON_COLUMN_PARAM))) {
      return List.of();
    }
    return List.of((String) stage.getOrDefault(stage.getParam(REASON_COLUMN_PARAM)));
  }
}
