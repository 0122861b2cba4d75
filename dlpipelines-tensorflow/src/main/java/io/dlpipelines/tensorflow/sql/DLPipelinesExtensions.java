package io.dlpipelines.tensorflow.sql;

import java.util.ServiceLoader;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import scala.Function1;
import scala.runtime.BoxedUnit;

/**
 * Teaches Spark's SQL to score: {@code
 * spark.sql.extensions=io.dlpipelines.tensorflow.sql.DLPipelinesExtensions}.
 *
 * <p>It adds the function {@code tf_predict('path', columns...)}, those of other modules of this
 * library ({@link StageFunction}), and makes functions of the models of a {@link ModelCatalog}.
 */
public final class DLPipelinesExtensions implements Function1<SparkSessionExtensions, BoxedUnit> {

  /** Made by Spark. */
  public DLPipelinesExtensions() {}

  /**
   * Adds the functions.
   *
   * @param extensions of a session that is being made
   * @return nothing
   */
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    addFunction(
        SqlFunctions.predict(),
        """
        tf_predict(path, column, ...[, option => value, ...]) - The outputs of the model at a path: \
        a saved stage or pipeline, a SavedModel, a frozen graph, a checkpoint or a Keras file.\
        """);
    for (StageFunction function :
        ServiceLoader.load(StageFunction.class, DLPipelinesExtensions.class.getClassLoader())) {
      addFunction(
          SqlFunctions.of(function),
          "%s(%s[, option => value, ...]) - %s"
              .formatted(
                  function.name(),
                  String.join(", ", function.positional()),
                  function.description()));
    }
    extensions.injectHintResolutionRule(CatalogFunctions::new);
    return BoxedUnit.UNIT;
  }

  /** Functions of extensions count as temporary, which views in a catalog may not use. */
  private static void addFunction(SqlFunction function, String usage) {
    FunctionIdentifier name = new FunctionIdentifier(function.name());
    if (!FunctionRegistry.builtin().functionExists(name)) {
      FunctionRegistry.builtin()
          .registerFunction(name, SqlFunction.info(function.name(), usage), function);
    }
  }
}
