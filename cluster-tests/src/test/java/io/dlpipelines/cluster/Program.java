package io.dlpipelines.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A process with a log under {@code target/logs}; no wait for it is without a bound. */
final class Program implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration TERMINATION = Duration.ofSeconds(10);
  private static final int TAIL = 6000;

  private final String name;
  private final Process process;
  private final Path log;
  private final Thread atExit;

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    atExit = new Thread(this::killAll);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts a command; {@code environment} is added to what this process has. */
  static Program start(String name, List<String> command, Map<String, String> environment) {
    try {
      Path logs = Files.createDirectories(Path.of("target", "logs"));
      Path log = Files.createTempFile(logs, name + "-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      return new Program(name, builder.start(), log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Starts a main class of a class path. */
  static Program java(String name, String classPath, List<String> optionsClassAndArguments) {
    return start(
        name,
        Stream.concat(
                Stream.of(javaCommand(), "-XX:TieredStopAtLevel=1", "-cp", classPath),
                optionsClassAndArguments.stream())
            .toList(),
        Map.of());
  }

  static String javaCommand() {
    return ProcessHandle.current().info().command().orElse("java");
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** All it has written so far. */
  String output() {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Waits for output that the regular expression is found in. */
  MatchResult awaitOutput(String regex, Duration limit) {
    Pattern pattern = Pattern.compile(regex);
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      Matcher matcher = pattern.matcher(output());
      if (matcher.find()) {
        return matcher.toMatchResult();
      }
      if (!alive) {
        throw failure("ended with " + process.exitValue() + " and never wrote " + regex);
      }
      if (System.nanoTime() > end) {
        throw failure("wrote no " + regex + " in " + limit.toSeconds() + " s");
      }
      sleep();
    }
  }

  /** Waits for its end and gives its exit code: 137 if it was killed. */
  int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failure("did not end in " + limit.toSeconds() + " s");
      }
      return process.exitValue();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interruption);
    }
  }

  /** Waits for its end without an error, and gives its output. */
  String awaitSuccess(Duration limit) {
    int code = awaitExit(limit);
    if (code != 0) {
      throw failure("ended with " + code);
    }
    return output();
  }

  /** SIGKILL, to this process alone. */
  void kill() {
    process.destroyForcibly();
  }

  /** Ends it and all that it started. */
  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroy();
    try {
      process.waitFor(TERMINATION.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
    killAll();
    started.forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void killAll() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private AssertionError failure(String what) {
    String output = output();
    String tail = output.substring(Math.max(0, output.length() - TAIL));
    return new AssertionError("%s %s. Its log, %s, ends:%n%s".formatted(name, what, log, tail));
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interruption);
    }
  }
}
