package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dlpipelines.image.DeepImageFeaturizer;
import io.dlpipelines.image.TFImageTransformer;
import io.dlpipelines.tensorflow.LocalCluster;
import io.dlpipelines.tensorflow.MutatedModels;
import io.dlpipelines.tensorflow.Mutations;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Damaged models and images on the whole way, from the file to the scored row, on executors of
 * their own: each gives a result or a clear reason, and no executor is lost.
 */
class MutationsClusterTest {
  private static final int MUTATIONS = Integer.getInteger("dlpipelines.mutations", 1_000);
  private static final int MODELS = MUTATIONS * 7 / 10;
  private static final int IMAGES = MUTATIONS - MODELS;

  /** Two at a time: one is read on the driver while the other is scored. */
  private static final int AT_ONCE = 2;

  private static final int PARTITIONS = 8;

  /** What a model makes fail once would fail again. */
  private static final String ATTEMPTS = "spark.task.maxFailures";

  private static final List<String> REAL_MODELS =
      List.of(
          "frozen-graphs/ae0.pb",
          "frozen-graphs/fc_layers.pb",
          "frozen-graphs/lstm.pb",
          "frozen-graphs/graph2.pb",
          "frozen-graphs/multi_type_inputs_outputs.pb",
          "frozen-graphs/key_brands_mobilenet.pb",
          "saved-models/saved_model_half_plus_two_tf2_cpu/00000123",
          "saved-models/saved_model_half_plus_two_cpu/00000123",
          "saved-models/saved_model_half_plus_three/00000123",
          "saved-models/kws_ref_model");

  @TempDir private Path folder;

  @Test
  void noDamagedModelOrImageTakesAnExecutorDown() throws Exception {
    String data = System.getProperty("dlpipelines.data", "");
    assumeTrue(
        !data.isEmpty() && Files.isDirectory(Path.of(data)),
        "the folder of real models is not here: set the system property dlpipelines.data");
    List<MutatedModels.Whole> models = new ArrayList<>(MutatedModels.own(folder));
    for (String path : REAL_MODELS) {
      models.add(MutatedModels.whole(Path.of(data, path)));
    }
    System.setProperty(ATTEMPTS, "1");
    try (SparkSession spark = LocalCluster.start(2)) {
      spark.sparkContext().setLogLevel("OFF");
      spark.conf().set("spark.dlpipelines.trial.folder", folder.resolve("tried").toString());
      spark.conf().set("spark.dlpipelines.trial.seconds", "10");
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

      score(mutated, models, removed);
      System.out.println(MODELS + " damaged models: " + mutated.endings());
      scoreImages(spark, Path.of(data, "images"));

      assertThat(removed).isEmpty();
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

  private static void score(
      MutatedModels mutated, List<MutatedModels.Whole> models, List<String> removed)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> scored = new ArrayList<>();
      for (int number = 0; number < MODELS; number++) {
        int seed = number;
        MutatedModels.Whole model = models.get(seed % models.size());
        scored.add(
            threads.submit(
                () -> {
                  mutated.score(MutatedModels.damaged(model, seed), "model-" + seed);
                  assertThat(removed).as("executors lost at model %d", seed).isEmpty();
                  return null;
                }));
      }
      for (Future<?> each : scored) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void scoreImages(SparkSession spark, Path images) throws IOException {
    List<byte[]> whole = new ArrayList<>();
    try (Stream<Path> files = Files.walk(images)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        whole.add(Files.readAllBytes(file));
      }
    }
    List<Row> damaged = new ArrayList<>();
    for (int seed = 0; seed < IMAGES; seed++) {
      damaged.add(
          RowFactory.create(seed, new Mutations(seed).bytes(whole.get(seed % whole.size()))));
    }
    StructType schema =
        new StructType().add("seed", DataTypes.IntegerType).add("content", DataTypes.BinaryType);
    Dataset<Row> rows = spark.createDataFrame(damaged, schema).repartition(PARTITIONS);
    TFInputGraph negative =
        TFInputGraph.build(
            tf -> {
              Placeholder<TFloat32> pixels =
                  tf.withName("pixels")
                      .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, -1, 3)));
              tf.withName("negative").math.sub(tf.constant(255f), pixels);
            });
    report(
        "TFImageTransformer",
        new TFImageTransformer()
            .setInputCol("content")
            .setOutputCol("result")
            .setGraph(negative)
            .setImageHeight(8)
            .setImageWidth(8)
            .setHandleInvalid("keep")
            .setInvalidReasonCol("reason")
            .transform(rows));
    report(
        "DeepImageFeaturizer",
        new DeepImageFeaturizer()
            .setInputCol("content")
            .setOutputCol("result")
            .setModelName("WaveletScattering")
            .setHandleInvalid("keep")
            .setInvalidReasonCol("reason")
            .transform(rows));
  }

  private static void report(String stage, Dataset<Row> scored) {
    Map<Boolean, Integer> results = new TreeMap<>();
    for (Row row : scored.select("seed", "result", "reason").collectAsList()) {
      boolean result = !row.isNullAt(1);
      assertThat(result || !row.isNullAt(2) && !row.getString(2).isBlank())
          .as("image %d has a result or a reason", row.getInt(0))
          .isTrue();
      results.merge(result, 1, Integer::sum);
    }
    System.out.printf(
        "%d damaged images by %s: %d with a result, %d refused%n",
        IMAGES, stage, results.getOrDefault(true, 0), results.getOrDefault(false, 0));
    assertThat(results.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(IMAGES);
    assertThat(results).containsKeys(true, false);
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
