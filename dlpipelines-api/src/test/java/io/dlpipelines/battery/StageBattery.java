package io.dlpipelines.battery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every stage promises, as tests. The test of a stage extends this class and supplies the
 * stage, its data and its reader; for an estimator the model that it fits is put through the same
 * tests. Where a stage departs from the usual, its test overrides a hook.
 *
 * <p>One instance serves all tests of a class, so that an estimator is fitted once; the battery
 * itself never changes the stage it was given.
 *
 * @param <S> the stage
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StageBattery<S extends PipelineStage> extends SparkTest {

  private List<Subject> subjects;

  /** For subclasses. */
  protected StageBattery() {}

  /**
   * The stage under test.
   *
   * @return a stage with all it needs to transform or to be fitted, and at least one Param set
   */
  protected abstract S stage();

  /**
   * Good rows for the stage, the same at each call.
   *
   * @return at least four rows, each with another value in {@link #idColumn()}
   */
  protected abstract Dataset<Row> data();

  /**
   * The reader of the stage.
   *
   * @return what the static {@code read()} of the stage returns
   */
  protected abstract MLReader<S> reader();

  /**
   * The column that tells the rows of {@link #data()} apart.
   *
   * @return a column of any type that is never null
   */
  protected String idColumn() {
    return "id";
  }

  /**
   * The columns that the stage, or the model it fits, reads to transform.
   *
   * @return by default the values of the Params {@code inputCol}, {@code inputCols} and {@code
   *     featuresCol}
   */
  protected List<String> inputColumns() {
    return columnsNamedBy("inputCol", "inputCols", "featuresCol");
  }

  /**
   * The columns that an estimator reads to fit, besides {@link #inputColumns()}.
   *
   * @return by default the values of the Params {@code labelCol} and {@code weightCol}
   */
  protected List<String> trainingColumns() {
    return columnsNamedBy("labelCol", "weightCol");
  }

  /**
   * What no model can score: the rows of {@link #data()}, by the same ids, spoilt.
   *
   * @return by default the rows with null in one of the {@link #inputColumns()}, each in turn
   */
  protected Dataset<Row> invalidData() {
    return Sample.of(data(), idColumn()).withNullsIn(inputColumns()).frame();
  }

  /**
   * Why {@link #invalidData()} is invalid, in a word that the error must say.
   *
   * @return by default {@code null}, as a word
   */
  protected String invalidReason() {
    return "null";
  }

  /**
   * Whether the stage has the Param {@code handleInvalid}.
   *
   * @return by default true; a stage without it must not have a Param of that name
   */
  protected boolean hasHandleInvalid() {
    return true;
  }

  /**
   * How far two results of the same row may be apart, relative to the larger of 1 and the value:
   * engines add in another order where batches differ.
   *
   * @return by default 0
   */
  protected double tolerance() {
    return 0;
  }

  /**
   * Whether fitting twice gives models that transform alike within {@link #tolerance()}.
   *
   * @return by default true
   */
  protected boolean fitIsDeterministic() {
    return true;
  }

  /**
   * What {@code CrossValidator} tries on the stage.
   *
   * @param stage the stage whose Params to set
   * @return by default two maps that set a Param to the value it has
   */
  protected ParamMap[] grid(S stage) {
    return TuningChecks.gridThatChangesNothing(stage);
  }

  /**
   * How many native handles (sessions, graphs, tensors) are open in this JVM. Engines close what is
   * idle first, then count.
   *
   * @return by default 0, for stages without an engine
   */
  protected long liveNativeHandles() {
    return 0;
  }

  // Params

  @Test
  void everyParamIsDocumentedAndOwnedByTheStage() {
    forStageAndModel(ParamChecks::everyParamIsDocumentedAndOwnedByTheStage);
  }

  @Test
  void everyParamIsFoundOnce() {
    forStageAndModel(ParamChecks::everyParamIsFoundOnce);
  }

  @Test
  void everyParamRefusesOtherTypesByName() {
    forStageAndModel(ParamChecks::everyParamRefusesOtherTypesByName);
  }

  @Test
  void everyParamHasAGetter() {
    forStageAndModel(ParamChecks::everyParamHasAGetter);
  }

  @Test
  void everyParamHasASetterThatReturnsTheStage() {
    forStageAndModel(ParamChecks::everyParamHasASetterThatReturnsTheStage);
  }

  @Test
  void settersRejectNullByName() {
    forStageAndModel(ParamChecks::settersRejectNullByName);
  }

  @Test
  void explainParamsMentionsEveryParam() {
    forStageAndModel(ParamChecks::explainParamsMentionsEveryParam);
  }

  @Test
  void classIsPublicAndFinal() {
    forStageAndModel(ClassChecks::classIsPublicAndFinal);
  }

  @Test
  void constructorsArePublic() {
    forStageAndModel(ClassChecks::constructorsArePublic);
  }

  @Test
  void readAndLoadAreStatic() {
    forStageAndModel(ClassChecks::readAndLoadAreStatic);
  }

  // copy

  @Test
  void copyHasTheSameUidAndParams() {
    forStageAndModel(CopyChecks::copyHasTheSameUidAndParams);
  }

  @Test
  void copyTakesExtraParams() {
    forStageAndModel(CopyChecks::copyTakesExtraParams);
  }

  @Test
  void copyIsIndependent() {
    forStageAndModel(CopyChecks::copyIsIndependent);
  }

  @Test
  void copyTransformsAlike() {
    forTransformer(CopyChecks::copyTransformsAlike);
  }

  // Saving and loading

  @Test
  void loadedStageIsTheSavedOne(@TempDir Path folder) {
    forStageAndModel(folder, PersistenceChecks::loadedStageIsTheSavedOne);
  }

  @Test
  void savingTwiceNeedsOverwrite(@TempDir Path folder) {
    forStageAndModel(folder, PersistenceChecks::savingTwiceNeedsOverwrite);
  }

  @Test
  void loadingAnotherFolderSaysWhatItHolds(@TempDir Path folder) {
    forStageAndModel(folder, PersistenceChecks::loadingAnotherFolderSaysWhatItHolds);
  }

  @Test
  void loadingFromNowhereNamesThePath(@TempDir Path folder) {
    forStageAndModel(folder, PersistenceChecks::loadingFromNowhereNamesThePath);
  }

  @Test
  void pipelineIsSavedAndLoaded(@TempDir Path folder) {
    forStage(folder, PersistenceChecks::pipelineIsSavedAndLoaded);
  }

  @Test
  void pipelineModelIsSavedAndLoaded(@TempDir Path folder) {
    forTransformer(folder, PersistenceChecks::pipelineModelIsSavedAndLoaded);
  }

  @Test
  void loadedEstimatorFitsTheSameModel(@TempDir Path folder) {
    if (fitIsDeterministic()) {
      forEstimator(
          (estimator, model) ->
              PersistenceChecks.loadedEstimatorFitsTheSameModel(estimator, model, folder));
    }
  }

  @Test
  void stageSurvivesJavaSerialization() {
    forStageAndModel(SerializationChecks::stageSurvivesJavaSerialization);
  }

  // Schema

  @Test
  void transformSchemaIsTheSchemaOfTransform() {
    forTransformer(SchemaChecks::transformSchemaIsTheSchemaOfTransform);
  }

  @Test
  void estimatorKnowsTheSchemaOfItsModel() {
    forEstimator(SchemaChecks::estimatorKnowsTheSchemaOfItsModel);
  }

  @Test
  void inputColumnsStayInFront() {
    forTransformer(SchemaChecks::inputColumnsStayInFront);
  }

  @Test
  void transformSchemaChangesNothing() {
    forStageAndModel(SchemaChecks::transformSchemaChangesNothing);
  }

  @Test
  void transformIsLazy() {
    forTransformer(SchemaChecks::transformIsLazy);
  }

  @Test
  void missingInputColumnIsNamed() {
    forStageAndModel(SchemaChecks::missingInputColumnIsNamed);
  }

  @Test
  void existingOutputColumnIsNamed() {
    forStageAndModel(SchemaChecks::existingOutputColumnIsNamed);
  }

  // Rows

  @Test
  void rowsAreKeptInOrder() {
    forTransformer(RowChecks::rowsAreKeptInOrder);
  }

  @Test
  void sameResultTwice() {
    forTransformer(RowChecks::sameResultTwice);
  }

  @Test
  void emptyFrameGivesEmptyFrame() {
    forTransformer(RowChecks::emptyFrameGivesEmptyFrame);
  }

  @Test
  void oneRowIsEnough() {
    forTransformer(RowChecks::oneRowIsEnough);
  }

  @Test
  void partitionsWithoutRowsAreFine() {
    forTransformer(RowChecks::partitionsWithoutRowsAreFine);
  }

  @Test
  void streamEqualsBatch(@TempDir Path folder) {
    forTransformer(folder, StreamingChecks::streamEqualsBatch);
  }

  // handleInvalid

  @Test
  void handleInvalidIsThereOrDeclaredAbsent() {
    forStageAndModel(InvalidRowChecks::handleInvalidIsThereOrDeclaredAbsent);
  }

  @Test
  void invalidRowFailsTheJobWithColumnAndReason() {
    assumeHandleInvalid();
    forStageAndModel(InvalidRowChecks::invalidRowFailsTheJobWithColumnAndReason);
  }

  @Test
  void invalidRowIsSkipped() {
    assumeHandleInvalid();
    forStageAndModel(InvalidRowChecks::invalidRowIsSkipped);
  }

  @Test
  void invalidRowIsKeptWithNullOutput() {
    assumeHandleInvalid();
    forTransformer(InvalidRowChecks::invalidRowIsKeptWithNullOutput);
  }

  // Tuning

  @Test
  void gridReachesTheCopies() {
    forStage(subject -> TuningChecks.gridReachesTheCopies(subject, grid(stageOf(subject))));
  }

  @Test
  void tunedModelsAreSavedAndLoaded(@TempDir Path folder) {
    forStage(
        folder,
        (subject, path) -> {
          ParamMap[] grid = grid(stageOf(subject));
          TuningChecks.crossValidatorFitsSavesAndLoads(subject, grid, path);
          TuningChecks.trainValidationSplitFitsSavesAndLoads(subject, grid, path);
        });
  }

  // Native handles

  @Test
  void noHandleIsLeftAfterSuccess() {
    forStageAndModel(NativeHandleChecks::noHandleIsLeftAfterSuccess);
  }

  @Test
  void noHandleIsLeftAfterFirstRow() {
    forTransformer(NativeHandleChecks::noHandleIsLeftAfterFirstRow);
  }

  @Test
  void noHandleIsLeftAfterFailure() {
    assumeHandleInvalid();
    forStageAndModel(NativeHandleChecks::noHandleIsLeftAfterFailure);
  }

  @Test
  void noHandleIsLeftAfterKill() {
    forStageAndModel(NativeHandleChecks::noHandleIsLeftAfterKill);
  }

  private void assumeHandleInvalid() {
    Assumptions.assumeTrue(hasHandleInvalid(), "the stage has no handleInvalid");
  }

  private void forStage(Consumer<Subject> check) {
    check.accept(subjects().get(0));
  }

  private void forStage(Path folder, BiConsumer<Subject, Path> check) {
    check.accept(subjects().get(0), folder);
  }

  private void forEstimator(BiConsumer<Subject, Subject> check) {
    if (!subjects().get(0).isTransformer()) {
      check.accept(subjects().get(0), transformer());
    }
  }

  private void forTransformer(Consumer<Subject> check) {
    check.accept(transformer());
  }

  private void forTransformer(Path folder, BiConsumer<Subject, Path> check) {
    check.accept(transformer(), folder);
  }

  private void forStageAndModel(Consumer<Subject> check) {
    Assertions.assertAll(subjects().stream().map(subject -> () -> named(subject, check)));
  }

  private static void named(Subject subject, Consumer<Subject> check) {
    try {
      check.accept(subject);
    } catch (Exception | AssertionError failure) {
      throw new AssertionError(subject.name() + ": " + failure.getMessage(), failure);
    }
  }

  private void forStageAndModel(Path folder, BiConsumer<Subject, Path> check) {
    forStageAndModel(subject -> check.accept(subject, folder.resolve(subject.name())));
  }

  private Subject transformer() {
    List<Subject> all = subjects();
    return all.get(all.size() - 1);
  }

  private List<Subject> subjects() {
    if (subjects == null) {
      Subject stage = Subject.of(this);
      subjects = stage.isTransformer() ? List.of(stage) : List.of(stage, stage.model());
    }
    return subjects;
  }

  @SuppressWarnings("unchecked")
  private S stageOf(Subject subject) {
    return (S) subject.stage();
  }

  private List<String> columnsNamedBy(String... paramNames) {
    S stage = stage();
    LinkedHashSet<String> columns = new LinkedHashSet<>();
    for (String name : paramNames) {
      columnParam(stage, name)
          .ifPresent(
              value ->
                  columns.addAll(
                      value instanceof String[] many ? List.of(many) : List.of((String) value)));
    }
    return new ArrayList<>(columns);
  }

  @SuppressWarnings("unchecked")
  private static Optional<Object> columnParam(PipelineStage stage, String name) {
    if (!stage.hasParam(name)) {
      return Optional.empty();
    }
    Param<Object> param = (Param<Object>) (Param<?>) stage.getParam(name);
    return stage.isDefined(param) ? Optional.of(stage.getOrDefault(param)) : Optional.empty();
  }
}
