package io.dlpipelines.persist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What lies at a path that a stage is to be loaded from. */
final class SavedFolder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METADATA = "metadata";

  private final Path path;
  private final FileSystem files;

  private SavedFolder(Path path, FileSystem files) {
    this.path = path;
    this.files = files;
  }

  static SavedFolder of(String path, Configuration configuration) throws IOException {
    Path folder = new Path(path);
    return new SavedFolder(folder, folder.getFileSystem(configuration));
  }

  /**
   * Refuses what is not a saved stage of a class.
   *
   * @param wanted the class that is to be loaded
   * @throws IllegalArgumentException if something else is there, saying what it is and which class
   *     loads it
   */
  void require(Class<?> wanted) throws IOException {
    String found = className(wanted.getSimpleName());
    if (!found.equals(wanted.getName())) {
      throw new IllegalArgumentException(
          "%s holds a %s, not a %s. Load it by %s.load(\"%s\")%s."
              .formatted(
                  shown(path),
                  simpleName(found) + contents(),
                  wanted.getSimpleName(),
                  found,
                  shown(path),
                  find(wanted).map(part -> orAlone(wanted, part)).orElse("")));
    }
  }

  private static String orAlone(Class<?> wanted, Path part) {
    return ", or the %s in it by %s.load(\"%s\")"
        .formatted(wanted.getSimpleName(), wanted.getSimpleName(), shown(part));
  }

  /**
   * The class of the stage that is saved here.
   *
   * @param wanted what is to be loaded, for errors
   * @throws IllegalArgumentException if no stage is saved here
   */
  String className(String wanted) throws IOException {
    FileStatus status = statusOrThrow();
    if (!status.isDirectory()) {
      throw new IllegalArgumentException(
          "%s is a file, not the folder of a saved %s. %s"
              .formatted(shown(path), wanted, adviceForFile(path.getName())));
    }
    if (!files.exists(new Path(path, METADATA))) {
      throw new IllegalArgumentException(
          "%s is not the folder of a saved %s: %s".formatted(shown(path), wanted, otherContent()));
    }
    return savedClass(path)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s/metadata names no class: the stage was not saved or copied whole. Save it again."
                        .formatted(shown(path))));
  }

  private FileStatus statusOrThrow() throws IOException {
    try {
      return files.getFileStatus(path);
    } catch (FileNotFoundException missing) {
      throw UnreadableException.of(path.toString(), missing);
    }
  }

  private static String adviceForFile(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return switch (extension) {
      case "keras", "h5", "hdf5" ->
          "It looks like a Keras model: read it by KerasModel.load, or set it as modelFile.";
      case "pb", "pbtxt" ->
          "It looks like a TensorFlow graph: read it by TFInputGraph.fromGraphDef.";
      default -> "Give the folder that the stage was saved to.";
    };
  }

  private String otherContent() throws IOException {
    List<FileStatus> entries = entries(path);
    if (entries.isEmpty()) {
      return "it is empty. Check the path.";
    }
    List<String> names = entries.stream().map(entry -> entry.getPath().getName()).toList();
    if (names.contains("saved_model.pb") || names.contains("saved_model.pbtxt")) {
      return "it holds a TensorFlow SavedModel. Read it by TFInputGraph.fromSavedModel.";
    }
    if (files.exists(new Path(path, "data/format.json"))) {
      return "its metadata is missing, so the stage was not saved or copied whole. Save it again.";
    }
    List<String> stages = new ArrayList<>();
    for (FileStatus entry : entries) {
      savedClass(entry.getPath())
          .ifPresent(
              found ->
                  stages.add("%s (%s)".formatted(entry.getPath().getName(), simpleName(found))));
    }
    return stages.isEmpty()
        ? "it has no metadata; it holds %s. Check the path.".formatted(names)
        : "it has no metadata; the folders of saved stages below it are %s. Load one of these."
            .formatted(stages);
  }

  /** The classes of a pipeline's stages, or of a search's best model. */
  private String contents() throws IOException {
    List<String> parts = new ArrayList<>();
    for (Path part : parts(path)) {
      savedClass(part).ifPresent(found -> parts.add(simpleName(found)));
    }
    return parts.isEmpty() ? "" : " with " + parts;
  }

  private Optional<Path> find(Class<?> wanted) throws IOException {
    for (Path part : parts(path)) {
      Optional<Path> found =
          savedClass(part).filter(wanted.getName()::equals).isPresent()
              ? Optional.of(part)
              : new SavedFolder(part, files).find(wanted);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The folders of the stages that a stage is made of, as Spark and this library save them. */
  private List<Path> parts(Path stage) throws IOException {
    List<Path> parts = new ArrayList<>();
    entries(new Path(stage, "stages")).forEach(entry -> parts.add(entry.getPath()));
    for (String name : List.of("bestModel", "estimator")) {
      Path part = new Path(stage, name);
      if (files.exists(part)) {
        parts.add(part);
      }
    }
    return parts;
  }

  private Optional<String> savedClass(Path stage) throws IOException {
    for (FileStatus file : entries(new Path(stage, METADATA))) {
      try (InputStream in = files.open(file.getPath())) {
        String name = JSON.readTree(in).path("class").asText();
        if (!name.isEmpty()) {
          return Optional.of(name);
        }
      } catch (JsonProcessingException other) {
        // Not what Spark wrote.
      }
    }
    return Optional.empty();
  }

  /** What is in a folder, sorted, without hidden files; nothing where there is no folder. */
  private List<FileStatus> entries(Path folder) throws IOException {
    try {
      return Stream.of(files.listStatus(folder))
          .filter(entry -> !entry.getPath().getName().matches("[._].*"))
          .sorted()
          .toList();
    } catch (FileNotFoundException missing) {
      return List.of();
    }
  }

  private static String simpleName(String className) {
    return className.replaceFirst(".*[.$]", "");
  }

  private static String shown(Path path) {
    return ShownPath.of(path);
  }
}
