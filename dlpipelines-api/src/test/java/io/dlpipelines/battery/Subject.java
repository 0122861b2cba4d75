package io.dlpipelines.battery;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * One stage under test with all that a check may ask: its data, its columns and the hooks of its
 * test.
 *
 * @param requiredColumns what must be in the data for this stage: for an estimator also what it is
 *     trained on
 */
record Subject(
    StageBattery<?> hooks,
    PipelineStage stage,
    MLReader<?> reader,
    Sample sample,
    List<String> requiredColumns) {

  static Subject of(StageBattery<?> battery) {
    PipelineStage stage = battery.stage();
    List<String> required = new ArrayList<>(battery.inputColumns());
    if (required.isEmpty()) {
      throw new IllegalStateException(
          battery.getClass().getSimpleName() + ": override inputColumns(), no Param names them");
    }
    if (stage instanceof Estimator<?>) {
      required.addAll(battery.trainingColumns());
    }
    return new Subject(
        battery,
        stage,
        battery.reader(),
        Sample.of(battery.data(), battery.idColumn()).fitForTheBattery(),
        List.copyOf(required));
  }

  /** The model that an estimator fits on its data. */
  Subject model() {
    PipelineStage model = fit(sample.frame());
    return new Subject(
        hooks, model, ClassChecks.readerOf(model.getClass()), sample, hooks.inputColumns());
  }

  String name() {
    return stage.getClass().getSimpleName();
  }

  boolean isTransformer() {
    return stage instanceof Transformer;
  }

  Transformer transformer() {
    return (Transformer) stage;
  }

  MLWritable writable() {
    return (MLWritable) stage;
  }

  Transformer fit(Dataset<Row> data) {
    return ((Estimator<?>) stage).fit(data);
  }

  PipelineStage copy() {
    return stage.copy(ParamMap.empty());
  }

  Subject with(PipelineStage other) {
    return new Subject(hooks, other, reader, sample, requiredColumns);
  }

  Subject withHandleInvalid(String mode) {
    PipelineStage copy = copy();
    copy.set(copy.getParam("handleInvalid"), mode);
    return with(copy);
  }

  /** Good rows and, in every second place, an invalid one. */
  Sample halfInvalid() {
    return sample.withEverySecondRowOf(Sample.of(hooks.invalidData(), hooks.idColumn()));
  }

  /** The whole work of the stage on the data: a fit, or a transform of every cell of every row. */
  void work(Dataset<Row> data) {
    if (isTransformer()) {
      transformer().transform(data).collectAsList();
    } else {
      fit(data);
    }
  }

  RowsById transformed(Dataset<Row> data) {
    return transformedBy(transformer(), data);
  }

  RowsById transformedBy(Transformer other, Dataset<Row> data) {
    return RowsById.of(other.transform(data), hooks.idColumn());
  }

  /** What {@link #stage()} makes of its data, to compare others with. */
  void assertTransformsLike(Transformer other) {
    transformedBy(other, sample.frame())
        .assertEqualTo(transformed(sample.frame()), hooks.tolerance());
  }

  List<String> outputColumns() {
    List<String> columns =
        new ArrayList<>(List.of(transformer().transform(sample.frame()).columns()));
    columns.removeAll(sample.columns());
    return columns;
  }
}
