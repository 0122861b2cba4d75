package io.dlpipelines.image.zoo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.dlpipelines.persist.CurrentSession;
import io.dlpipelines.persist.SourcePath;
import io.dlpipelines.persist.UnreadableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a network's classes are called, in the order of its outputs.
 *
 * @param labels one for each class
 * @param source where they are from, for errors
 */
public record ClassLabels(List<ClassLabel> labels, String source) implements Serializable {

  /** Names of files beside a model that may hold its labels, the first of which counts. */
  public static final List<String> FILES_BESIDE_MODELS =
      List.of("labels.txt", "labels.json", "imagenet_class_index.json", "metadata.json");

  private static final PublishedFile IMAGENET =
      new PublishedFile(
          "download.tensorflow.org/data/imagenet_class_index.json",
          Optional.of("c2c37ea517e94d9795004a39431a14cb"));
  private static final String ASSETS = "assets";

  /**
   * Copies the list.
   *
   * @param labels one for each class
   * @param source where they are from, for errors
   */
  public ClassLabels {
    labels = List.copyOf(labels);
  }

  /**
   * Reads a file: Keras's class index {@code {"0": ["n01440764", "tench"], ...}}, a JSON array of
   * names or of such pairs, an object whose field {@code labels} is one, an object from names to
   * indices, or text with a label in each line.
   *
   * @param path on any Hadoop file system
   * @return the labels
   * @throws IllegalArgumentException if there is no such file, or it holds no labels
   */
  public static ClassLabels read(String path) {
    try {
      return read(SourcePath.of(path, CurrentSession.hadoop()), path);
    } catch (IOException failure) {
      throw UnreadableException.of(path, failure);
    }
  }

  /**
   * Reads labels from text.
   *
   * @param text what {@link #read} takes
   * @param source where it is from, for errors
   * @return the labels
   * @throws IllegalArgumentException if it holds none
   */
  public static ClassLabels parse(String text, String source) {
    return new ClassLabels(new LabelsParser(source).parse(text), source);
  }

  /**
   * Looks for labels beside a model: in the folder of a file, or in a folder and its {@code
   * assets}.
   *
   * @param modelPath the model's file or folder, on any Hadoop file system
   * @return the labels of the first of {@link #FILES_BESIDE_MODELS} that is there, empty if none is
   * @throws IllegalArgumentException if there is one and it holds no labels
   */
  public static Optional<ClassLabels> beside(String modelPath) {
    try {
      Path model = SourcePath.of(modelPath, CurrentSession.hadoop());
      FileSystem files = fileSystem(model);
      List<Path> folders =
          files.getFileStatus(model).isDirectory()
              ? List.of(model, new Path(model, ASSETS))
              : List.of(model.getParent());
      for (Path folder : folders) {
        for (String name : FILES_BESIDE_MODELS) {
          Path file = new Path(folder, name);
          try {
            return Optional.of(read(file, file.toString()));
          } catch (FileNotFoundException absent) {
            continue;
          }
        }
      }
      return Optional.empty();
    } catch (IOException failure) {
      throw UnreadableException.of(modelPath, failure);
    }
  }

  /**
   * The labels of ImageNet, as Keras publishes them: from where weights are found too.
   *
   * @return 1,000 labels
   * @throws IllegalArgumentException saying which file to put where, if there is none
   */
  public static ClassLabels imageNet() {
    return read(WeightsStore.ofSession().find(IMAGENET));
  }

  /**
   * The number of classes.
   *
   * @return how many labels there are
   */
  public int size() {
    return labels.size();
  }

  /**
   * The names of the classes.
   *
   * @return in order
   */
  public String[] names() {
    return labels.stream().map(ClassLabel::name).toArray(String[]::new);
  }

  /**
   * The descriptions of the classes.
   *
   * @return in order
   */
  public String[] descriptions() {
    return labels.stream().map(ClassLabel::description).toArray(String[]::new);
  }

  /**
   * Writes the labels.
   *
   * @return an array of pairs, which {@link #parse} reads
   */
  public JsonNode toJson() {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    labels.forEach(label -> json.addArray().add(label.name()).add(label.description()));
    return json;
  }

  private static ClassLabels read(Path file, String source) throws IOException {
    try (InputStream in = fileSystem(file).open(file)) {
      return parse(new String(in.readAllBytes(), UTF_8), source);
    }
  }

  private static FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(CurrentSession.hadoop());
  }
}
