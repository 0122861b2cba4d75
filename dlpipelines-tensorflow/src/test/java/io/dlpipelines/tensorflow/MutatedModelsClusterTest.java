package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged models on executors of their own: none of them is lost. */
class MutatedModelsClusterTest {
  private static final int MUTATIONS = 150;

  /** What a model makes fail once would fail again. */
  private static final String ATTEMPTS = "spark.task.maxFailures";

  @TempDir private Path folder;

  @Test
  void noDamagedModelTakesAnExecutorDown() throws Exception {
    List<MutatedModels.Whole> models = MutatedModels.own(folder);
    System.setProperty(ATTEMPTS, "1");
    try (SparkSession spark = LocalCluster.start(2)) {
      spark.sparkContext().setLogLevel("OFF");
      spark.conf().set("spark.dlpipelines.trial.folder", folder.resolve("tried").toString());
      List<String> removed = new CopyOnWriteArrayList<>();
      spark.sparkContext().addSparkListener(removals(removed));
      MutatedModels mutated = new MutatedModels(spark, folder);
      for (MutatedModels.Whole model : models) {
        assertThat(mutated.score(model, "whole-" + models.indexOf(model)))
            .as("%s as it is: %s", model.name(), mutated.examples())
            .isEqualTo(MutatedModels.Ending.SCORED);
      }
      mutated.endings().clear();
      List<String> executors = executors(spark);
      assertThat(executors).as("driver and executors").hasSize(3);

      for (int seed = 0; seed < MUTATIONS; seed++) {
        MutatedModels.Whole damaged = MutatedModels.damaged(models.get(seed % models.size()), seed);
        mutated.score(damaged, "model-" + seed);
        assertThat(removed).as("executors lost at model %d", seed).isEmpty();
      }
      System.out.println(MUTATIONS + " damaged models: " + mutated.endings());

      assertThat(executors(spark)).isEqualTo(executors);
      assertThat(mutated.endings())
          .containsKeys(
              MutatedModels.Ending.SCORED,
              MutatedModels.Ending.REFUSED_AS_DAMAGED,
              MutatedModels.Ending.REFUSED_BY_TENSORFLOW);
    } finally {
      System.clearProperty(ATTEMPTS);
    }
  }

  private static SparkListener removals(List<String> removed) {
    return new SparkListener() {
      @Override
      public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        removed.add(event.executorId() + ": " + event.reason());
      }
    };
  }

  private static List<String> executors(SparkSession spark) {
    return Stream.of(spark.sparkContext().statusTracker().getExecutorInfos())
        .map(each -> each.host() + ":" + each.port())
        .sorted()
        .toList();
  }
}
