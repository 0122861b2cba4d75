package io.dlpipelines.samples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.image.DeepImageFeaturizer;
import io.dlpipelines.image.DeepImagePredictor;
import io.dlpipelines.image.KerasImageFileEstimator;
import io.dlpipelines.image.KerasImageFileTransformer;
import io.dlpipelines.image.TFImageTransformer;
import io.dlpipelines.tensorflow.KerasClassifier;
import io.dlpipelines.tensorflow.KerasEstimator;
import io.dlpipelines.tensorflow.KerasRegressor;
import io.dlpipelines.tensorflow.KerasTransformer;
import io.dlpipelines.tensorflow.TFEstimator;
import io.dlpipelines.tensorflow.TFTransformer;
import io.dlpipelines.tuning.HalvingSearch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README and the pages below {@code docs/} say is so. */
class DocumentationTest {

  @Test
  void javaCodeCompiles(@TempDir Path classes) {
    Snippets snippets = new Snippets();
    Page.all().forEach(page -> page.javaBlocks().forEach(snippets::add));
    assertThat(snippets.compile(classes)).isEmpty();
  }

  @Test
  void linksLeadSomewhere() {
    assertThat(Page.all())
        .allSatisfy(page -> assertThat(page.brokenLinks()).as(page.name()).isEmpty());
  }

  @Test
  void parametersAreThoseOfTheStages() {
    Map<String, PipelineStage> pages =
        Map.ofEntries(
            Map.entry("docs/tf-transformer.md", new TFTransformer()),
            Map.entry("docs/keras-transformer.md", new KerasTransformer()),
            Map.entry("docs/keras-classifier.md", new KerasClassifier()),
            Map.entry("docs/keras-regressor.md", new KerasRegressor()),
            Map.entry("docs/keras-estimator.md", new KerasEstimator()),
            Map.entry("docs/tf-estimator.md", new TFEstimator()),
            Map.entry("docs/tuning.md", new HalvingSearch()),
            Map.entry("docs/keras-image-file-estimator.md", new KerasImageFileEstimator()),
            Map.entry("docs/keras-image-file-transformer.md", new KerasImageFileTransformer()),
            Map.entry("docs/deep-image-predictor.md", new DeepImagePredictor()),
            Map.entry("docs/tf-image-transformer.md", new TFImageTransformer()),
            Map.entry("docs/deep-image-featurizer.md", new DeepImageFeaturizer()));
    SoftAssertions softly = new SoftAssertions();
    pages.forEach((page, stage) -> checkParameters(Page.of(page), stage, softly));
    softly.assertAll();
  }

  private static void checkParameters(Page page, PipelineStage stage, SoftAssertions softly) {
    for (Param<?> param : stage.params()) {
      softly
          .assertThat(page.row(param.name()).orElse(List.of()))
          .as("%s: the row of %s", page, param.name())
          .hasSize(4)
          .element(2)
          .isEqualTo(shownDefault(param, stage));
    }
  }

  private static String shownDefault(Param<?> param, PipelineStage stage) {
    if (!stage.hasDefault(param)) {
      return "–";
    }
    Object value = stage.getDefault(param).get();
    return "`" + (value instanceof String[] names ? String.join(", ", names) : value) + "`";
  }
}
