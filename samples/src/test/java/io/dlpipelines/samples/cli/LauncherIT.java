package io.dlpipelines.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/dlpipelines} as users start it, with the class path and options that were built. */
final class LauncherIT {

  @TempDir private Path folder;

  @Test
  void theScriptFindsSparkTensorFlowAndKerasFiles() throws IOException, InterruptedException {
    Path photos = Photos.write(folder.resolve("photos"));
    Path model = SmallModels.keras(folder.resolve("model.h5"));
    Path output = folder.resolve("output");
    File printed = folder.resolve("printed").toFile();

    Process process =
        new ProcessBuilder(
                Path.of("..", "bin", "dlpipelines").toString(),
                "featurize",
                photos.toString(),
                "--model",
                model.toString(),
                "--output",
                output.toString())
            .redirectErrorStream(true)
            .redirectOutput(printed)
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();

    assertThat(ended).isTrue();
    assertThat(printed).content().contains("2 features each; 3 scored");
    assertThat(process.exitValue()).isZero();
    assertThat(Files.list(output.resolve("features"))).isNotEmpty();
  }
}
