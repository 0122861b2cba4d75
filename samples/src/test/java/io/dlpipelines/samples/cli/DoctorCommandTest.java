package io.dlpipelines.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DoctorCommandTest {

  @Test
  void thisMachineIsExamined() {
    CommandRun run = CommandRun.of("doctor");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("ok  TensorFlow +2\\.18\\.0\n")
        .containsPattern("ok  Spark +4\\.1\\.0\n")
        .containsPattern("Devices +CPU:0");
    assertThat(run.status()).isEqualTo(run.out().contains("\nAll is well: ") ? 0 : 1);
  }
}
