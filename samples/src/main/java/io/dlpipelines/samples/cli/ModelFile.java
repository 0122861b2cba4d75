package io.dlpipelines.samples.cli;

import io.dlpipelines.samples.UserException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A TensorFlow model on disk.
 *
 * @param form what the files are
 * @param path the file, the folder, or the prefix of the files' names
 */
record ModelFile(Form form, Path path) {

  private static final String SAVED_MODEL = "saved_model.pb";

  /** The forms that a model is kept in. */
  enum Form {
    GRAPH_DEF,
    SAVED_MODEL,
    CHECKPOINT
  }

  /** Finds out the form from the names of the files. */
  static ModelFile find(Path path) {
    Path fileName = path.getFileName();
    if (Files.isRegularFile(path)) {
      if (fileName.toString().equals(SAVED_MODEL)) {
        return new ModelFile(Form.SAVED_MODEL, path.toAbsolutePath().getParent());
      }
      if (fileName.toString().endsWith(".pb")) {
        return new ModelFile(Form.GRAPH_DEF, path);
      }
      return checkpointFileOrThrow(path);
    }
    if (Files.isRegularFile(path.resolve(SAVED_MODEL))) {
      return new ModelFile(Form.SAVED_MODEL, path);
    }
    if (Files.isRegularFile(path.resolve("checkpoint")) || isPrefix(path)) {
      return new ModelFile(Form.CHECKPOINT, path);
    }
    throw new UserException(
        path
            + (Files.exists(path) ? " holds no TensorFlow model" : " does not exist")
            + ". Give a .pb file, a folder with saved_model.pb, or a folder or prefix of a "
            + "checkpoint.");
  }

  private static ModelFile checkpointFileOrThrow(Path path) {
    String name = path.getFileName().toString();
    if (name.equals("checkpoint")) {
      return new ModelFile(Form.CHECKPOINT, path.toAbsolutePath().getParent());
    }
    for (String end : new String[] {".meta", ".index"}) {
      if (name.endsWith(end)) {
        String prefix = name.substring(0, name.length() - end.length());
        return new ModelFile(Form.CHECKPOINT, path.resolveSibling(prefix));
      }
    }
    throw new UserException(
        path + " is not a TensorFlow model. Give a .pb file, or a folder with saved_model.pb.");
  }

  private static boolean isPrefix(Path path) {
    Path name = path.getFileName();
    return name != null && Files.isRegularFile(path.resolveSibling(name + ".index"));
  }
}
