package io.dlpipelines.tensorflow.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Models that Keras itself wrote give the values that it computed. A case without outputs is read
 * only.
 *
 * <p>To run one case alone, set the system property {@code dlpipelines.case} to its name.
 */
class KerasPythonCasesTest {
  private static final String EQUAL = "equal";

  @Test
  void valuesEqualThoseOfKeras() throws IOException {
    String alone = System.getProperty("dlpipelines.case", "");
    Map<String, String> outcomes = new TreeMap<>();
    for (PythonCase each : PythonCase.of(folder())) {
      if (alone.isEmpty() || alone.equals(each.name())) {
        outcomes.put(each.name(), outcome(each, !alone.isEmpty()));
      }
    }
    outcomes.forEach((name, outcome) -> System.out.printf("%-34s %s%n", name, outcome));
    assertThat(outcomes).isNotEmpty();
    assertThat(outcomes.values()).as("%s", outcomes).containsOnly(EQUAL);
  }

  private static String outcome(PythonCase each, boolean trace) throws IOException {
    try {
      return each.difference().orElse(EQUAL);
    } catch (RuntimeException | AssertionError refused) {
      if (trace) {
        refused.printStackTrace(System.out);
      }
      return (refused instanceof IllegalArgumentException ? "refused: " : refused.getClass() + ": ")
          + String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    }
  }

  private static Path folder() {
    String root = System.getProperty("dlpipelines.data", "");
    Path folder = Path.of(root, "keras-python");
    assumeTrue(
        !root.isEmpty() && Files.isRegularFile(folder.resolve("cases.json")),
        "the models that Keras wrote are not here: set the system property dlpipelines.data");
    return folder;
  }
}
