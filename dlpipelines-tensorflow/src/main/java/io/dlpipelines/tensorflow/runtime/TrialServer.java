package io.dlpipelines.tensorflow.runtime;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The driver's side of a {@link TrialProcess}. One thread uses it. */
final class TrialServer implements AutoCloseable {
  private static final Duration START_TIME = Duration.ofMinutes(2);
  private static final String ENDED = "";
  private static final long HEAP_BYTES = 256L << 20;
  private static final long NATIVE_BYTES = 6L << 30;
  private static final int HEAP_COPIES = 5;
  private static final int NATIVE_COPIES = 4;
  private static final int LAST_LINES = 3;
  private static final int LAST_BYTES = 1 << 14;

  /** Limits memory, leaves no core file, and asks to be killed first where memory runs out. */
  private static final String LIMITED =
      "ulimit -c 0 2>/dev/null; ulimit -v $1 2>/dev/null;"
          + " echo 1000 2>/dev/null >/proc/self/oom_score_adj; shift; exec \"$@\"";

  private final long modelBytes;
  private final Path folder;
  private final Path errors;
  private final Process process;
  private final DataOutputStream requests;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private int tried;

  /** How a trial ended. */
  enum Ending {
    /** The process lives: TensorFlow loaded the model, and ran it or refused to. */
    SURVIVED,
    /** TensorFlow cannot load the model, and says why. */
    REFUSED,
    /** The process ended. */
    DIED,
    /** It took too long. */
    HUNG,
    /** It would take too much memory. */
    NO_MEMORY,
    /** The process had ended before it took the model, having been idle for long. */
    GONE
  }

  /**
   * What a trial showed.
   *
   * @param detail the exit code and the last that the process said
   * @param operation the last that was begun, where each is run alone; else empty
   */
  record Outcome(Ending ending, String detail, String operation) {

    Outcome(Ending ending, String detail) {
      this(ending, detail, "");
    }
  }

  /**
   * Starts a process.
   *
   * @param modelBytes the size of the largest model that it must have memory for
   * @throws IOException if it does not start
   */
  TrialServer(long modelBytes) throws IOException {
    this.modelBytes = modelBytes;
    folder = Files.createTempDirectory("dlpipelines-trial");
    errors = folder.resolve("errors");
    try {
      process = start();
      requests = new DataOutputStream(process.getOutputStream());
      read(process.getInputStream());
      if (!(" " + TrialProcess.READY).equals(await(" ", START_TIME))) {
        throw new IOException("it did not start: " + ended());
      }
    } catch (IOException | RuntimeException failure) {
      close();
      throw failure;
    }
  }

