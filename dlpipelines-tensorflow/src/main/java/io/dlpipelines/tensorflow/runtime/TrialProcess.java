package io.dlpipelines.tensorflow.runtime;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.internal.types.registry.TensorTypeRegistry;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TString;

/**
 * The process in which models are tried: takes one after the other from its input, loads it, and
 * runs it on zeros. What TensorFlow refuses to do with zeros is no verdict: it may do it with rows.
 * The process ends with its parent, and when nothing was to be tried for a while.
 */
final class TrialProcess {
  static final String READY = "ready";
  static final String TAKEN = "taken";
  static final String DONE = "done";
  static final String NO_MEMORY = "memory";
  static final String REFUSED = "refused";
  static final String AT = "at";

  private static final Duration IDLE_TIME = Duration.ofMinutes(1);
  private static final long WATCH_MILLIS = 1000;
  private static final long SMALL = 1;
  private static final long LARGER = 32;
  private static final long MOST_ELEMENTS = 1 << 22;
  private static final int MOST_SINGLE_RUNS = 50;

  private static volatile long idleSinceNanos = System.nanoTime();
  private static volatile boolean busy;

  private TrialProcess() {}

  /**
   * Tries models until the input ends.
   *
   * @param arguments none
   * @throws IOException if the input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    watch(ProcessHandle.current().parent());
    DataInputStream in = new DataInputStream(System.in);
    RegisteredOperations.find("NoOp");
    say("", READY);
    while (true) {
      try {
        String token = in.readUTF();
        busy = true;
        say(token, TAKEN);
        say(token, answer(in, token));
        idleSinceNanos = System.nanoTime();
        busy = false;
      } catch (EOFException parentEnded) {
        return;
      }
    }
  }

  private static String answer(DataInputStream in, String token) throws IOException {
    Path folder = Path.of(in.readUTF());
    ModelKind kind = ModelKind.valueOf(in.readUTF());
    List<String> tags = list(in);
    List<String> feeds = list(in);
    List<String> fetches = list(in);
    int rows = in.readInt();
    boolean oneByOne = in.readBoolean();
    ModelFolder.Opened model;
    try {
      model = ModelFolder.open(folder, kind, tags, SessionSetup.DEFAULT);
    } catch (TFResourceExhaustedException | OutOfMemoryError tooLarge) {
      return NO_MEMORY;
    } catch (Exception refused) {
      return REFUSED + ' ' + String.valueOf(refused.getMessage()).replaceAll("\\R", " ");
    }
    try {
      if (oneByOne) {
        for (String operation : TrialOrder.of(model.graph().toGraphDef(), fetches)) {
          say(token, AT + ' ' + operation);
          run(model, feeds, List.of(operation), rows, SMALL);
        }
      }
      run(model, feeds, fetches, rows, SMALL);
      if (feeds.stream().anyMatch(feed -> hasUnknownSizes(model, feed))) {
        run(model, feeds, fetches, rows, LARGER);
      }
      return DONE;
    } catch (TFResourceExhaustedException | OutOfMemoryError tooLarge) {
      return NO_MEMORY;
    } catch (RuntimeException cannotBeFed) {
      return DONE;
    } finally {
      close(model);
    }
  }

  private static void close(ModelFolder.Opened model) {
    try {
      model.owner().close();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void run(
      ModelFolder.Opened model,
      List<String> inputs,
      List<String> wanted,
      int rows,
      long unknownSize) {
    List<String> feeds =
        inputs.stream().map(input -> CarriedTypes.fed(model.graph(), input)).toList();
    List<Tensor> fed = new ArrayList<>();
    try {
      for (String feed : feeds) {
        Optional<Tensor> zeros =
            output(model, feed).flatMap(output -> zeros(output, rows, unknownSize));
        if (zeros.isEmpty()) {
          return;
        }
        fed.add(zeros.get());
      }
      if (!run(model, feeds, fed, wanted)) {
        wanted.stream()
            .limit(MOST_SINGLE_RUNS)
            .forEach(each -> run(model, feeds, fed, List.of(each)));
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private static boolean run(
      ModelFolder.Opened model, List<String> feeds, List<Tensor> fed, List<String> wanted) {
    try {
      Session.Runner runner = model.session().runner();
      for (int index = 0; index < feeds.size(); index++) {
        runner.feed(feeds.get(index), fed.get(index));
      }
      wanted.forEach(each -> want(model, each, runner));
      runner.run().close();
      return true;
    } catch (TFResourceExhaustedException tooLarge) {
      throw tooLarge;
    } catch (TensorFlowException | IllegalArgumentException | IllegalStateException refused) {
      return false;
    }
  }

  /** A tensor is fetched, an operation run with all it gives that can be fetched. */
  private static void want(ModelFolder.Opened model, String wanted, Session.Runner runner) {
    if (wanted.contains(":")) {
      runner.fetch(CarriedTypes.fetched(model.graph(), wanted));
      return;
    }
    GraphOperation operation = model.graph().operationOrThrow(wanted);
    runner.addTarget(operation);
    for (int index = 0; index < operation.numOutputs(); index++) {
      if (canBeFetched(operation.output(index).dataType())) {
        runner.fetch(wanted, index);
      }
    }
  }

