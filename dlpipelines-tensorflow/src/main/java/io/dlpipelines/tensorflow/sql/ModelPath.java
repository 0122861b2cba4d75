package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.persist.ShownPath;
import io.dlpipelines.persist.SourcePath;
import io.dlpipelines.persist.StageFolder;
import io.dlpipelines.persist.UnreadableException;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.graph.FilesState;
import io.dlpipelines.tensorflow.graph.ModelVersion;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.SparkSession;

/**
 * Where a model is: a saved stage or pipeline, whatever {@link TFInputGraph#fromPath} reads, or a
 * folder with versions of these.
 *
 * @param path on any Hadoop file system
 * @param configuration of the file systems
 */
record ModelPath(Path path, Configuration configuration) {
  private static final List<String> KERAS = List.of(".keras", ".h5", ".hdf5");
  private static final List<String> FILES = List.of(".keras", ".h5", ".hdf5", ".pb");
  private static final List<String> FOLDERS = List.of("metadata", "saved_model.pb", "checkpoint");

  static ModelPath of(String path, SparkSession spark) {
    if (path.isBlank()) {
      throw new IllegalArgumentException("the path of the model is empty. Give a file or folder.");
    }
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    try {
      return new ModelPath(SourcePath.of(path, configuration), configuration);
    } catch (IOException failure) {
      throw UnreadableException.of(path, failure);
    }
  }

  /** The model, which is read if that has not been done since its files changed. */
  FunctionModel model(SparkSession spark) {
    FilesState state = FilesState.of(path, configuration);
    if (state.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing at %s; there is %s in its folder. Give the path of a saved stage or pipeline, a SavedModel, a checkpoint, or a file (%s)."
              .formatted(ShownPath.of(path), siblings(), String.join(", ", FILES)));
    }
    return ModelCache.get(qualified(), state, () -> read(spark));
  }

  /** Whether a file or folder looks like a model. */
  static boolean isModel(FileStatus status, FileSystem fileSystem) throws IOException {
    Path path = status.getPath();
    if (path.getName().startsWith(".") || path.getName().startsWith("_")) {
      return false;
    }
    if (!status.isDirectory()) {
      return endsWith(path.getName(), FILES);
    }
    for (String part : FOLDERS) {
      if (fileSystem.exists(new Path(path, part))) {
        return true;
      }
    }
    return !ModelVersion.list(path.toString()).isEmpty();
  }

  /** The name of a file without what tells its format. */
  static String modelName(FileStatus status) {
    String name = status.getPath().getName();
    return status.isDirectory() ? name : name.substring(0, name.lastIndexOf('.'));
  }

  private FunctionModel read(SparkSession spark) {
    if (isSavedStage()) {
      Params stage = StageFolder.read(path.toString(), spark);
      if (stage instanceof Transformer transformer) {
        return FunctionModel.of(transformer);
      }
      throw new IllegalArgumentException(
          "%s holds a %s, which has to be fitted first. Save what fit() gives."
              .formatted(ShownPath.of(path), stage.getClass().getSimpleName()));
    }
    Optional<ModelPath> newest = newestVersion();
    if (newest.isPresent()) {
      return newest.get().read(spark);
    }
    return endsWith(path.getName(), KERAS)
        ? FunctionModel.of(KerasModel.load(path.toString()))
        : FunctionModel.of(TFInputGraph.fromPath(path.toString()));
  }

  /** Where a folder holds versions, as TensorFlow Serving lays them out. */
  private Optional<ModelPath> newestVersion() {
    try {
      return isFolder()
          ? ModelVersion.list(path.toString()).stream()
              .findFirst()
              .map(version -> new ModelPath(new Path(version.path()), configuration))
          : Optional.empty();
    } catch (IOException failure) {
      throw UnreadableException.of(path.toString(), failure);
    }
  }

  private boolean isSavedStage() {
    try {
      return isFolder() && path.getFileSystem(configuration).exists(new Path(path, "metadata"));
    } catch (IOException failure) {
      throw UnreadableException.of(path.toString(), failure);
    }
  }

  private boolean isFolder() throws IOException {
    FileSystem fileSystem = path.getFileSystem(configuration);
    return fileSystem.exists(path) && fileSystem.getFileStatus(path).isDirectory();
  }

  private Path qualified() {
    try {
      return path.getFileSystem(configuration).makeQualified(path);
    } catch (IOException failure) {
      throw UnreadableException.of(path.toString(), failure);
    }
  }

  private List<String> siblings() {
    try {
      FileSystem fileSystem = path.getFileSystem(configuration);
      Path folder = path.getParent();
      return folder == null || !fileSystem.exists(folder)
          ? List.of()
          : Arrays.stream(fileSystem.listStatus(folder))
              .map(file -> file.getPath().getName())
              .sorted()
              .toList();
    } catch (IOException failure) {
      throw UnreadableException.of(path.toString(), failure);
    }
  }

  private static boolean endsWith(String name, List<String> endings) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(lower).anyMatch(each -> endings.stream().anyMatch(each::endsWith));
  }
}
