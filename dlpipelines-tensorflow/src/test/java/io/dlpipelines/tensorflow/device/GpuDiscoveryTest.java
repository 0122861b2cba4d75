package io.dlpipelines.tensorflow.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceInformation$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/gpu-discovery}, with and without a program that calls itself nvidia-smi. */
class GpuDiscoveryTest {
  private static final Path SCRIPT = Path.of("..", "bin", "gpu-discovery");
  private static final Map<String, String> NOTHING_SET = Map.of();

  @TempDir private Path folder;

  /** What the script did; Spark reads what it printed. */
  private record Answer(int status, String printed, String said) {

    List<String> addresses() {
      ResourceInformation found = ResourceInformation$.MODULE$.parseJson(printed);
      assertThat(found.name()).isEqualTo("gpu");
      assertThat(status).isZero();
      return List.of(found.addresses());
    }
  }

  @Test
  void allGpusOfTheMachineAreTold() throws Exception {
    driver("printf '0\\n1\\n2\\n'");
    Answer answer = answer(NOTHING_SET);
    assertThat(answer.addresses()).containsExactly("0", "1", "2");
    assertThat(answer.printed())
        .isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\", \"2\"]}\n");
    assertThat(answer.said()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1",
        "2,0 | 2 0",
        "2,-1,0 | 2",
        "0,7,1 | 0",
        "GPU-8a3c,MIG-5f00,1 | GPU-8a3c MIG-5f00 1",
      })
  void onlyWhatCudaSeesIsTold(String visible, String addresses) throws Exception {
    driver("printf '0\\n1\\n2\\n'");
    assertThat(answer(Map.of("CUDA_VISIBLE_DEVICES", visible)).addresses())
        .containsExactly(addresses.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "7"})
  void hiddenGpusAreNoneAndItIsSaidWhy(String visible) throws Exception {
    driver("printf '0\\n1\\n'");
    Answer answer = answer(Map.of("CUDA_VISIBLE_DEVICES", visible));
    assertThat(answer.addresses()).isEmpty();
    assertThat(answer.said())
        .isEqualTo(
            "gpu-discovery: CUDA_VISIBLE_DEVICES is '%s', which names none of the GPUs 0 1.\n"
                .formatted(visible));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo 'Driver/library version mismatch'; exit 18 |"
            + " nvidia-smi failed: Driver/library version mismatch",
        "exit 9 | nvidia-smi failed: it said nothing.",
        "echo 'No devices were found' | nvidia-smi lists no GPU: No devices were found",
        "true | nvidia-smi lists no GPU: it said nothing."
      })
  void aDriverWithoutGpusIsNoneAndItIsSaidWhy(String program, String reason) throws Exception {
    driver(program);
    Answer answer = answer(NOTHING_SET);
    assertThat(answer.addresses()).isEmpty();
    assertThat(answer.said()).isEqualTo("gpu-discovery: " + reason + "\n");
  }

  @Test
  void aMachineWithoutADriverHasNone() throws Exception {
    Files.copy(Path.of("/bin/bash"), folder.resolve("bash"));
    Answer answer = answer(Map.of("PATH", folder.toString()));
    assertThat(answer.addresses()).isEmpty();
    assertThat(answer.said())
        .isEqualTo("gpu-discovery: no nvidia-smi on the PATH; it comes with NVIDIA's driver.\n");
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "1, 0", "3, 0 1 2"})
  void virtualGpusAreTold(String count, String addresses) throws Exception {
    driver("echo 7");
    assertThat(answer(Map.of("DLPIPELINES_VIRTUAL_GPUS", count)).addresses())
        .isEqualTo(List.of(addresses.split(" ")).stream().filter(each -> !each.isEmpty()).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"two", "-1", "1.5"})
  void aNumberOfVirtualGpusThatIsNoneFails(String count) throws Exception {
    Answer answer = answer(Map.of("DLPIPELINES_VIRTUAL_GPUS", count));
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.printed()).isEmpty();
    assertThat(answer.said())
        .isEqualTo(
            "gpu-discovery: DLPIPELINES_VIRTUAL_GPUS is '%s', not a number of GPUs.\n"
                .formatted(count));
  }

  private void driver(String program) throws IOException {
    Path file = Files.writeString(folder.resolve("nvidia-smi"), "#!/bin/sh\n" + program + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Answer answer(Map<String, String> environment) throws Exception {
    Path said = folder.resolve("said");
    ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString()).redirectError(said.toFile());
    builder.environment().remove("CUDA_VISIBLE_DEVICES");
    builder.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), printed, Files.readString(said));
  }
}
