package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.persist.CurrentSession;
import io.dlpipelines.persist.SourcePath;
import io.dlpipelines.persist.UnreadableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * One version of a model, as it was when its folder was listed.
 *
 * @param number the name of its folder
 * @param path its folder, or the only file in it
 * @param state of its files: a version that is written again differs
 */
public record ModelVersion(long number, String path, FilesState state) {

  /**
   * The versions in a folder, laid out as TensorFlow Serving wants it: {@code 1}, {@code 2}, each
   * with a SavedModel, or with one file of a Keras model or a frozen graph. Other names are left
   * alone.
   *
   * @param folder on any Hadoop file system
   * @return newest first
   * @throws UnreadableException if there is no such folder, or its file system fails
   */
  public static List<ModelVersion> list(String folder) {
    Configuration configuration = CurrentSession.hadoop();
    try {
      Path path = SourcePath.of(folder, configuration);
      List<ModelVersion> versions = new ArrayList<>();
      for (FileStatus each : SourcePath.list(path, configuration)) {
        if (each.isDirectory() && each.getPath().getName().matches("\\d{1,18}")) {
          versions.add(of(each.getPath(), FilesState.of(each.getPath(), configuration)));
        }
      }
      versions.sort(Comparator.comparing(ModelVersion::number).reversed());
      return versions;
    } catch (IOException failure) {
      throw UnreadableException.of(folder, failure);
    }
  }

  private static ModelVersion of(Path folder, FilesState state) {
    Path first = state.isEmpty() ? folder : new Path(state.files().firstKey());
    boolean single = state.files().size() == 1 && first.getParent().equals(folder);
    return new ModelVersion(
        Long.parseLong(folder.getName()), (single ? first : folder).toString(), state);
  }
}
