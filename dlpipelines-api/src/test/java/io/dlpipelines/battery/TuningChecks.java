package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** A stage inside a Pipeline that {@code CrossValidator} copies, fits, saves and loads. */
final class TuningChecks {

  private static final String FOLD = "battery_fold";
  private static final int FOLDS = 2;

  private TuningChecks() {}

  static ParamMap[] gridThatChangesNothing(PipelineStage stage) {
    Param<Object> param =
        Arrays.stream(stage.params())
            .filter(stage::isSet)
            .findFirst()
            .map(ParamValues::erased)
            .orElseThrow(() -> new AssertionError("stage() sets no Param"));
    Object value = stage.getOrDefault(param);
    return new ParamMap[] {new ParamMap().put(param, value), new ParamMap().put(param, value)};
  }

  static void gridReachesTheCopies(Subject subject, ParamMap[] grid) {
    assertThat(grid).as("grid()").hasSizeGreaterThanOrEqualTo(2);
    for (ParamMap map : grid) {
      assertThat(map.size()).as("Params set by grid()").isPositive();
      PipelineStage copy = subject.stage().copy(map);
      for (ParamPair<?> pair : CollectionConverters.asJava(map.toSeq())) {
        Param<Object> param = ParamValues.erased(pair.param());
        assertThat(param.parent()).as("owner of %s", param).isEqualTo(subject.stage().uid());
        assertThat(ParamValues.comparable(param, copy.getOrDefault(param)))
            .isEqualTo(ParamValues.comparable(param, pair.value()));
      }
    }
  }

  static void crossValidatorFitsSavesAndLoads(Subject subject, ParamMap[] grid, Path folder) {
    Dataset<Row> data = withFolds(subject.sample());
    CrossValidatorModel model =
        new CrossValidator()
            .setEstimator(pipeline(subject))
            .setEstimatorParamMaps(grid)
            .setEvaluator(new RowCountEvaluator())
            .setNumFolds(FOLDS)
            .setFoldCol(FOLD)
            .setParallelism(2)
            .fit(data);
    double rowsPerFold = subject.sample().rows().size() / (double) FOLDS;
    assertThat(model.avgMetrics()).hasSize(grid.length).containsOnly(rowsPerFold);
    String path = save(model, folder.resolve("crossValidated"));
    CrossValidatorModel loaded = CrossValidatorModel.load(path);
    assertThat(loaded.avgMetrics()).isEqualTo(model.avgMetrics());
    assertThat(describe(loaded.getEstimatorParamMaps())).isEqualTo(describe(grid));
    subject
        .transformedBy(loaded, data)
        .assertEqualTo(subject.transformedBy(model, data), subject.hooks().tolerance());
  }

  static void trainValidationSplitFitsSavesAndLoads(Subject subject, ParamMap[] grid, Path folder) {
    Dataset<Row> data = subject.sample().frame();
    TrainValidationSplitModel model =
        new TrainValidationSplit()
            .setEstimator(pipeline(subject))
            .setEstimatorParamMaps(grid)
            .setEvaluator(new RowCountEvaluator())
            .setTrainRatio(0.5)
            .setSeed(1)
            .fit(data);
    assertThat(model.validationMetrics()).hasSize(grid.length);
    String path = save(model, folder.resolve("split"));
    TrainValidationSplitModel loaded = TrainValidationSplitModel.load(path);
    assertThat(loaded.validationMetrics()).isEqualTo(model.validationMetrics());
    assertThat(describe(loaded.getEstimatorParamMaps())).isEqualTo(describe(grid));
    subject
        .transformedBy(loaded, data)
        .assertEqualTo(subject.transformedBy(model, data), subject.hooks().tolerance());
  }

  private static Pipeline pipeline(Subject subject) {
    return new Pipeline().setStages(new PipelineStage[] {subject.stage(), new ConstantEstimator()});
  }

  private static String save(MLWritable model, Path folder) {
    try {
      model.save(folder.toString());
    } catch (IOException e) {
      fail("save(" + folder + ")", e);
    }
    return folder.toString();
  }

  private static Dataset<Row> withFolds(Sample sample) {
    List<Row> rows = new ArrayList<>();
    for (Row row : sample.rows()) {
      Object[] cells = new Object[row.size() + 1];
      for (int cell = 0; cell < row.size(); cell++) {
        cells[cell] = row.get(cell);
      }
      cells[row.size()] = rows.size() % FOLDS;
      rows.add(RowFactory.create(cells));
    }
    StructType schema = sample.schema().add(FOLD, DataTypes.IntegerType, false);
    return new Sample(sample.spark(), sample.id(), schema, rows).frame();
  }

  private static List<List<String>> describe(ParamMap[] grid) {
    return Arrays.stream(grid)
        .map(
            map ->
                CollectionConverters.asJava(map.toSeq()).stream()
                    .map(TuningChecks::describe)
                    .sorted()
                    .toList())
        .toList();
  }

  private static String describe(ParamPair<?> pair) {
    Param<Object> param = ParamValues.erased(pair.param());
    return param + "=" + ParamValues.comparable(param, pair.value());
  }
}
