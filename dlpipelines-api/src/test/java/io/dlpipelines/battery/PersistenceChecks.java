package io.dlpipelines.battery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.util.MLWritable;

/** What is saved is what is loaded, alone and inside a Pipeline. */
final class PersistenceChecks {

  private PersistenceChecks() {}

  static void loadedStageIsTheSavedOne(Subject subject, Path folder) {
    String path = folder.resolve("stage").toString();
    save(subject.writable(), path);
    assertSame(subject, (PipelineStage) subject.reader().load(path));
    assertSame(subject, loadStatically(subject, path));
  }

  static void savingTwiceNeedsOverwrite(Subject subject, Path folder) {
    String path = folder.resolve("stage").toString();
    OtherValue.of(subject.stage()).stream()
        .findFirst()
        .ifPresent(
            other -> {
              PipelineStage first = subject.copy();
              other.setOn(first);
              save((MLWritable) first, path);
            });
    Failure.of("saving where a stage is", () -> subject.writable().save(path))
        .is(IOException.class)
        .message()
        .contains(path);
    try {
      subject.writable().write().overwrite().save(path);
    } catch (IOException e) {
      fail("overwrite() of " + path, e);
    }
    assertSame(subject, (PipelineStage) subject.reader().load(path));
  }

  static void loadingFromNowhereNamesThePath(Subject subject, Path folder) {
    String path = folder.resolve("nowhere").toString();
    Failure.ofJob("loading from nowhere", () -> subject.reader().load(path))
        .message()
        .contains(path);
  }

  static void loadingAnotherFolderSaysWhatItHolds(Subject subject, Path folder) {
    String name = subject.stage().getClass().getSimpleName();
    String other = folder.resolve("binarizer").toString();
    save(new Binarizer(), other);
    Failure.of("loading another stage", () -> subject.reader().load(other))
        .is(IllegalArgumentException.class)
        .message()
        .startsWith(
            "%s holds a Binarizer, not a %s. Load it by org.apache.spark.ml.feature.Binarizer.load(\"%s\")."
                .formatted(other, name, other));
    String pipeline = folder.resolve("pipeline").toString();
    save(new Pipeline().setStages(new PipelineStage[] {subject.stage()}), pipeline);
    String part = "%s/stages/0_%s".formatted(pipeline, subject.stage().uid());
    Failure.of("loading a pipeline", () -> subject.reader().load(pipeline))
        .is(IllegalArgumentException.class)
        .message()
        .startsWith(
            "%s holds a Pipeline with [%s], not a %s. Load it by org.apache.spark.ml.Pipeline.load(\"%s\"), or the %s in it by"
                .formatted(pipeline, name, name, pipeline, name))
        .contains("%s.load(\"file:%s\")".formatted(name, part));
    assertSame(subject, (PipelineStage) subject.reader().load("file:" + part));
    String empty = new File(folder.toFile(), "empty").getPath();
    assertThat(new File(empty).mkdir()).isTrue();
    Failure.of("loading an empty folder", () -> subject.reader().load(empty))
        .is(IllegalArgumentException.class)
        .message()
        .startsWith(
            "%s is not the folder of a saved %s: it is empty. Check the path."
                .formatted(empty, name));
  }

  static void pipelineIsSavedAndLoaded(Subject subject, Path folder) {
    String path = folder.resolve("pipeline").toString();
    save(new Pipeline().setStages(new PipelineStage[] {subject.stage()}), path);
    PipelineStage[] stages = Pipeline.load(path).getStages();
    assertThat(stages).hasSize(1);
    assertSame(subject, stages[0]);
  }

  static void pipelineModelIsSavedAndLoaded(Subject subject, Path folder) {
    String path = folder.resolve("model").toString();
    PipelineModel model =
        new Pipeline()
            .setStages(new PipelineStage[] {subject.stage()})
            .fit(subject.sample().frame());
    save(model, path);
    PipelineModel loaded = PipelineModel.load(path);
    assertThat(loaded.stages()).hasSize(1);
    assertSame(subject, loaded.stages()[0]);
    subject.assertTransformsLike(loaded);
  }

  static void loadedEstimatorFitsTheSameModel(Subject estimator, Subject model, Path folder) {
    String path = folder.resolve("estimator").toString();
    save(estimator.writable(), path);
    Estimator<?> loaded = (Estimator<?>) estimator.reader().load(path);
    model.assertTransformsLike(loaded.fit(estimator.sample().frame()));
  }

  private static void assertSame(Subject subject, PipelineStage loaded) {
    PipelineStage stage = subject.stage();
    assertThat(loaded).hasSameClassAs(stage);
    assertThat(loaded.uid()).isEqualTo(stage.uid());
    assertThat(ParamValues.of(loaded)).isEqualTo(ParamValues.of(stage));
    if (subject.isTransformer()) {
      subject.assertTransformsLike((Transformer) loaded);
    }
  }

  private static PipelineStage loadStatically(Subject subject, String path) {
    try {
      return (PipelineStage)
          ClassChecks.staticMethod(subject.stage().getClass(), "load", String.class)
              .invoke(null, path);
    } catch (InvocationTargetException | IllegalAccessException e) {
      return fail("load(" + path + ")", e);
    }
  }

  private static void save(MLWritable stage, String path) {
    try {
      stage.save(path);
    } catch (IOException e) {
      fail("save(" + path + ")", e);
    }
  }
}
