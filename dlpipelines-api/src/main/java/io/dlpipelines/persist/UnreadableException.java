package io.dlpipelines.persist;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * What is at a path could not be read: it is not there, or its file system failed, which may pass.
 * What was read and is wrong is told otherwise.
 */
public final class UnreadableException extends IllegalArgumentException {

  private UnreadableException(String message, IOException cause) {
    super(message, cause);
  }

  /**
   * Tells of a failure without showing the credentials that a path may hold.
   *
   * @param path where something was to be read
   * @param failure what the file system says
   * @return what to throw
   */
  public static UnreadableException of(String path, IOException failure) {
    boolean missing =
        failure instanceof FileNotFoundException || failure instanceof NoSuchFileException;
    String problem =
        missing
            ? "There is nothing at %s. Check the path and its file system."
            : "%s cannot be read: %s. Check the path and its file system.";
    return new UnreadableException(
        problem.formatted(ShownPath.of(path), ShownPath.of(String.valueOf(failure.getMessage()))),
        ShownPath.hides(path) ? null : failure);
  }
}
