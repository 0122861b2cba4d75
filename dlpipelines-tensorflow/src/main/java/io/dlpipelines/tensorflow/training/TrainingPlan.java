package io.dlpipelines.tensorflow.training;

import io.dlpipelines.param.NamedSettings;
import io.dlpipelines.tensorflow.device.DeviceChoice;
import io.dlpipelines.tensorflow.precision.Precision;
import io.dlpipelines.tensorflow.runtime.SessionOptions;
import io.dlpipelines.training.CheckpointFolder;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.util.SerializableConfiguration;

/**
 * How long and how fast a network trains.
 *
 * @param name what log lines begin with
 * @param epochs passes over the rows, at most
 * @param batchSize rows of a step
 * @param shuffle whether each epoch has an order of its own
 * @param seed of the order
 * @param learningRate at the start
 * @param schedule how it changes
 * @param patience epochs without a better result after which it stops; 0 if it never does. With
 *     patience the weights are those of the best epoch, without they are those of the last.
 * @param checkpoints where the state is kept, and from where it goes on; at most one
 * @param events where event files are written; at most one
 * @param device where operations run
 * @param threads that operations may use, 0 for all cores of the executor
 * @param gpuMemoryFraction how much of a GPU's memory the executor may take
 * @param taskGpuAmount GPUs that the task asks Spark for, 0 for none
 * @param precision of products, those of gradients too
 * @param xla whether the graph is compiled with XLA
 */
public record TrainingPlan(
    String name,
    int epochs,
    int batchSize,
    boolean shuffle,
    long seed,
    double learningRate,
    NamedSettings schedule,
    int patience,
    List<Checkpoints> checkpoints,
    List<Events> events,
    DeviceChoice device,
    int threads,
    double gpuMemoryFraction,
    double taskGpuAmount,
    Precision precision,
    boolean xla)
    implements Serializable {

  /** How a session is opened; the precision is the graph's own. */
  SessionOptions options(int granted) {
    return new SessionOptions(device, granted, gpuMemoryFraction, Precision.FLOAT32, xla);
  }

  TrainingPlan with(List<Checkpoints> kept, List<Events> written) {
    return new TrainingPlan(
        name,
        epochs,
        batchSize,
        shuffle,
        seed,
        learningRate,
        schedule,
        patience,
        kept,
        written,
        device,
        threads,
        gpuMemoryFraction,
        taskGpuAmount,
        precision,
        xla);
  }

  /**
   * Where the state is kept, and how often.
   *
   * @param folder where
   * @param interval epochs from one to the next
   * @param minutes after which there is one within an epoch too
   */
  public record Checkpoints(CheckpointFolder folder, int interval, double minutes)
      implements Serializable {}

  /**
   * Where event files for TensorBoard are written.
   *
   * @param folder of this training
   * @param hadoop the configuration of its file system, which executors do not have of themselves
   */
  public record Events(String folder, SerializableConfiguration hadoop) implements Serializable {

    TensorBoardLog open() {
      return new TensorBoardLog(folder, hadoop.value());
    }
  }
}
