package io.dlpipelines.samples.cli;

import io.dlpipelines.samples.doctor.Doctor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code dlpipelines doctor}: what this machine has of what TensorFlow needs. */
@Command(
    name = "doctor",
    description =
        "Shows versions, devices, driver and libraries of this machine, and for what is missing"
            + " what to do about it. Ends with 1 if something is in the way.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  private static final int NOT_WELL = 1;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Doctor doctor = Doctor.examine();
    spec.commandLine().getOut().println(doctor.report());
    spec.commandLine().getOut().flush();
    return doctor.isWell() ? 0 : NOT_WELL;
  }
}
