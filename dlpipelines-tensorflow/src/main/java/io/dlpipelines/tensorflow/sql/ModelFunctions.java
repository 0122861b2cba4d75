package io.dlpipelines.tensorflow.sql;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;

/**
 * Makes SQL functions of models. They score in batches, in the same operator as {@code transform}.
 *
 * <p>A function belongs to one session, and to those that are cloned from it, as for a stream. A
 * function of the same name takes its place, and {@code DROP TEMPORARY FUNCTION} removes it.
 */
public final class ModelFunctions {

  private ModelFunctions() {}

  /**
   * Makes a function of a graph. It reads the graph's inputs in their order, and gives its output,
   * or a struct of its outputs. What is of rank one becomes an array.
   *
   * @param spark the session
   * @param name the function's name
   * @param graph the graph
   * @throws IllegalArgumentException if the name is one of Spark's functions
   */
  public static void register(SparkSession spark, String name, TFInputGraph graph) {
    requireNonNull(graph, "graph");
    register(spark, name, FunctionModel.of(graph));
  }

  /**
   * Makes a function of a Keras model. It reads the model's inputs in their order, and gives its
   * output, or a struct of its outputs. What is of rank one becomes an array.
   *
   * @param spark the session
   * @param name the function's name
   * @param model the model
   * @throws IllegalArgumentException if the name is one of Spark's functions
   */
  public static void register(SparkSession spark, String name, KerasModel model) {
    requireNonNull(model, "model");
    register(spark, name, FunctionModel.of(model));
  }

  /**
   * Makes a function of a stage or a fitted pipeline. It gives the column that the last stage adds,
   * or a struct of them.
   *
   * @param spark the session
   * @param name the function's name
   * @param stage any that adds columns to rows: this library's, Spark's, or a pipeline; what is set
   *     on it later has no effect
   * @param inputColumns the columns that the function's arguments are to the stage; none: those
   *     that the stages' Params name, in the order in which they are read
   * @throws IllegalArgumentException if the name is one of Spark's functions
   */
  public static void register(
      SparkSession spark, String name, Transformer stage, String... inputColumns) {
    requireNonNull(stage, "stage");
    FunctionModel model = FunctionModel.of(stage.copy(ParamMap.empty()));
    register(
        spark, name, inputColumns.length == 0 ? model : model.withInputs(List.of(inputColumns)));
  }

  /**
   * Makes a function of the model at a path. It is read once; when its files change, the next query
   * reads it again.
   *
   * @param spark the session
   * @param name the function's name
   * @param path a saved stage or pipeline, a SavedModel, a frozen graph, a checkpoint or a Keras
   *     file, on any Hadoop file system
   * @param inputColumns the columns that the function's arguments are to the model; none: those of
   *     the graph, or that the stages' Params name
   * @throws IllegalArgumentException if there is no model, or the name is one of Spark's functions
   */
  public static void register(
      SparkSession spark, String name, String path, String... inputColumns) {
    FunctionModel model = ModelPath.of(requireNonNull(path, "path"), spark).model(spark);
    register(
        spark, SqlFunctions.of(requireNonNull(name, "name"), path, List.of(inputColumns)), model);
  }

  private static void register(SparkSession spark, String name, FunctionModel model) {
    register(spark, SqlFunctions.of(requireNonNull(name, "name"), model), model);
  }

  private static void register(SparkSession spark, SqlFunction function, FunctionModel model) {
    FunctionIdentifier identifier = new FunctionIdentifier(function.name());
    if (FunctionRegistry.builtin().functionExists(identifier)) {
      throw new IllegalArgumentException(
          "%s is a function of Spark's. Choose another name.".formatted(function.name()));
    }
    ((org.apache.spark.sql.classic.SparkSession) spark)
        .sessionState()
        .functionRegistry()
        .registerFunction(
            identifier,
            SqlFunction.info(function.name(), SqlFunctions.usage(function.name(), model)),
            function);
  }
}
