package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.persist.ShownPath;
import io.dlpipelines.tensorflow.graph.GraphIndex;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchFunctionException;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.connector.catalog.FunctionCatalog;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A folder of models as a catalog of functions: {@code
 * spark.sql.catalog.models=io.dlpipelines.tensorflow.sql.ModelCatalog} and {@code
 * spark.sql.catalog.models.path=/folder} make {@code models.digits(pixels)} of the saved stage,
 * SavedModel or checkpoint {@code /folder/digits}, or of the file {@code /folder/digits.keras}.
 * What is put into the folder is found by the next query.
 *
 * <p>It needs {@link DLPipelinesExtensions}.
 */
public final class ModelCatalog implements FunctionCatalog {
  private String name;
  private Path folder;

  /** Made by Spark. */
  public ModelCatalog() {}

  /**
   * Takes the folder.
   *
   * @param name the catalog's name
   * @param options {@code path}: the folder, on any Hadoop file system
   * @throws IllegalArgumentException if there is no path
   */
  @Override
  public void initialize(String name, CaseInsensitiveStringMap options) {
    String path = options.get("path");
    if (path == null || path.isBlank()) {
      throw new IllegalArgumentException(
          "The catalog %s has no folder. Set spark.sql.catalog.%s.path to the folder of models."
              .formatted(name, name));
    }
    this.name = name;
    this.folder = new Path(path);
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * None: functions follow the catalog's name.
   *
   * @return no names
   */
  @Override
  public String[] defaultNamespace() {
    return new String[0];
  }

  @Override
  public Identifier[] listFunctions(String[] namespace) throws NoSuchNamespaceException {
    if (namespace.length > 0) {
      throw new NoSuchNamespaceException(namespace);
    }
    return models().keySet().stream()
        .map(function -> Identifier.of(namespace, function))
        .toArray(Identifier[]::new);
  }

  /**
   * A function, for those who ask what there is; queries are rewritten before they would call it.
   *
   * @param identifier its name
   * @return the function
   * @throws NoSuchFunctionException if there is no model of that name
   */
  @Override
  public UnboundFunction loadFunction(Identifier identifier) throws NoSuchFunctionException {
    Optional<String> path =
        identifier.namespace().length == 0 ? path(identifier.name()) : Optional.empty();
    return new ListedModel(
        identifier.name(), path.orElseThrow(() -> new NoSuchFunctionException(identifier)));
  }

  /** Where the model of that name is; in any case if only one is called so. */
  Optional<String> path(String function) {
    Map<String, Path> models = models();
    if (models.containsKey(function)) {
      return Optional.of(models.get(function).toString());
    }
    List<String> alike = models.keySet().stream().filter(function::equalsIgnoreCase).toList();
    return alike.size() == 1 ? Optional.of(models.get(alike.get(0)).toString()) : Optional.empty();
  }

  String pathOrThrow(String function) {
    return path(function)
        .orElseThrow(
            () -> {
              Set<String> models = models().keySet();
              return new IllegalArgumentException(
                  "the folder %s of the catalog %s holds no model [%s]; it holds %s. The nearest are %s."
                      .formatted(
                          ShownPath.of(folder),
                          name,
                          function,
                          models,
                          GraphIndex.nearest(function, models.stream())));
            });
  }

  private Map<String, Path> models() {
    Configuration configuration = SparkSession.active().sparkContext().hadoopConfiguration();
    Map<String, Path> models = new TreeMap<>();
    try {
      FileSystem fileSystem = folder.getFileSystem(configuration);
      for (FileStatus status : fileSystem.listStatus(folder)) {
        if (ModelPath.isModel(status, fileSystem)) {
          Path other = models.put(ModelPath.modelName(status), status.getPath());
          if (other != null) {
            throw new IllegalArgumentException(
                "%s and %s are both the function %s of the catalog %s. Rename one of them."
                    .formatted(
                        other.getName(),
                        status.getPath().getName(),
                        ModelPath.modelName(status),
                        name));
          }
        }
      }
      return models;
    } catch (FileNotFoundException failure) {
      throw new IllegalArgumentException(
          "The folder %s of the catalog %s is not there. Correct spark.sql.catalog.%s.path."
              .formatted(ShownPath.of(folder), name, name));
    } catch (IOException failure) {
      throw new IllegalArgumentException(
          "The folder %s of the catalog %s cannot be read: %s."
              .formatted(ShownPath.of(folder), name, ShownPath.of(failure.getMessage())));
    }
  }

  private record ListedModel(String name, String path) implements UnboundFunction {
    @Override
    public BoundFunction bind(StructType types) {
      throw new UnsupportedOperationException(
          "models are scored by a rule of Spark's optimizer. Set spark.sql.extensions to %s, and call the function by its plain name"
              .formatted(DLPipelinesExtensions.class.getName()));
    }

    @Override
    public String description() {
      return "The outputs of the model at " + ShownPath.of(path);
    }
  }
}
