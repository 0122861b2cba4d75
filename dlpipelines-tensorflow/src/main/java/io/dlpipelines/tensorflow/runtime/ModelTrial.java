package io.dlpipelines.tensorflow.runtime;

import io.dlpipelines.persist.LocalCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Loads and runs models that are not yet known as good in a process of their own, so that a model
 * that ends TensorFlow's process ends that one, and neither the driver nor an executor.
 */
public final class ModelTrial {
  private static final long USUAL_BYTES = 64L << 20;
  private static final long BYTES_IN_A_SECOND = 10L << 20;

  private static final int SEVERAL_ROWS = 2;

  private static TrialServer server;

  private final TrialVerdicts verdicts;
  private final Duration limit;

  /**
   * Sets how models are tried.
   *
   * @param folder where good models are remembered; empty for the user's cache folder
   * @param limit how long one may take, beside a second for each 10 MB
   */
  public ModelTrial(Optional<String> folder, Duration limit) {
    this.verdicts = new TrialVerdicts(folder.map(Path::of).orElseGet(TrialVerdicts::usualFolder));
    this.limit = limit;
  }

  /** A process that could not be started. */
  public static final class NoProcessException extends RuntimeException {

    private NoProcessException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Tries a model, unless it is known as good.
   *
   * @param model the model
   * @param stated how many rows its constants state, asked when it is known that it can be loaded;
   *     0 if any number
   * @return what is wrong with it; empty if it may be loaded
   * @throws IllegalArgumentException if TensorFlow cannot load it, and says why
   * @throws NoProcessException if there can be no process to try it in
   */
  public Optional<String> problem(TrialModel model, IntSupplier stated) {
    String key = model.key();
    if (verdicts.isGood(key)) {
      return Optional.empty();
    }
    Optional<String> problem = tried(model, stated);
    if (problem.isEmpty()) {
      verdicts.keep(key);
    }
    return problem;
  }

  /**
   * Whether a model that is good takes one row at a time, and ends the process with more.
   *
   * @param model the model
   * @return false if it was not tried
   */
  public boolean takesOneRow(TrialModel model) {
    return verdicts.takesOneRow(model.key());
  }

  /**
   * Notes that a model is good, as long as this process lasts.
   *
   * @param model the model
   */
  public static void trust(TrialModel model) {
    TrialVerdicts.trust(model.key());
  }

  private Optional<String> tried(TrialModel model, IntSupplier stated) {
    try {
      Path folder = Files.createTempDirectory("dlpipelines-model");
      try {
        LocalCopy.write(folder, model.files());
        return run(folder, model, stated);
      } finally {
        ModelLoader.delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The model could not be written to a local folder: " + failure.getMessage(), failure);
    }
  }

  private Optional<String> run(Path folder, TrialModel model, IntSupplier stated) {
    long size = model.files().size();
    Duration allowed = limit.plusSeconds(size / BYTES_IN_A_SECOND);
    synchronized (ModelTrial.class) {
      TrialServer.Outcome outcome = run(folder, model, SEVERAL_ROWS, false, allowed);
      TrialServer.Ending ending = outcome.ending();
      if (ending == TrialServer.Ending.SURVIVED || ending == TrialServer.Ending.DIED) {
        int rows = stated.getAsInt();
        if (rows > 0) {
          outcome = run(folder, model, rows, false, allowed);
        }
      }
      if (outcome.ending() == TrialServer.Ending.DIED) {
        if (run(folder, model, 1, false, allowed).ending() == TrialServer.Ending.SURVIVED) {
          verdicts.keepOneRow(model.key());
          return Optional.empty();
        }
        String operation = run(folder, model, 1, true, allowed).operation();
        String at = operation.isEmpty() ? "" : " while it computed operation [" + operation + "]";
        return Optional.of("TensorFlow ended the process%s, %s".formatted(at, outcome.detail()));
      }
      return switch (outcome.ending()) {
        case HUNG -> Optional.of("it did not end within %d seconds".formatted(allowed.toSeconds()));
        case NO_MEMORY ->
            Optional.of("it asks for more memory than there is for a model of its size");
        default -> Optional.empty();
      };
    }
  }

  /** What others left behind in the process may be at fault: a fresh one decides. */
  private static TrialServer.Outcome run(
      Path folder, TrialModel model, int rows, boolean oneByOne, Duration allowed) {
    while (true) {
      boolean fresh = start(model.files().size()).isFresh();
      TrialServer.Outcome outcome = server.run(folder, model, rows, oneByOne, allowed);
      if (outcome.ending() == TrialServer.Ending.SURVIVED) {
        return outcome;
      }
      if (outcome.ending() == TrialServer.Ending.REFUSED) {
        throw new IllegalArgumentException(
            "TensorFlow refuses the graph: " + TensorFlowText.reason(outcome.detail()),
            new IllegalStateException(outcome.detail()));
      }
      endProcess();
      if (fresh || outcome.ending() == TrialServer.Ending.HUNG) {
        return outcome;
      }
    }
  }

  /** Ends the process, if there is one. */
  static synchronized void endProcess() {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  private static TrialServer start(long size) {
    if (server != null && !server.hasRoomFor(size)) {
      endProcess();
    }
    if (server == null) {
      try {
        server = new TrialServer(Math.max(USUAL_BYTES, size));
      } catch (IOException failure) {
        throw new NoProcessException(failure);
      }
    }
    return server;
  }
}
