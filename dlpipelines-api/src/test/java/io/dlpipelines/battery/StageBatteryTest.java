package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.dlpipelines.battery.sample.ColumnParams;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The battery fails where a stage is wrong, and only there. */
class StageBatteryTest {

  /** Too slow to run on every broken stage: they run on those that must fail them. */
  private static final Set<String> SLOW =
      Set.of(
          "tunedModelsAreSavedAndLoaded",
          "invalidRowFailsTheJobWithColumnAndReason",
          "invalidRowIsKeptWithNullOutput",
          "invalidRowIsSkipped",
          "loadedStageIsTheSavedOne",
          "noHandleIsLeftAfterFailure",
          "noHandleIsLeftAfterFirstRow",
          "noHandleIsLeftAfterKill",
          "noHandleIsLeftAfterSuccess",
          "pipelineIsSavedAndLoaded",
          "pipelineModelIsSavedAndLoaded",
          "savingTwiceNeedsOverwrite",
          "stageSurvivesJavaSerialization",
          "streamEqualsBatch");

  @Test
  void soundStagePassesAll() {
    BatteryRun run = BatteryRun.of(SoundBattery.class, Set.of());
    assertThat(run.failures()).isEmpty();
    assertThat(run.passed()).isGreaterThan(40);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void faultIsFound(Class<? extends StageBattery<?>> battery, List<String> failing) {
    Set<String> except = new TreeSet<>(SLOW);
    failing.forEach(except::remove);
    BatteryRun run = BatteryRun.of(battery, except);
    assertThat(run.failures().keySet()).containsExactlyInAnyOrderElementsOf(failing);
  }

  static Stream<Arguments> faultIsFound() {
    return Stream.of(
        fault(WrongSchemaBattery.class, "transformSchemaIsTheSchemaOfTransform"),
        fault(ForeignSetterBattery.class, "everyParamHasASetterThatReturnsTheStage"),
        fault(
            MisshapenBattery.class,
            "classIsPublicAndFinal",
            "readAndLoadAreStatic",
            "loadedStageIsTheSavedOne"),
        fault(OverwritingBattery.class, "existingOutputColumnIsNamed"),
        fault(TaciturnBattery.class, "missingInputColumnIsNamed"),
        fault(RenamingBattery.class, "inputColumnsStayInFront"),
        fault(EagerBattery.class, "transformIsLazy"),
        fault(
            LenientBattery.class,
            "invalidRowFailsTheJobWithColumnAndReason",
            "invalidRowIsSkipped",
            "transformSchemaIsTheSchemaOfTransform"),
        fault(GuessingBattery.class, "invalidRowIsKeptWithNullOutput"),
        fault(ShufflingBattery.class, "rowsAreKeptInOrder", "invalidRowIsKeptWithNullOutput"),
        fault(
            LosingBattery.class,
            "rowsAreKeptInOrder",
            "oneRowIsEnough",
            "invalidRowIsKeptWithNullOutput"),
        fault(StuckBattery.class, "stageSurvivesJavaSerialization"),
        fault(BatchOnlyBattery.class, "streamEqualsBatch"),
        fault(LeakingBattery.class, "noHandleIsLeftAfterFirstRow"));
  }

  @Test
  void muddledParamsAreNamed() {
    BatteryRun run = BatteryRun.of(MuddledParamsBattery.class, SLOW);
    assertThat(run.failures())
        .hasSize(6)
        .hasEntrySatisfying(
            "everyParamIsDocumentedAndOwnedByTheStage",
            message -> assertThat(message).contains("undocumented"))
        .hasEntrySatisfying(
            "everyParamIsFoundOnce", message -> assertThat(message).contains("hidden"))
        .hasEntrySatisfying(
            "everyParamHasAGetter", message -> assertThat(message).contains("getUnreadable"))
        .hasEntrySatisfying(
            "everyParamHasASetterThatReturnsTheStage",
            message -> assertThat(message).contains("setUnchangeable"))
        .hasEntrySatisfying(
            "everyParamRefusesOtherTypesByName",
            message -> assertThat(message).contains("must fail"))
        .hasEntrySatisfying(
            "settersRejectNullByName", message -> assertThat(message).contains("setNullable"));
  }

  @Test
  void lostParamsAreFoundInCopyAndFile() {
    assertThat(BatteryRun.of(ForgetfulCopyBattery.class, SLOW).failures())
        .containsKeys("copyHasTheSameUidAndParams", "copyTakesExtraParams", "copyTransformsAlike");
    assertThat(BatteryRun.of(SharingCopyBattery.class, SLOW).failures())
        .containsKeys("copyHasTheSameUidAndParams", "copyTakesExtraParams", "copyIsIndependent");
    assertThat(BatteryRun.of(ForgetfulWriterBattery.class, Set.of()).failures().keySet())
        .contains(
            "loadedStageIsTheSavedOne",
            "savingTwiceNeedsOverwrite",
            "pipelineIsSavedAndLoaded",
            "pipelineModelIsSavedAndLoaded",
            "tunedModelsAreSavedAndLoaded");
  }

  @Test
  void randomResultsAreFound() {
    assertThat(BatteryRun.of(MoodyBattery.class, SLOW).failures())
        .containsKeys("sameResultTwice", "partitionsWithoutRowsAreFine", "oneRowIsEnough");
  }

  @Test
  void faultsOfAModelAreFoundByTheTestOfItsEstimator() {
    assertThat(BatteryRun.of(TrainerBattery.class, Set.of()).failures())
        .containsOnlyKeys(
            "copyHasTheSameUidAndParams",
            "loadedStageIsTheSavedOne",
            "loadingAnotherFolderSaysWhatItHolds",
            "savingTwiceNeedsOverwrite",
            "pipelineModelIsSavedAndLoaded",
            "tunedModelsAreSavedAndLoaded")
        .allSatisfy(
            (test, message) ->
                assertThat(message).as(test).containsAnyOf("Trained:", "column doubled"));
  }

  @Test
  void handleInvalidMustBeThereUnlessDeclaredAbsent() {
    BatteryRun run =
        BatteryRun.of(
            UndeclaredBattery.class,
            Set.of("tunedModelsAreSavedAndLoaded", "noHandleIsLeftAfterKill", "streamEqualsBatch"));
    assertThat(run.failures()).containsOnlyKeys("handleInvalidIsThereOrDeclaredAbsent");
  }

  private static Arguments fault(Class<? extends StageBattery<?>> battery, String... failing) {
    return arguments(battery, List.of(failing));
  }

  abstract static class BatteryOf<S extends PipelineStage & ColumnParams<S>>
      extends StageBattery<S> {

    private final Class<S> type;

    BatteryOf(Class<S> type) {
      this.type = type;
    }

    @Override
    protected S stage() {
      try {
        S stage = type.getConstructor().newInstance();
        stage.set(stage.inputCol(), "height");
        stage.set(stage.outputCol(), "doubled");
        return stage;
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    protected Dataset<Row> data() {
      return spark().range(5).selectExpr("id", "double(id + 1) as height");
    }

    @Override
    @SuppressWarnings("unchecked")
    protected MLReader<S> reader() {
      return (MLReader<S>) ClassChecks.readerOf(type);
    }
  }

  static final class SoundBattery extends BatteryOf<BrokenStages.Sound> {
    SoundBattery() {
      super(BrokenStages.Sound.class);
    }
  }

  static final class WrongSchemaBattery extends BatteryOf<BrokenStages.WrongSchema> {
    WrongSchemaBattery() {
      super(BrokenStages.WrongSchema.class);
    }
  }

  static final class ForgetfulCopyBattery extends BatteryOf<BrokenStages.ForgetfulCopy> {
    ForgetfulCopyBattery() {
      super(BrokenStages.ForgetfulCopy.class);
    }
  }

  static final class SharingCopyBattery extends BatteryOf<BrokenStages.SharingCopy> {
    SharingCopyBattery() {
      super(BrokenStages.SharingCopy.class);
    }
  }

  static final class ForgetfulWriterBattery extends BatteryOf<BrokenStages.ForgetfulWriter> {
    ForgetfulWriterBattery() {
      super(BrokenStages.ForgetfulWriter.class);
    }
  }

  static final class MuddledParamsBattery extends BatteryOf<BrokenStages.MuddledParams> {
    MuddledParamsBattery() {
      super(BrokenStages.MuddledParams.class);
    }
  }

  static final class ForeignSetterBattery extends BatteryOf<BrokenStages.ForeignSetter> {
    ForeignSetterBattery() {
      super(BrokenStages.ForeignSetter.class);
    }
  }

  static final class MisshapenBattery extends BatteryOf<BrokenStages.Misshapen> {
    MisshapenBattery() {
      super(BrokenStages.Misshapen.class);
    }
  }

  static final class OverwritingBattery extends BatteryOf<BrokenStages.Overwriting> {
    OverwritingBattery() {
      super(BrokenStages.Overwriting.class);
    }
  }

  static final class TaciturnBattery extends BatteryOf<BrokenStages.Taciturn> {
    TaciturnBattery() {
      super(BrokenStages.Taciturn.class);
    }
  }

  static final class RenamingBattery extends BatteryOf<BrokenStages.Renaming> {
    RenamingBattery() {
      super(BrokenStages.Renaming.class);
    }
  }

  static final class EagerBattery extends BatteryOf<BrokenStages.Eager> {
    EagerBattery() {
      super(BrokenStages.Eager.class);
    }
  }

  static final class LenientBattery extends BatteryOf<BrokenStages.Lenient> {
    LenientBattery() {
      super(BrokenStages.Lenient.class);
    }
  }

  static final class GuessingBattery extends BatteryOf<BrokenStages.Guessing> {
    GuessingBattery() {
      super(BrokenStages.Guessing.class);
    }
  }

  static final class ShufflingBattery extends BatteryOf<BrokenStages.Shuffling> {
    ShufflingBattery() {
      super(BrokenStages.Shuffling.class);
    }
  }

  static final class LosingBattery extends BatteryOf<BrokenStages.Losing> {
    LosingBattery() {
      super(BrokenStages.Losing.class);
    }
  }

  static final class MoodyBattery extends BatteryOf<BrokenStages.Moody> {
    MoodyBattery() {
      super(BrokenStages.Moody.class);
    }
  }

  static final class BatchOnlyBattery extends BatteryOf<BrokenStages.BatchOnly> {
    BatchOnlyBattery() {
      super(BrokenStages.BatchOnly.class);
    }
  }

  static final class StuckBattery extends BatteryOf<BrokenStages.Stuck> {
    StuckBattery() {
      super(BrokenStages.Stuck.class);
    }
  }

  static final class LeakingBattery extends BatteryOf<BrokenStages.Leaking> {
    LeakingBattery() {
      super(BrokenStages.Leaking.class);
    }

    @Override
    protected long liveNativeHandles() {
      return BrokenStages.Leaking.OPEN.get();
    }
  }

  static final class TrainerBattery extends BatteryOf<BrokenStages.Trainer> {
    TrainerBattery() {
      super(BrokenStages.Trainer.class);
    }
  }

  /** Says that its stage has no handleInvalid, which is not so. */
  static final class UndeclaredBattery extends BatteryOf<BrokenStages.Sound> {
    UndeclaredBattery() {
      super(BrokenStages.Sound.class);
    }

    @Override
    protected boolean hasHandleInvalid() {
      return false;
    }
  }
}
