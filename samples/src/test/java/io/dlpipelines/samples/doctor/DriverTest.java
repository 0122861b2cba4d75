package io.dlpipelines.samples.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.samples.doctor.Driver.Gpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverTest {

  @TempDir private Path folder;

  @Test
  void gpusAreReadFromWhatNvidiaSmiLists() {
    Driver driver =
        Driver.listed(
            List.of(
                "535.129.03, 23028, 8.6, NVIDIA A10", "535.129.03, 81559, 9.0, NVIDIA H100, 80GB"));
    assertThat(driver)
        .isEqualTo(
            new Driver(
                Optional.of("535.129.03"),
                List.of(
                    new Gpu("NVIDIA A10", 23_028, 8.6),
                    new Gpu("NVIDIA H100, 80GB", 81_559, 9.0))));
    assertThat(driver.major()).isEqualTo(535);
  }

  @Test
  void whatADriverDoesNotTellIsLeftOpen() {
    assertThat(Driver.listed(List.of("470.82.01, [N/A], [N/A], Tesla K80")).gpus())
        .containsExactly(new Gpu("Tesla K80", 0, 0));
    assertThat(Driver.listed(List.of("No devices were found"))).isEqualTo(Driver.NONE);
    assertThat(Driver.NONE.major()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023 |"
            + " 535.129.03",
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  550.54.14  Release Build |"
            + " 550.54.14"
      })
  void theKernelModuleTellsItsVersion(String text, String version) throws IOException {
    Path file = Files.writeString(folder.resolve("version"), text + "\nGCC version: 12.2.0\n");
    assertThat(Driver.versionIn(file)).hasValue(version);
  }

  @Test
  void aMachineWithoutTheKernelModuleHasNoVersion() throws IOException {
    assertThat(Driver.versionIn(folder.resolve("none"))).isEmpty();
    assertThat(Driver.versionIn(Files.writeString(folder.resolve("other"), "else"))).isEmpty();
  }
}
