package io.dlpipelines.tensorflow.training;

import static java.util.Objects.requireNonNull;

import io.dlpipelines.training.EpochResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A training's curves for TensorBoard, in the folders and under the names that Keras's {@code
 * TensorBoard} callback gives them: {@code epoch_loss} and the like, and {@code
 * epoch_learning_rate}, in {@code train}, and what is measured on rows to validate with in {@code
 * validation}. Epochs count from 0, as there. May be used by any thread.
 *
 * <p>An epoch can be seen as soon as it is written, but for object stores, which show a file when
 * it is closed. Trainings that run at once need folders of their own, below one that TensorBoard is
 * started on.
 */
public final class TensorBoardLog implements AutoCloseable {
  private static final String VALIDATION_PREFIX = "val_";

  private final Path folder;
  private final Configuration hadoop;
  private final Map<String, EventFile> files = new TreeMap<>();

  /**
   * Nothing is written before the first epoch.
   *
   * @param folder of this training, on any Hadoop file system
   * @param hadoop the configuration of the file system
   */
  public TensorBoardLog(String folder, Configuration hadoop) {
    this.folder = new Path(folder);
    this.hadoop = requireNonNull(hadoop, "hadoop");
  }

  /**
   * Writes an epoch.
   *
   * @param result of the epoch
   * @throws IOException if it cannot be written
   */
  public synchronized void epochEnded(EpochResult result) throws IOException {
    Map<String, Double> train = new LinkedHashMap<>();
    Map<String, Double> validation = new LinkedHashMap<>();
    result
        .metrics()
        .forEach(
            (name, value) -> {
              if (name.startsWith(VALIDATION_PREFIX)) {
                validation.put("epoch_" + name.substring(VALIDATION_PREFIX.length()), value);
              } else {
                train.put("epoch_" + name, value);
              }
            });
    train.put("epoch_learning_rate", result.learningRate());
    write("train", result, train);
    if (!validation.isEmpty()) {
      write("validation", result, validation);
    }
  }

  private void write(String run, EpochResult result, Map<String, Double> scalars)
      throws IOException {
    EventFile file = files.get(run);
    if (file == null) {
      file = new EventFile(new Path(folder, run), hadoop);
      files.put(run, file);
    }
    file.write(result.epoch() - 1L, scalars);
  }

  /**
   * Closes the files. What is written later goes into new ones.
   *
   * @throws IOException if one cannot be closed; the others are closed all the same
   */
  @Override
  public synchronized void close() throws IOException {
    IOException failure = null;
    for (EventFile file : files.values()) {
      try {
        file.close();
      } catch (IOException unclosed) {
        if (failure == null) {
          failure = unclosed;
        } else {
          failure.addSuppressed(unclosed);
        }
      }
    }
    files.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
