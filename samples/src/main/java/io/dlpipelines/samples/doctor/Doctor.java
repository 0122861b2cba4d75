package io.dlpipelines.samples.doctor;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is there of what TensorFlow needs on this machine, and what is not.
 *
 * @param report a table, and a line that sums it up
 * @param isWell whether TensorFlow computes here on what its native library is for
 */
public record Doctor(String report, boolean isWell) {

  /**
   * Examines this machine: TensorFlow is loaded, and opens what GPUs it can.
   *
   * @return what came of it
   */
  public static Doctor examine() {
    return of(Machine.here());
  }

  static Doctor of(Machine machine) {
    List<Finding> findings = Diagnosis.of(machine);
    int width = findings.stream().mapToInt(each -> each.subject().length()).max().orElse(1);
    long broken = findings.stream().filter(Finding::isBroken).count();
    String table =
        IntStream.range(0, findings.size())
            .mapToObj(index -> line(findings, index, width))
            .collect(Collectors.joining("\n"));
    return new Doctor(table + "\n\n" + verdict(machine, broken), broken == 0);
  }

  /** What is to be done for several in a row is said once. */
  private static String line(List<Finding> findings, int index, int width) {
    Finding finding = findings.get(index);
    boolean isRepeated =
        index + 1 < findings.size() && findings.get(index + 1).remedy().equals(finding.remedy());
    return isRepeated ? finding.line(width) : finding.lineAndRemedy(width);
  }

  private static String verdict(Machine machine, long broken) {
    if (broken > 0) {
      return "Not all is well: see the %s marked with !!."
          .formatted(broken == 1 ? "line" : broken + " lines");
    }
    int gpus = machine.engine().gpus().size();
    return gpus == 0
        ? "All is well: TensorFlow computes on the CPU."
        : "All is well: TensorFlow computes on %s."
            .formatted(gpus == 1 ? "the GPU" : gpus + " GPUs");
  }
}
