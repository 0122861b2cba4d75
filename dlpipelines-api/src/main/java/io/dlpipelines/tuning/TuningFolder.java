package io.dlpipelines.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dlpipelines.persist.StageFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.SparkSession;

/**
 * What a saved search has beside its metadata: the folders {@code estimator/} and {@code
 * evaluator/}, the settings in {@code data/settings.json}; its model also has {@code bestModel/}
 * and {@code data/results.json}.
 */
final class TuningFolder {
  private static final int FORMAT_VERSION = 1;
  private static final String ESTIMATOR = "estimator";
  private static final String EVALUATOR = "evaluator";
  private static final String BEST_MODEL = "bestModel";
  private static final String SETTINGS = "settings";
  private static final String RESULTS = "results";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String path;
  private final SparkSession spark;

  TuningFolder(String path, SparkSession spark) {
    this.path = path;
    this.spark = spark;
  }

  /** Clears what the metadata cannot hold. */
  static void clear(HalvingParams<?> stage) {
    stage.clear(stage.estimator());
    stage.clear(stage.estimatorParamMaps());
    stage.clear(stage.evaluator());
  }

  /** Before anything is written. */
  static void requireSavable(HalvingParams<?> stage) {
    Stream.<Param<?>>of(stage.estimator(), stage.evaluator())
        .filter(stage::isSet)
        .forEach(param -> requireSavable(stage, param.name(), stage.getOrDefault(param)));
    if (stage instanceof HalvingSearchModel model) {
      requireSavable(stage, BEST_MODEL, model.bestModel());
    }
    if (stage.isSet(stage.estimatorParamMaps())) {
      if (!stage.isSet(stage.estimator())) {
        throw new IllegalArgumentException(
            "%s has settings, but no estimator that they are for. Set the estimator before saving."
                .formatted(stage.uid()));
      }
      settings(stage);
    }
  }

  private static void requireSavable(Params stage, String role, Object part) {
    if (!(part instanceof MLWritable)) {
      throw new UnsupportedOperationException(
          "%s cannot be saved: its %s %s is not MLWritable. Use one that is."
              .formatted(stage.uid(), role, part));
    }
  }

  void write(HalvingParams<?> stage) throws IOException {
    if (stage.isSet(stage.estimator())) {
      StageFolder.write(stage.getEstimator(), below(ESTIMATOR));
    }
    if (stage.isSet(stage.evaluator())) {
      StageFolder.write(stage.getEvaluator(), below(EVALUATOR));
    }
    if (stage.isSet(stage.estimatorParamMaps())) {
      write(SETTINGS, settings(stage));
    }
  }

  private static ArrayNode settings(HalvingParams<?> stage) {
    return new ParamMapJson(stage.getEstimator()).write(stage.getEstimatorParamMaps());
  }

  void writeModel(HalvingSearchModel model) throws IOException {
    StageFolder.write(model.bestModel(), below(BEST_MODEL));
    ArrayNode trials = JSON.createArrayNode();
    model.results().forEach(trial -> trials.add(TrialJson.write(trial)));
    write(RESULTS, trials);
  }

  void read(HalvingParams<?> stage) {
    try {
      if (exists(below(ESTIMATOR))) {
        stage.setEstimator((Estimator<?>) StageFolder.read(below(ESTIMATOR), spark));
      }
      if (exists(below(EVALUATOR))) {
        stage.setEvaluator((Evaluator) StageFolder.read(below(EVALUATOR), spark));
      }
      if (exists(file(SETTINGS))) {
        stage.setEstimatorParamMaps(new ParamMapJson(stage.getEstimator()).read(read(SETTINGS)));
      }
    } catch (IOException failure) {
      throw StageFolder.unreadable(path, failure);
    }
  }

  Model<?> bestModel() {
    return (Model<?>) StageFolder.read(below(BEST_MODEL), spark);
  }

  List<HalvingTrial> results() {
    List<HalvingTrial> trials = new ArrayList<>();
    try {
      read(RESULTS).forEach(trial -> trials.add(TrialJson.read(trial)));
    } catch (IOException failure) {
      throw StageFolder.unreadable(path, failure);
    }
    return trials;
  }

  private void write(String name, ArrayNode content) throws IOException {
    ObjectNode json = JSON.createObjectNode().put("formatVersion", FORMAT_VERSION);
    json.set(name, content);
    Path file = new Path(file(name));
    try (OutputStream out = file.getFileSystem(configuration()).create(file, false)) {
      JSON.writerWithDefaultPrettyPrinter().writeValue(out, json);
    }
  }

  private JsonNode read(String name) throws IOException {
    Path file = new Path(file(name));
    try (InputStream in = file.getFileSystem(configuration()).open(file)) {
      JsonNode json = JSON.readTree(in);
      int version = json.path("formatVersion").asInt();
      if (version != FORMAT_VERSION) {
        throw new IOException(
            "%s has format version %d, and this library reads %d. Use the version that wrote it, or a newer one."
                .formatted(file, version, FORMAT_VERSION));
      }
      return json.required(name);
    }
  }

  private boolean exists(String part) throws IOException {
    Path place = new Path(part);
    return place.getFileSystem(configuration()).exists(place);
  }

  private String file(String name) {
    return below("data/" + name + ".json");
  }

  private String below(String name) {
    return path + "/" + name;
  }

  private Configuration configuration() {
    return spark.sparkContext().hadoopConfiguration();
  }
}