  private static boolean canBeFetched(DataType type) {
    try {
      TensorTypeRegistry.find(type);
      return true;
    } catch (IllegalArgumentException unknown) {
      return false;
    }
  }

  /** Whether more than the number of rows is not known. */
  private static boolean hasUnknownSizes(ModelFolder.Opened model, String feed) {
    return output(model, feed)
        .map(output -> output.shape())
        .filter(shape -> !shape.isUnknown())
        .map(shape -> Arrays.stream(shape.asArray()).skip(1).anyMatch(size -> size < 0))
        .orElse(false);
  }

  private static Optional<Output<?>> output(ModelFolder.Opened model, String tensor) {
    int colon = tensor.lastIndexOf(':');
    int index = Integer.parseInt(tensor.substring(colon + 1));
    GraphOperation operation = model.graph().operation(tensor.substring(0, colon));
    return operation == null || index >= operation.numOutputs()
        ? Optional.empty()
        : Optional.of(operation.output(index));
  }

  /** Empty where zeros of the declared shape are not small. */
  private static Optional<Tensor> zeros(Output<?> output, int rows, long unknownSize) {
    long[] shape =
        output.shape().isUnknown() ? new long[] {rows} : output.shape().asArray().clone();
    long elements = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] < 0) {
        shape[axis] = axis == 0 ? rows : unknownSize;
      }
      elements = Math.min(elements, MOST_ELEMENTS) * Math.min(shape[axis], MOST_ELEMENTS);
    }
    return elements > MOST_ELEMENTS
        ? Optional.empty()
        : Optional.of(zeros(output.dataType(), Shape.of(shape), (int) elements));
  }

  private static Tensor zeros(DataType type, Shape shape, int elements) {
    if (type == DataType.DT_STRING) {
      String[] empty = new String[elements];
      Arrays.fill(empty, "");
      return TString.tensorOf(shape, DataBuffers.of(empty, true, false));
    }
    Tensor tensor = Tensor.of(TensorTypeRegistry.find(type).type(), shape);
    tensor.asRawTensor().data().write(new byte[Math.toIntExact(tensor.numBytes())]);
    return tensor;
  }

  private static List<String> list(DataInputStream in) throws IOException {
    int size = in.readInt();
    List<String> values = new ArrayList<>();
    for (int index = 0; index < size; index++) {
      values.add(in.readUTF());
    }
    return values;
  }

  /** A model may print too, but does not know the token. */
  private static void say(String token, String word) {
    System.out.println();
    System.out.println(token + ' ' + word);
    System.out.flush();
  }

  private static void watch(Optional<ProcessHandle> parent) {
    Thread watch =
        new Thread(
            () -> {
              while (true) {
                boolean idle = !busy && System.nanoTime() - idleSinceNanos > IDLE_TIME.toNanos();
                if (idle || !parent.map(ProcessHandle::isAlive).orElse(true)) {
                  Runtime.getRuntime().halt(0);
                }
                try {
                  Thread.sleep(WATCH_MILLIS);
                } catch (InterruptedException never) {
                  return;
                }
              }
            },
            "watch");
    watch.setDaemon(true);
    watch.start();
  }
}
