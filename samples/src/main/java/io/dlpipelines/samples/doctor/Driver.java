package io.dlpipelines.samples.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NVIDIA's driver.
 *
 * @param version for example {@code 535.129.03}; empty where there is none
 * @param gpus what it drives, as far as it tells
 */
record Driver(Optional<String> version, List<Gpu> gpus) {

  /** The first that runs programs of CUDA 12. */
  static final int LEAST = 525;

  /** The first that compiles PTX 8.3, in which TensorFlow has its kernels for Hopper and later. */
  static final int LEAST_FOR_PTX = 545;

  static final Driver NONE = new Driver(Optional.empty(), List.of());

  private static final Path VERSION_FILE = Path.of("/proc/driver/nvidia/version");
  private static final Pattern VERSION = Pattern.compile("Kernel Module.*?\\s(\\d{3,}\\.[\\d.]+)");

  /**
   * A graphics processor.
   *
   * @param name for example {@code NVIDIA A10}
   * @param memory in MiB
   * @param computeCapability for example 8.6
   */
  record Gpu(String name, long memory, double computeCapability) {}

  /** The one of this machine. */
  static Driver here() {
    return CommandOutput.lines(
            "nvidia-smi",
            "--query-gpu=driver_version,memory.total,compute_cap,name",
            "--format=csv,noheader,nounits")
        .map(Driver::listed)
        .filter(driver -> driver.version().isPresent())
        .orElseGet(() -> new Driver(versionIn(VERSION_FILE), List.of()));
  }

  /** From lines of {@code nvidia-smi}. */
  static Driver listed(List<String> lines) {
    Optional<String> version = Optional.empty();
    List<Gpu> gpus = new ArrayList<>();
    for (String line : lines) {
      String[] values = line.split(", *", 4);
      if (values.length == 4 && values[0].matches("\\d+(\\.\\d+)+")) {
        version = Optional.of(values[0]);
        gpus.add(new Gpu(values[3], (long) number(values[1]), number(values[2])));
      }
    }
    return new Driver(version, gpus);
  }

  /** From the file that its kernel module writes. */
  static Optional<String> versionIn(Path file) {
    try {
      Matcher found = VERSION.matcher(Files.readString(file));
      return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  int major() {
    return version.map(text -> Integer.parseInt(text.replaceAll("\\..*", ""))).orElse(0);
  }

  private static double number(String text) {
    return text.matches("\\d+(\\.\\d+)?") ? Double.parseDouble(text) : 0;
  }
}
