package io.dlpipelines.tensorflow;

import io.dlpipelines.tensorflow.training.NetworkTraining;
import io.dlpipelines.tensorflow.training.TrainingPlan;
import io.dlpipelines.training.CheckpointFolder;
import io.dlpipelines.training.EncodingSummary;
import io.dlpipelines.training.TrainingFingerprint;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The folders that a stage's Params ask for, named by all that the training's result depends on.
 */
final class TrainingFolders {
  private static final int KEPT_CHECKPOINTS = 2;

  /** Params that may change before a training goes on. */
  private static final Set<String> NOT_IN_RESULT =
      Set.of(
          "epochs",
          "model",
          "graph",
          "modelFile",
          "checkpointDir",
          "checkpointInterval",
          "checkpointMinutes",
          "tensorBoardDir",
          "device",
          "gpuMemoryFraction",
          "intraOpParallelism",
          "taskGpuAmount",
          "xla",
          "outputMapping",
          "outputMode",
          "predictionCol",
          "probabilityCol",
          "rawPredictionCol");

  private final TrainingStage<?, ?> stage;
  private final Supplier<String> sha256;
  private final EncodingSummary rows;

  /** Takes what trains, what tells its model from others, and the rows it trains on. */
  TrainingFolders(TrainingStage<?, ?> stage, Supplier<String> sha256, EncodingSummary rows) {
    this.stage = stage;
    this.sha256 = sha256;
    this.rows = rows;
  }

  /** The training with folders of its own. */
  NetworkTraining of(NetworkTraining training, SparkSession spark) {
    if (!stage.isSet(stage.checkpointDir()) && !stage.isSet(stage.tensorBoardDir())) {
      return training;
    }
    TrainingFingerprint fingerprint = fingerprint();
    Configuration hadoop = spark.sessionState().newHadoopConf();
    return training.with(checkpoints(fingerprint, hadoop), events(fingerprint, hadoop));
  }

  private List<TrainingPlan.Checkpoints> checkpoints(
      TrainingFingerprint fingerprint, Configuration hadoop) {
    if (!stage.isSet(stage.checkpointDir())) {
      return List.of();
    }
    return List.of(
        new TrainingPlan.Checkpoints(
            CheckpointFolder.below(stage.getCheckpointDir(), fingerprint, KEPT_CHECKPOINTS, hadoop),
            stage.getCheckpointInterval(),
            stage.isSet(stage.checkpointMinutes())
                ? stage.getCheckpointMinutes()
                : Double.POSITIVE_INFINITY));
  }

  private List<TrainingPlan.Events> events(TrainingFingerprint fingerprint, Configuration hadoop) {
    if (!stage.isSet(stage.tensorBoardDir())) {
      return List.of();
    }
    return List.of(
        new TrainingPlan.Events(
            stage.getTensorBoardDir() + "/training-" + fingerprint.id(),
            new SerializableConfiguration(hadoop)));
  }

  private TrainingFingerprint fingerprint() {
    Map<String, String> parts = new TreeMap<>();
    for (Param<?> param : stage.params()) {
      if (stage.isDefined(param) && !NOT_IN_RESULT.contains(param.name())) {
        parts.put(param.name(), text(stage.getOrDefault(param)));
      }
    }
    parts.put("model", sha256.get());
    parts.put("rows", rows.trainingRows() + " and " + rows.validationRows());
    parts.put("checksum of rows", Long.toHexString(rows.checksum()));
    return new TrainingFingerprint(parts);
  }

  private static String text(Object value) {
    if (value instanceof double[] numbers) {
      return Arrays.toString(numbers);
    }
    if (value instanceof Map<?, ?> map) {
      return new TreeMap<>(map).toString();
    }
    return value instanceof String[] texts ? Arrays.toString(texts) : value.toString();
  }
}
