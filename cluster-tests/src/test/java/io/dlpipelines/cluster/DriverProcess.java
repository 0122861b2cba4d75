package io.dlpipelines.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A driver in a process of its own, with its executors below it. All of them end with this. */
final class DriverProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Program driver;
  private final Set<ProcessHandle> seen = new LinkedHashSet<>();

  private DriverProcess(Program driver) {
    this.driver = driver;
  }

  /** Runs a main class with the class path and the JVM options of the tests. */
  static DriverProcess start(Class<?> main, Object... arguments) {
    List<String> words = new ArrayList<>();
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add") || option.startsWith("-Djdk."))
        .forEach(words::add);
    words.addAll(List.of("-Xmx1g", main.getName()));
    Stream.of(arguments).map(Object::toString).forEach(words::add);
    return new DriverProcess(
        Program.java(main.getSimpleName(), System.getProperty("java.class.path"), words));
  }

  /** Ends an executor with SIGKILL, once there are so many. */
  void killExecutor(int executors) {
    Waiting.until(this::isAlive, () -> executors().size() >= executors, "executors");
    ProcessHandle executor = executors().get(0);
    executor.destroyForcibly();
    assertEnds(executor);
  }

  /** Ends the driver with SIGKILL; its executors must follow of their own accord. */
  void kill() {
    executors();
    driver.kill();
    assertEnds(driver.handle());
    seen.forEach(DriverProcess::assertEnds);
  }

  /** Waits for the end of the driver, and of its executors, and gives its log. */
  String awaitSuccess(Duration limit) {
    executors();
    String log = driver.awaitSuccess(limit);
    seen.forEach(DriverProcess::assertEnds);
    return log;
  }

  boolean isAlive() {
    return driver.handle().isAlive();
  }

  String log() {
    return driver.output();
  }

  private List<ProcessHandle> executors() {
    List<ProcessHandle> running =
        driver
            .handle()
            .children()
            .filter(child -> child.info().command().orElse("").endsWith("/java"))
            .toList();
    seen.addAll(running);
    return running;
  }

  private static void assertEnds(ProcessHandle process) {
    assertThat(process.onExit())
        .as("end of process %d", process.pid())
        .succeedsWithin(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    driver.close();
    seen.forEach(ProcessHandle::destroyForcibly);
  }
}
