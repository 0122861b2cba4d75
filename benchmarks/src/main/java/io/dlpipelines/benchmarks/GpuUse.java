package io.dlpipelines.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How busy the first GPU is, as its driver tells it ten times a second. */
final class GpuUse implements AutoCloseable {
  private final Process driver;
  private final List<Integer> percents = new ArrayList<>();
  private final Thread reader = new Thread(this::read, "gpu-use");

  private GpuUse(Process driver) {
    this.driver = driver;
    reader.setDaemon(true);
    reader.start();
  }

  static GpuUse watch() throws IOException {
    return new GpuUse(
        new ProcessBuilder(
                "nvidia-smi",
                "--id=0",
                "--query-gpu=utilization.gpu",
                "--format=csv,noheader,nounits",
                "--loop-ms=100")
            .start());
  }

  private void read() {
    try (BufferedReader lines = driver.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int percent = Integer.parseInt(line.strip());
        synchronized (percents) {
          percents.add(percent);
        }
      }
    } catch (IOException closed) {
      // The driver's program was ended.
    }
  }

  /** The mean since the last call. */
  double percent() {
    synchronized (percents) {
      double mean = percents.stream().mapToInt(Integer::intValue).average().orElse(Double.NaN);
      percents.clear();
      return mean;
    }
  }

  @Override
  public void close() {
    driver.destroy();
  }
}
