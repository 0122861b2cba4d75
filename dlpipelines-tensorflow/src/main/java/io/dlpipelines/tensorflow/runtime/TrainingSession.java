package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.scoring.DeviceMemoryException;
import io.dlpipelines.tensor.TensorBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * A graph with variables, open to be trained. One thread uses it. It is opened and closed on
 * threads that Spark does not interrupt.
 */
public final class TrainingSession implements AutoCloseable {
  private final GraphSession session;

  private TrainingSession(GraphSession session) {
    this.session = session;
  }

  /**
   * Opens a graph, whose variables have no values yet, on the device of the calling task.
   *
   * @param definition the graph
   * @param options how the session is opened
   * @return the session
   * @throws IllegalArgumentException if TensorFlow refuses the graph
   * @throws IllegalStateException if a GPU is asked for and the task has none
   */
  public static TrainingSession open(GraphDef definition, SessionOptions options) {
    SessionSetup setup = options.ofTask();
    return SessionCache.onOwnThread(
        () -> new TrainingSession(ModelLoader.importGraph(definition, setup)));
  }

  /**
   * Gives a variable a value.
   *
   * @param placeholder what the value is fed to
   * @param assignment the operation that assigns it
   * @param value the value
   */
  public void assign(String placeholder, String assignment, TensorBuffer value) {
    try (NativeTensors tensors = new NativeTensors()) {
      session
          .session()
          .runner()
          .feed(placeholder, tensors.own(TensorCopies.toNative(value)))
          .addTarget(assignment)
          .run()
          .close();
    }
  }

  /**
   * Runs an operation that takes nothing and gives nothing.
   *
   * @param operation its name
   */
  public void run(String operation) {
    session.session().runner().addTarget(operation).run().close();
  }

  /**
   * The values of tensors that need no input, such as variables.
   *
   * @param tensors their names
   * @return their elements
   */
  public List<TensorBuffer> read(List<String> tensors) {
    Session.Runner runner = session.session().runner();
    tensors.forEach(runner::fetch);
    List<TensorBuffer> values = new ArrayList<>();
    try (Result result = runner.run()) {
      for (int index = 0; index < tensors.size(); index++) {
        Tensor tensor = result.get(index);
        TensorBuffer value = new TensorBuffer(Dtypes.find(tensor.dataType()).orElseThrow());
        TensorCopies.fromNative(tensor, value);
        values.add(value);
      }
    }
    return values;
  }

  /**
   * Computes numbers of a batch, and changes the variables if there is a target that does.
   *
   * @param batch what is fed
   * @param numbers what is fed besides: floats and longs, by placeholder
   * @param fetched a float64 tensor of rank 1
   * @param target an operation that is run with it
   * @param into receives the numbers
   * @throws DeviceMemoryException if the step asks for more memory than there is
   */
  public void step(
      BatchTensors batch,
      Map<String, Number> numbers,
      String fetched,
      Optional<String> target,
      double[] into) {
    try (NativeTensors scalars = new NativeTensors()) {
      Session.Runner runner = session.session().runner();
      batch.feed(runner);
      numbers.forEach(
          (placeholder, number) ->
              runner.feed(
                  placeholder,
                  scalars.own(
                      number instanceof Long whole
                          ? TInt64.scalarOf(whole)
                          : TFloat32.scalarOf(number.floatValue()))));
      runner.fetch(fetched);
      target.ifPresent(runner::addTarget);
      try (Result result = runner.run()) {
        TFloat64 values = (TFloat64) result.get(0);
        for (int index = 0; index < into.length; index++) {
          into[index] = values.getDouble(index);
        }
      }
    } catch (TFResourceExhaustedException full) {
      throw new DeviceMemoryException(
          "A step of %d rows does not fit into the memory of the device: %s. Set batchSize to less; it is not halved of itself, since a network learns otherwise from other batches."
              .formatted(batch.rows(), full.getMessage().lines().findFirst().orElse("")),
          full);
    }
  }

  @Override
  public void close() {
    SessionCache.onOwnThread(
        () -> {
          session.close();
          return true;
        });
  }
}
