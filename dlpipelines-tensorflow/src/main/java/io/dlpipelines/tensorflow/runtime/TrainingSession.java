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
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;
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
   * @param fetched a float64 tensor of rank 1, which is added to {@code sums}
   * @param target an operation that is run with it
   * @param sums receives the numbers
   * @throws DeviceMemoryException if the step asks for more memory than there is
   * @throws IllegalArgumentException if the network rejects values, as an index out of range
   */
  public void step(
      BatchTensors batch,
      Map<String, Number> numbers,
      String fetched,
      Optional<String> target,
      double[] sums) {
    run(batch, numbers, fetched, target, Optional.empty(), 0, sums);
  }

  /**
   * Computes numbers and gradients of a part of a batch.
   *
   * @param part what is fed
   * @param numbers what is fed besides: floats and longs, by placeholder
   * @param fetched a float64 tensor of rank 1, which is added to {@code sums}
   * @param target an operation that is run with it
   * @param gradients what the part's are added to
   * @param share of the part in the batch, from 0 to 1
   * @param sums receives the numbers
   * @throws DeviceMemoryException if that asks for more memory than there is
   * @throws IllegalArgumentException if the network rejects values, as an index out of range
   */
  public void addGradients(
      BatchTensors part,
      Map<String, Number> numbers,
      String fetched,
      String target,
      GradientSum gradients,
      float share,
      double[] sums) {
    run(part, numbers, fetched, Optional.of(target), Optional.of(gradients), share, sums);
  }

  private void run(
      BatchTensors batch,
      Map<String, Number> numbers,
      String fetched,
      Optional<String> target,
      Optional<GradientSum> gradients,
      float share,
      double[] sums) {
    try (NativeTensors scalars = new NativeTensors()) {
      Session.Runner runner = session.session().runner();
      batch.feed(runner, session.graph());
      feed(runner, numbers, scalars);
      runner.fetch(fetched);
      gradients.ifPresent(each -> each.fetch(runner));
      target.ifPresent(runner::addTarget);
      try (Result result = runner.run()) {
        TFloat64 values = (TFloat64) result.get(0);
        for (int index = 0; index < sums.length; index++) {
          sums[index] += values.getDouble(index);
        }
        gradients.ifPresent(each -> each.add(result, 1, share));
      }
    } catch (TFResourceExhaustedException full) {
      throw new DeviceMemoryException(firstLine(full), full);
    } catch (TFInvalidArgumentException | TFOutOfRangeException refused) {
      throw new IllegalArgumentException(
          ("The network rejects the values of a mini-batch: %s. Filter such rows. To find them,"
                  + " score the training rows with the same network and handleInvalid keep; the"
                  + " reason is in invalidReasonCol.")
              .formatted(StepErrors.reason(refused)),
          refused);
    }
  }

  /**
   * Changes the variables by gradients.
   *
   * @param gradients of a batch
   * @param numbers what is fed besides: floats and longs, by placeholder
   * @param target the operation that does
   * @throws IllegalStateException if it asks for more memory than there is. Some variables may have
   *     changed, others not.
   */
  public void update(GradientSum gradients, Map<String, Number> numbers, String target) {
    try (NativeTensors fed = new NativeTensors()) {
      Session.Runner runner = session.session().runner();
      gradients.feed(runner, fed);
      feed(runner, numbers, fed);
      runner.addTarget(target).run().close();
    } catch (TFResourceExhaustedException full) {
      throw new IllegalStateException(
          "The memory of the device does not suffice for the variables, their gradients and what"
              + " the optimizer keeps, however small the batch is: "
              + firstLine(full),
          full);
    }
  }

  private static void feed(
      Session.Runner runner, Map<String, Number> numbers, NativeTensors owner) {
    numbers.forEach(
        (placeholder, number) ->
            runner.feed(
                placeholder,
                owner.own(
                    number instanceof Long whole
                        ? TInt64.scalarOf(whole)
                        : TFloat32.scalarOf(number.floatValue()))));
  }

  private static String firstLine(TFResourceExhaustedException full) {
    return full.getMessage().lines().findFirst().orElse("");
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
