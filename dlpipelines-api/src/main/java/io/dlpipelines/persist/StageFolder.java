package io.dlpipelines.persist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.NoSuchElementException;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.SparkSession;

/** A stage or evaluator of any class, saved in a folder of its own. */
public final class StageFolder {
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
   * @throws IllegalArgumentException if no stage is saved there
   * @throws IllegalStateException if its class is not here, or has no such method
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static Params read(String path, SparkSession spark) {
    try {
      String name = folder(path, spark).className("stage");
      Class<?> type = Class.forName(name, true, Thread.currentThread().getContextClassLoader());
      return (Params) ((MLReader<?>) type.getMethod("read").invoke(null)).load(path);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(
          "%s cannot be loaded: %s. Its class must be on the class path, with a static read()."
              .formatted(ShownPath.of(path), failure),
          failure);
    } catch (IOException failure) {
      throw unreadable(path, failure);
    }
  }

  /**
   * Loads a stage of a class as Spark does, from the metadata alone.
   *
   * @param path the folder
   * @param type the class
   * @param spark reads the metadata
   * @param <S> the class
   * @return the stage
   * @throws IllegalArgumentException if no stage of this class is saved there, saying what is, or
   *     if a Param refuses its saved value
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static <S extends Params> S readParams(String path, Class<S> type, SparkSession spark) {
    try {
      folder(path, spark).require(type);
    } catch (IOException failure) {
      throw unreadable(path, failure);
    }
    try {
      return new DefaultParamsReadable<S>() {}.read().session(spark).load(path);
    } catch (IllegalArgumentException | NoSuchElementException refused) {
      throw new IllegalArgumentException(
          "The %s at %s cannot be loaded: %s"
              .formatted(type.getSimpleName(), ShownPath.of(path), refused.getMessage()),
          refused);
    }
  }

  private static SavedFolder folder(String path, SparkSession spark) throws IOException {
    return SavedFolder.of(path, spark.sparkContext().hadoopConfiguration());
  }

  /**
   * The error for a folder that cannot be read.
   *
   * @param path the folder
   * @param failure why
   * @return the exception, to be thrown
   */
  public static UncheckedIOException unreadable(String path, IOException failure) {
    return new UncheckedIOException(
        "The stage at %s cannot be loaded: %s"
            .formatted(ShownPath.of(path), ShownPath.of(String.valueOf(failure.getMessage()))),
        failure);
  }
}
