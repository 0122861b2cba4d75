package io.dlpipelines.tensorflow.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Models that Keras itself wrote, with the values that it computed. Each gives the same values or
 * is refused for the reason in {@link #REFUSED}.
 *
 * <p>To run one case alone, set the system property {@code dlpipelines.case} to its name.
 */
class KerasPythonCasesTest {
  private static final String EQUAL = "equal";

  /** What the message of a refused case has in it. */
  private static final Map<String, String> REFUSED = Map.of();

  /**
   * Cases whose values are still wrong, or that are refused although they can be computed. One that
   * has become right must be removed here.
   */
  private static final Set<String> OPEN =
      """
      """
          .lines()
          .collect(Collectors.toSet());

  @Test
  void valuesEqualThoseOfKeras() throws IOException {
    String alone = System.getProperty("dlpipelines.case", "");
    Map<String, String> wrong = new TreeMap<>();
    int equal = 0;
    int count = 0;
    for (PythonCase each : PythonCase.of(folder())) {
      if (alone.isEmpty() || alone.equals(each.name())) {
        String outcome = outcome(each, !alone.isEmpty());
        System.out.printf("%-34s %s%n", each.name(), outcome);
        if (!expected(each.name(), outcome)) {
          wrong.put(each.name(), outcome);
        }
        equal += outcome.equals(EQUAL) ? 1 : 0;
        count++;
      }
    }
    System.out.printf(
        "%d cases: %d equal, %d refused for a reason that is listed, %d open%n",
        count, equal, count - equal - wrong.size(), wrong.size());
    if (alone.isEmpty()) {
      assertThat(wrong.keySet())
          .as("cases that differ from Keras or are refused: %s", wrong)
          .containsExactlyInAnyOrderElementsOf(OPEN);
    } else {
      assertThat(wrong).isEmpty();
      assertThat(count).as("cases named %s", alone).isEqualTo(1);
    }
  }

  private static boolean expected(String name, String outcome) {
    return REFUSED.containsKey(name)
        ? outcome.startsWith("refused") && outcome.contains(REFUSED.get(name))
        : outcome.equals(EQUAL);
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
