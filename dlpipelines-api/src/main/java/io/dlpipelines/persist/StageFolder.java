package io.dlpipelines.persist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.SparkSession;

/** A stage or evaluator of any class, saved in a folder of its own. */
public final class StageFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StageFolder() {}

  /**
   * Saves a stage.
   *
   * @param stage the stage or evaluator
   * @param path the folder
   * @throws IOException if it cannot be written
   */
  public static void write(Params stage, String path) throws IOException {
    ((MLWritable) stage).save(path);
  }

  /**
   * Loads a stage. Its class is told by the metadata that Spark writes, and has a static {@code
   * read()}.
   *
   * @param path the folder
   * @param spark reads the metadata
   * @return the stage or evaluator
   * @throws IllegalStateException if its class is not here, or has no such method
   */
  public static Params read(String path, SparkSession spark) {
    String metadata = spark.read().text(path + "/metadata").first().getString(0);
    try {
      String name = JSON.readTree(metadata).required("class").asText();
      Class<?> type = Class.forName(name, true, Thread.currentThread().getContextClassLoader());
      return (Params) ((MLReader<?>) type.getMethod("read").invoke(null)).load(path);
    } catch (JsonProcessingException | ReflectiveOperationException failure) {
      throw new IllegalStateException(
          "%s cannot be loaded: %s. Its class must be on the class path, with a static read()."
              .formatted(path, failure),
          failure);
    }
  }
}
