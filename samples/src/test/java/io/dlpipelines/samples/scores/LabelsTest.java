package io.dlpipelines.samples.scores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LabelsTest {

  @Test
  void ordersNumbersByValueAndWordsByAlphabet() {
    assertThat(Labels.of(List.of("10", "9", "1")).names()).containsExactly("1", "9", "10");
    assertThat(Labels.of(List.of("b", "10", "9")).names()).containsExactly("10", "9", "b");
  }
}
