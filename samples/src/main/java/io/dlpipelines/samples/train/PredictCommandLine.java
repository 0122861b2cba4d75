package io.dlpipelines.samples.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The command that shows what a network that was trained sees in images, to be pasted into a shell.
 *
 * @param images the folder of images it was trained on
 * @param model the network's file
 */
record PredictCommandLine(Path images, Path model) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./+:@%=,-]+");
  private static final String PLACEHOLDER = "IMAGES";

  /** Images in idx files have no files of their own: others have to be given. */
  @Override
  public String toString() {
    return "bin/dlpipelines predict %s --model %s"
        .formatted(hasFolders() ? quoted(images) : PLACEHOLDER, quoted(model));
  }

  private boolean hasFolders() {
    try (Stream<Path> entries = Files.list(images)) {
      return entries.anyMatch(Files::isDirectory);
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
