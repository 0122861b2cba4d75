package io.dlpipelines.tensorflow.sql;

import io.dlpipelines.persist.ShownPath;
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
 * What tells that a model's files have changed.
 *
 * @param files length and time of modification by path
 */
record Fingerprint(TreeMap<String, List<Long>> files) {

  /** Of a file, of all files below a folder, or of those whose names begin like a checkpoint's. */
  static Fingerprint of(Path path, Configuration configuration) {
    TreeMap<String, List<Long>> files = new TreeMap<>();
    try {
      FileSystem fileSystem = path.getFileSystem(configuration);
      if (fileSystem.exists(path)) {
        RemoteIterator<? extends FileStatus> found = fileSystem.listFiles(root(path), true);
        while (found.hasNext()) {
          add(files, found.next());
        }
      } else if (path.getParent() != null && fileSystem.exists(path.getParent())) {
        for (FileStatus file : fileSystem.listStatus(path.getParent())) {
          if (file.getPath().getName().startsWith(path.getName())) {
            add(files, file);
          }
        }
      }
    } catch (FileNotFoundException vanished) {
      files.clear();
    } catch (IOException failure) {
      throw new IllegalArgumentException(
          "%s cannot be read: %s. Check the path and its file system."
              .formatted(ShownPath.of(path), ShownPath.of(failure.getMessage())));
    }
    return new Fingerprint(files);
  }

  boolean isEmpty() {
    return files.isEmpty();
  }

  /** A SavedModel may be named by its main file. */
  private static Path root(Path path) {
    return path.getName().equals("saved_model.pb") ? path.getParent() : path;
  }

  private static void add(TreeMap<String, List<Long>> files, FileStatus file) {
    files.put(file.getPath().toString(), List.of(file.getLen(), file.getModificationTime()));
  }
}
