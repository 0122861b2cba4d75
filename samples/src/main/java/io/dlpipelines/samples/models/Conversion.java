package io.dlpipelines.samples.models;

import io.dlpipelines.samples.UserException;
import io.dlpipelines.samples.report.Numbers;
import io.dlpipelines.samples.run.Places;
import io.dlpipelines.tensorflow.TFInputGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A model in another form. What is there stays as it is until the new form is written whole. */
public final class Conversion {

  private static final String SAVED_MODEL_FILE = "saved_model.pb";

  private final ModelFile source;
  private final ModelForm form;
  private final Path target;
  private final FileSystem fileSystem;

  /**
   * Prepares a conversion.
   *
   * @param source the model
   * @param output where to write
   * @param form the form to write in
   * @throws IOException if there is no such file system
   */
  public Conversion(ModelFile source, String output, ModelForm form) throws IOException {
    this.source = source;
    this.form = form;
    this.target = new Path(Places.of(output));
    this.fileSystem = target.getFileSystem(new Configuration());
    fileSystem.setWriteChecksum(false);
  }

  /**
   * Reads the model and writes it.
   *
   * @param overwrite whether a model that is there is replaced
   * @return what was written, in lines
   * @throws UserException if the model cannot be read or has no such form, or there is something
   *     that must not be replaced
   * @throws IOException if it cannot be written
   */
  public List<String> run(boolean overwrite) throws IOException {
    requireReplaceable(overwrite);
    Path work = new Path(target.getParent(), ".writing-" + target.getName());
    Path whole = new Path(work, "model" + form.ending());
    fileSystem.delete(work, true);
    try {
      writer().accept(whole.toString());
      fileSystem.delete(target, true);
      if (!fileSystem.rename(whole, target)) {
        throw new IOException("Cannot move " + whole + " to " + target);
      }
    } catch (IllegalArgumentException e) {
      throw new UserException(source.place() + ": " + e.getMessage(), e);
    } finally {
      fileSystem.delete(work, true);
    }
    return written();
  }

  private void requireReplaceable(boolean overwrite) throws IOException {
    if (!fileSystem.exists(target)) {
      return;
    }
    if (!overwrite) {
      throw new UserException(
          shown(target) + " is there already. Write elsewhere, or replace it with --overwrite.");
    }
    if (fileSystem.getFileStatus(target).isDirectory()
        && !fileSystem.exists(new Path(target, SAVED_MODEL_FILE))) {
      throw new UserException(
          shown(target) + " is a folder that holds no model. Write elsewhere, or remove it.");
    }
  }

  /** The model, read, and ready to be written. */
  private Consumer<String> writer() {
    if (form.isKeras() && !source.isKeras()) {
      throw new UserException(
          "%s is no Keras model, and the layers of a %s are not known. Write a SavedModel or a frozen graph (.pb)."
              .formatted(source.place(), form.title()));
    }
    if (form.isKeras()) {
      return source.keras()::save;
    }
    TFInputGraph graph = source.graph();
    return form == ModelForm.GRAPH ? graph::saveGraphDef : graph::saveSavedModel;
  }

  private List<String> written() throws IOException {
    List<String> lines = new ArrayList<>();
    long bytes = 0;
    var files = fileSystem.listFiles(target, true);
    while (files.hasNext()) {
      FileStatus file = files.next();
      bytes += file.getLen();
      lines.add("  %s  %s bytes".formatted(file.getPath().getName(), Numbers.count(file.getLen())));
    }
    String total =
        "Wrote %s, a %s of %s bytes".formatted(shown(target), form.title(), Numbers.count(bytes));
    if (lines.size() == 1 && fileSystem.getFileStatus(target).isFile()) {
      return List.of(total);
    }
    lines.add(0, total);
    return lines;
  }

  private static String shown(Path path) {
    return path.toString().replaceFirst("^file:/+", "/");
  }
}
