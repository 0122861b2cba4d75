package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.persist.UnreadableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * What tells that a model's files have changed. Hidden files do not count.
 *
 * @param files length in bytes and time of modification by path
 */
public record FilesState(TreeMap<String, List<Long>> files) {

  /**
   * Of a file, of all files below a folder, or of those whose names begin like a checkpoint's.
   *
   * @param path on any Hadoop file system
   * @param configuration of the file systems
   * @return empty if there is nothing
   * @throws UnreadableException if the file system fails
   */
  public static FilesState of(Path path, Configuration configuration) {
    FilesState state = new FilesState(new TreeMap<>());
    try {
      FileSystem fileSystem = path.getFileSystem(configuration);
      boolean found = fileSystem.exists(path);
      if (found && !fileSystem.getFileStatus(path).isDirectory() && root(path).equals(path)) {
        state.add(fileSystem.getFileStatus(path));
      } else if (found) {
        RemoteIterator<? extends FileStatus> files = fileSystem.listFiles(root(path), true);
        while (files.hasNext()) {
          state.add(files.next());
        }
      } else if (path.getParent() != null && fileSystem.exists(path.getParent())) {
        for (FileStatus file : fileSystem.listStatus(path.getParent())) {
          if (file.getPath().getName().startsWith(path.getName())) {
            state.add(file);
          }
        }
      }
    } catch (FileNotFoundException vanished) {
      state.files.clear();
    } catch (IOException failure) {
      throw UnreadableException.of(path.toString(), failure);
    }
    return state;
  }

  /**
   * Whether there are no files.
   *
   * @return whether there is nothing at the path
   */
  public boolean isEmpty() {
    return files.isEmpty();
  }

  /** A SavedModel may be named by its main file. */
  private static Path root(Path path) {
    return path.getName().equals("saved_model.pb") ? path.getParent() : path;
  }

  private void add(FileStatus file) {
    if (!file.getPath().getName().startsWith(".")) {
      files.put(file.getPath().toString(), List.of(file.getLen(), file.getModificationTime()));
    }
  }
}
