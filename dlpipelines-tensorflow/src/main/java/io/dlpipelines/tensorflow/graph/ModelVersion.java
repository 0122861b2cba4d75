package io.dlpipelines.tensorflow.graph;

import io.dlpipelines.persist.ShownPath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * One version of a model, as it was when its folder was listed.
 *
 * @param number the name of its folder
 * @param path its folder, or the only file in it
 * @param state names, lengths and times of its files: a version that is written again differs
 */
public record ModelVersion(long number, String path, String state) {

  /**
   * The versions in a folder, laid out as TensorFlow Serving wants it: {@code 1}, {@code 2}, each
   * with a SavedModel, or with one file of a Keras model or a frozen graph. Other names are left
   * alone.
   *
   * @param folder on any Hadoop file system
   * @return newest first
   * @throws IllegalArgumentException if there is no such folder
   */
  public static List<ModelVersion> list(String folder) {
    try {
      FileSystem files = new Path(folder).getFileSystem(GraphFiles.configuration());
      List<ModelVersion> versions = new ArrayList<>();
      for (FileStatus each : files.listStatus(new Path(folder))) {
        if (each.isDirectory() && each.getPath().getName().matches("\\d{1,18}")) {
          versions.add(of(files, each.getPath()));
        }
      }
      versions.sort(Comparator.comparing(ModelVersion::number).reversed());
      return versions;
    } catch (FileNotFoundException missing) {
      throw new IllegalArgumentException(
          "There is nothing at %s. Check the path and its file system."
              .formatted(ShownPath.of(folder)));
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "%s cannot be listed.".formatted(ShownPath.of(folder)), failure);
    }
  }

  private static ModelVersion of(FileSystem files, Path folder) throws IOException {
    TreeSet<String> states = new TreeSet<>();
    Path onlyFile = null;
    RemoteIterator<LocatedFileStatus> found = files.listFiles(folder, true);
    while (found.hasNext()) {
      LocatedFileStatus file = found.next();
      if (!file.getPath().getName().startsWith(".")) {
        states.add("%s %d %d".formatted(file.getPath(), file.getLen(), file.getModificationTime()));
        onlyFile = file.getPath();
      }
    }
    boolean single = states.size() == 1 && onlyFile.getParent().equals(folder);
    return new ModelVersion(
        Long.parseLong(folder.getName()),
        (single ? onlyFile : folder).toString(),
        String.join("\n", states));
  }
}
