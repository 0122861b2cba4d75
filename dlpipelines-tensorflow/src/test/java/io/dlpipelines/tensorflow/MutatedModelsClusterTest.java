package io.dlpipelines.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged models on executors of their own: none of them is lost. */
class MutatedModelsClusterTest {
  private static final int MUTATIONS =
      Integer.parseInt(System.getenv().getOrDefault("DLPIPELINES_MUTATIONS", "120"));

  @TempDir private Path folder;

  @Test
  void noDamagedModelTakesAnExecutorDown() throws Exception {
    List<MutatedModels.Whole> models = new ArrayList<>();
    models.add(MutatedModels.whole(WrittenModels.savedModel(folder)));
    Path frozen = folder.resolve("graph.pb");
    Graphs.halfPlusTwo(3).saveGraphDef(frozen.toUri().toString());
    models.add(MutatedModels.whole(frozen));
    String data = System.getProperty("dlpipelines.data", "");
    if (MUTATIONS > 500) {
      for (String path :
          List.of(
              "frozen-graphs/ae0.pb",
              "frozen-graphs/fc_layers.pb",
              "frozen-graphs/lstm.pb",
              "frozen-graphs/graph2.pb",
              "frozen-graphs/multi_type_inputs_outputs.pb",
              "frozen-graphs/key_brands_mobilenet.pb",
              "saved-models/saved_model_half_plus_two_tf2_cpu/00000123",
              "saved-models/saved_model_half_plus_two_cpu/00000123",
              "saved-models/kws_ref_model")) {
        models.add(MutatedModels.whole(Path.of(data, path)));
      }
    }
    try (SparkSession spark = LocalCluster.start(2)) {
      spark.conf().set("spark.dlpipelines.trial.folder", folder.resolve("tried").toString());
      spark.conf().set("spark.dlpipelines.trial.seconds", "10");
      List<String> removed = new CopyOnWriteArrayList<>();
      spark
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
                  removed.add(event.executorId() + ": " + event.reason());
                }
              });
      MutatedModels mutated = new MutatedModels(spark, folder);
      for (MutatedModels.Whole model : models) {
        assertThat(mutated.score(model, "whole-" + model.name().replace('/', '-')))
            .as(model.name() + mutated.examples())
            .isEqualTo(MutatedModels.Ending.SCORED);
      }
      Set<String> executors = executors(spark);
      assertThat(executors).hasSize(3);
      mutated.endings().clear();
      long start = System.nanoTime();
      for (int seed = 0; seed < MUTATIONS; seed++) {
        MutatedModels.Whole model = models.get(seed % models.size());
        MutatedModels.Ending ending =
            mutated.score(MutatedModels.damaged(model, seed), "model-" + seed);
        if (MUTATIONS > 500
            && (ending == MutatedModels.Ending.REFUSED_BY_TRIAL || seed % 100 == 0)) {
          System.out.println(
              seed
                  + " "
                  + model.name()
                  + " "
                  + ending
                  + " "
                  + (System.nanoTime() - start) / 1_000_000
                  + " ms "
                  + removed);
        }
        assertThat(removed).as("executors lost by model %d", seed).isEmpty();
      }
      System.out.printf(
          "%d damaged models in %d s: %s%n",
          MUTATIONS, (System.nanoTime() - start) / 1_000_000_000, mutated.endings());
      mutated
          .examples()
          .forEach((ending, example) -> System.out.println(ending + " e.g. " + example));
      assertThat(executors(spark)).isEqualTo(executors);
      assertThat(mutated.endings())
          .containsKeys(MutatedModels.Ending.SCORED, MutatedModels.Ending.REFUSED_AS_DAMAGED);
    }
  }

  private static Set<String> executors(SparkSession spark) {
    return new TreeSet<>(
        Stream.of(spark.sparkContext().statusTracker().getExecutorInfos())
            .map(each -> each.host() + ":" + each.port())
            .toList());
  }
}
