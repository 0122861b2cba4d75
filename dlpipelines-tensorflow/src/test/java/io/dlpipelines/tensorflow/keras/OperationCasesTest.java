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
 * Models of Keras's operations, which {@code src/test/python/operation_cases.py} writes into a
 * folder that the system property {@code dlpipelines.operations} names: their values are those of
 * Keras, and they are written into the folder {@code written} there, for the script to compare what
 * Keras reads of them.
 */
class OperationCasesTest {
  private static final double TOLERANCE = 1e-5;

  @Test
  void valuesEqualThoseOfKeras() throws IOException {
    String name = System.getProperty("dlpipelines.operations", "");
    Path folder = Path.of(name);
    assumeTrue(
        !name.isEmpty() && Files.isRegularFile(folder.resolve("cases.json")),
        "no models of operations: set the system property dlpipelines.operations");
    Path written = Files.createDirectories(folder.resolve("written"));
    Map<String, String> wrong = new TreeMap<>();
    int count = 0;
    for (PythonCase each : PythonCase.of(folder)) {
      count++;
      try {
        each.difference(TOLERANCE).ifPresent(difference -> wrong.put(each.name(), difference));
        KerasModel.load(each.file().toString())
            .save(written.resolve(each.file().getFileName()).toString(), true);
      } catch (RuntimeException refused) {
        wrong.put(each.name(), refused.toString());
      }
    }
    System.out.printf("%d models of operations, %d differ%n", count, wrong.size());
    assertThat(wrong).isEmpty();
  }
}
