package io.dlpipelines.samples.models;

import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.run.Places;
import io.dlpipelines.tensor.TensorSpec;
import io.dlpipelines.tensorflow.TFInputGraph;
import io.dlpipelines.tensorflow.keras.KerasModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A model of a user's.
 *
 * @param place where it is, as the user wrote it
 */
public record ModelFile(String place) {

  private static final Pattern KERAS = Pattern.compile("(?i).*\\.(keras|h5|hdf5)/*");

  /**
   * Whether it has layers, by its name.
   *
   * @return true for {@code .keras}, {@code .h5} and {@code .hdf5}
   */
  public boolean isKeras() {
    return KERAS.matcher(place).matches();
  }

  /**
   * Reads a model with layers.
   *
   * @return the model
   * @throws UserException if it cannot be read
   */
  public KerasModel keras() {
    return read(KerasModel::load);
  }

  /**
   * Reads a model of any kind.
   *
   * @return the graph
   * @throws UserException if it cannot be read
   */
  public TFInputGraph graph() {
    return read(TFInputGraph::fromPath);
  }

  /** Whether it is a folder. */
  boolean isFolder() {
    try {
      Path path = new Path(Places.of(place));
      FileSystem files = path.getFileSystem(new Configuration());
      return files.exists(path) && files.getFileStatus(path).isDirectory();
    } catch (IOException failure) {
      throw new UserException(place + ": " + failure.getMessage(), failure);
    }
  }

  /** Its layers, where they are known, its inputs and its outputs. */
  String describe() {
    return isKeras() ? describe(keras()) : graph().describe();
  }

  private static String describe(KerasModel model) {
    List<String> lines = new ArrayList<>();
    lines.add(model.summary().stripTrailing());
    lines.addAll(table("Inputs", model.inputs()));
    lines.addAll(table("Outputs", model.outputs()));
    return String.join("\n", lines);
  }

  private static List<String> table(String title, List<TensorSpec> tensors) {
    int width = tensors.stream().mapToInt(each -> each.name().length()).max().orElse(1);
    List<String> lines = new ArrayList<>();
    lines.add(title + ":");
    for (TensorSpec tensor : tensors) {
      lines.add(
          ("  %-" + width + "s  %-8s %s").formatted(tensor.name(), tensor.dtype(), tensor.shape()));
    }
    return lines;
  }

  private <T> T read(Function<String, T> reader) {
    try {
      return reader.apply(Places.of(place));
    } catch (IllegalArgumentException e) {
      boolean isNamed = e.getMessage().contains(place);
      throw new UserException((isNamed ? "" : place + ": ") + e.getMessage(), e);
    }
  }
}
