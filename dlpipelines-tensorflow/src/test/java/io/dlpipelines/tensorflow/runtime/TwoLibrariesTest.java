package io.dlpipelines.tensorflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.dlpipelines.tensorflow.LocalCluster;
import io.dlpipelines.tensorflow.device.LibraryJars;
import io.dlpipelines.tensorflow.device.NativeLibrary;
import io.dlpipelines.tensorflow.device.NativeLibrary.Build;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process whose class path has a second native library, put there by a jar of the user's. */
class TwoLibrariesTest {

  @TempDir private Path folder;

  @Test
  void theFirstUseOfTensorFlowSaysSo() throws IOException, InterruptedException {
    NativeLibrary here = NativeLibrary.requireOne().orElseThrow();
    assumeThat(here.build()).as("the second one is for GPUs").isEqualTo(Build.CPU);
    Path gpu = LibraryJars.write(folder, Build.GPU);
    File printed = folder.resolve("printed").toFile();

    Process process =
        new ProcessBuilder(
                Stream.of(
                        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                        List.of(LocalCluster.SHORT_LIVED.split(" ")),
                        List.of(
                            "-cp",
                            System.getProperty("java.class.path") + File.pathSeparator + gpu,
                            FirstUses.class.getName()))
                    .flatMap(List::stream)
                    .toList())
            .redirectErrorStream(true)
            .redirectOutput(printed)
            .start();

    assertThat(process.waitFor()).isZero();
    assertThat(Files.readAllLines(printed.toPath()))
        .filteredOn(line -> line.contains(": "))
        .hasSameSizeAs(FirstUses.ALL.keySet())
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(": TensorFlow's native library is on the class path twice: for CPUs")
                    .contains(here.place(), gpu.toString()));
  }
}
