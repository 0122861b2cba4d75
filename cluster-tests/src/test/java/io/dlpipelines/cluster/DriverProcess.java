package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A driver in a process of its own, with its executors below it. All of them end with this. */
final class DriverProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path log;
  private final List<ProcessHandle> seen = new ArrayList<>();

  private DriverProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Runs a main class with the class path and the JVM options of the tests. */
  static DriverProcess start(Class<?> main, Path log, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add") || option.startsWith("-Djdk."))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), main.getName()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    return new DriverProcess(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(),
        log);
  }

  /** Ends an executor with SIGKILL, once there are so many. */
  void killExecutor(int executors) throws InterruptedException {
    Waiting.until(this::isAlive, () -> executors().size() >= executors, "executors of " + log);
    ProcessHandle executor = executors().get(0);
    executor.destroyForcibly();
    assertThat(executor.onExit()).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Ends the driver with SIGKILL; its executors must follow of their own accord. */
  void kill() {
    executors();
    process.destroyForcibly();
    assertThat(process.onExit()).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertExecutorsEnded();
  }

  void awaitSuccess(long seconds) throws InterruptedException, IOException {
    executors();
    assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as("end of %s", log).isTrue();
    assertThat(process.exitValue()).as(log()).isZero();
    assertExecutorsEnded();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  private List<ProcessHandle> executors() {
    List<ProcessHandle> running =
        process
            .children()
            .filter(child -> child.info().command().orElse("").endsWith("/java"))
            .toList();
    seen.addAll(running);
    return running;
  }

  private void assertExecutorsEnded() {
    for (ProcessHandle executor : seen) {
      assertThat(executor.onExit())
          .as("end of executor %d", executor.pid())
          .succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    executors();
    process.destroyForcibly();
    seen.forEach(ProcessHandle::destroyForcibly);
  }
}
