package io.dlpipelines.samples.images;

import io.dlpipelines.image.DeepImageFeaturizer;
import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.run.LocalSpark;
import io.dlpipelines.samples.run.OutputFolder;
import io.dlpipelines.samples.run.Progress;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.SparkSession;

/** Turns image files into feature vectors. */
public final class Featurize {

  private static final String FEATURES = "features";

  private final FeaturizeSettings settings;
  private final Progress progress;

  /**
   * Prepares a run.
   *
   * @param settings what the user chose
   * @param progress where to tell of it
   */
  public Featurize(FeaturizeSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs all steps.
   *
   * @return the folder of the Parquet file: path, features, and why there are none
   * @throws UserException if there are no images, or the network does not take them
   * @throws Exception if a step fails
   */
  public Path run() throws Exception {
    OutputFolder output = OutputFolder.replacing(settings.output(), "featurize", List.of(FEATURES));
    return LocalSpark.run(output, progress, spark -> run(spark, output.resolve(FEATURES)));
  }

  private Path run(SparkSession spark, Path file) throws Exception {
    FoundImages images = FoundImages.find(settings.images(), spark, progress);
    ScoredTable features =
        progress.step(
            "Turn them into features with " + settings.network().title(),
            () -> ScoredTable.write(featurizer(), images, images.rows(spark), FEATURES, file),
            this::describe);
    features.requireAny();
    progress.say("");
    progress.say("Features  " + file);
    return file;
  }

  private DeepImageFeaturizer featurizer() {
    DeepImageFeaturizer featurizer =
        settings.network().applyTo(new DeepImageFeaturizer()).setOutputCol(FEATURES);
    settings.layer().ifPresent(featurizer::setLayer);
    settings.pooling().ifPresent(featurizer::setPooling);
    return featurizer;
  }

  private String describe(ScoredTable features) {
    if (features.scoredCount() == 0) {
      return features.describe();
    }
    Vector first = features.valid().first().<Vector>getAs(FEATURES);
    return "%s features each; %s".formatted(Numbers.count(first.size()), features.describe());
  }
}