  private Process start() throws IOException {
    long heap = HEAP_BYTES + HEAP_COPIES * modelBytes;
    long limit = heap + NATIVE_BYTES + NATIVE_COPIES * modelBytes;
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", LIMITED, "sh", String.valueOf(limit >> 10)));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + (heap >> 20) + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=48m",
            "-XX:CompressedClassSpaceSize=64m",
            "-XX:-UsePerfData",
            "-XX:+SuppressFatalErrorMessage",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")));
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("org.bytedeco."))
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", TrialClassPath.find(), TrialProcess.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(errors.toFile());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    builder.environment().put("CUDA_VISIBLE_DEVICES", "-1");
    return builder.start();
  }

  private void read(InputStream output) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  if (!line.isEmpty()) {
                    lines.add(line);
                  }
                }
              } catch (IOException closed) {
                // As if it had ended.
              } finally {
                lines.add(ENDED);
              }
            },
            "dlpipelines-trial");
    reader.setDaemon(true);
    reader.start();
  }

  /** Whether there is memory for a model of this size. */
  boolean hasRoomFor(long bytes) {
    return bytes <= modelBytes;
  }

  /** Whether it tried nothing yet, so that what happens is the model's doing. */
  boolean isFresh() {
    return tried == 0;
  }

  /**
   * Tries a model whose files are in a local folder.
   *
   * @param rows how many zeros are fed where the number of rows is not known
   * @param oneByOne whether operations are run one after the other, to find the one that fails
   */
  Outcome run(Path files, TrialModel model, int rows, boolean oneByOne, Duration limit) {
    String token = UUID.randomUUID().toString();
    long said = errors.toFile().length();
    try {
      requests.writeUTF(token);
      requests.writeUTF(files.toString());
      requests.writeUTF(model.kind().name());
      write(model.tags());
      write(model.feeds());
      write(model.fetches());
      requests.writeInt(rows);
      requests.writeBoolean(oneByOne);
      requests.flush();
    } catch (IOException ended) {
      return new Outcome(Ending.GONE, "");
    }
    String taken = await(token, limit);
    if (taken.equals(ENDED)) {
      return new Outcome(process.isAlive() ? Ending.HUNG : Ending.GONE, ended());
    }
    tried++;
    String operation = "";
    String answer = await(token, limit);
    while (answer.contains(token + ' ' + TrialProcess.AT + ' ')) {
      operation = answer.substring(answer.indexOf(token) + token.length() + 4);
      answer = await(token, limit);
    }
    if (answer.equals(ENDED)) {
      boolean hung = process.isAlive() && !died();
      return new Outcome(
          hung ? Ending.HUNG : Ending.DIED,
          hung ? last(said) : "exit code %d%s".formatted(process.exitValue(), last(said)),
          operation);
    }
    String word = answer.substring(answer.indexOf(token) + token.length() + 1);
    if (word.startsWith(TrialProcess.REFUSED)) {
      return new Outcome(Ending.REFUSED, word.substring(TrialProcess.REFUSED.length() + 1));
    }
    return new Outcome(word.equals(TrialProcess.DONE) ? Ending.SURVIVED : Ending.NO_MEMORY, "");
  }

  private boolean died() {
    try {
      return lines.contains(ENDED) && process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException killed) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void write(List<String> values) throws IOException {
    requests.writeInt(values.size());
    for (String value : values) {
      requests.writeUTF(value);
    }
  }

  /** The next line with a token; {@link #ENDED} if the process ended, or takes too long. */
  private String await(String token, Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        String line = lines.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (line == null) {
          return ENDED;
        }
        if (line.equals(ENDED)) {
          lines.add(ENDED);
          process.waitFor(5, TimeUnit.SECONDS);
          return ENDED;
        }
        if (line.contains(token)) {
          return line;
        }
      }
    } catch (InterruptedException killed) {
      Thread.currentThread().interrupt();
      close();
      throw new IllegalStateException("Interrupted while a model was tried.", killed);
    }
  }

  private String ended() {
    return (process.isAlive() ? "it says nothing" : "exit code " + process.exitValue()) + last(0);
  }

  /** The last lines that the process wrote to its error stream. */
  private String last(long from) {
    try (RandomAccessFile file = new RandomAccessFile(errors.toFile(), "r")) {
      file.seek(Math.max(from, file.length() - LAST_BYTES));
      byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
      file.readFully(bytes);
      List<String> all =
          new String(bytes, StandardCharsets.UTF_8)
              .lines()
              .map(TensorFlowText::withoutLogPrefix)
              .filter(line -> !line.isBlank())
              .toList();
      Stream<String> reasons = all.stream().filter(line -> line.contains("Check failed"));
      List<String> told = reasons.toList();
      List<String> kept = told.isEmpty() ? all : told;
      String text =
          String.join(" / ", kept.subList(Math.max(0, kept.size() - LAST_LINES), kept.size()));
      return text.isEmpty() ? "" : ", and it last said: " + text;
    } catch (IOException unknown) {
      return "";
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
    try {
      ModelLoader.delete(folder);
    } catch (IOException | UncheckedIOException left) {
      // In the folder for temporary files.
    }
  }
}
