package io.dlpipelines.tensorflow.sql;

import java.util.List;
import org.apache.spark.ml.Transformer;

/**
 * A SQL function that applies a stage. Those that {@link java.util.ServiceLoader} finds are added
 * by {@link DLPipelinesExtensions}.
 *
 * <p>The columns that the stage reads and its Params are the function's arguments, by their names.
 */
public interface StageFunction {

  /**
   * The function's name.
   *
   * @return a SQL identifier
   */
  String name();

  /**
   * What {@code DESCRIBE FUNCTION} says of it.
   *
   * @return a sentence
   */
  String description();

  /**
   * The arguments that may be given without their names.
   *
   * @return names of columns that the stage reads and of its Params, in order
   */
  List<String> positional();

  /**
   * Makes the stage, which then gets its Params.
   *
   * @return a new stage
   */
  Transformer stage();
}
