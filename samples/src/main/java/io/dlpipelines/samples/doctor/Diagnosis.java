package io.dlpipelines.samples.doctor;

import static java.util.stream.Collectors.joining;

import io.dlpipelines.samples.doctor.Driver.Gpu;
import io.dlpipelines.samples.doctor.GpuLibrary.Origin;
import io.dlpipelines.samples.doctor.LibraryFolders.Place;
import io.dlpipelines.tensorflow.device.NativeLibrary.Build;
import io.dlpipelines.tensorflow.runtime.Devices.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a machine lacks, and what is to be done about it. */
final class Diagnosis {
  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
  private static final String GROWTH = "TF_FORCE_GPU_ALLOW_GROWTH";
  private static final String ORDER = "CUDA_DEVICE_ORDER";
  private static final double LEAST_CAPABILITY = 6.0;
  private static final double CAPABILITY_OF_PTX = 9.0;
  private static final int GLIBC_MINOR = 34;
  private static final int CUDNN_MINOR = 3;

  private final Machine machine;
  private final boolean forGpus;
  private final boolean onGpus;
  private final List<Finding> findings = new ArrayList<>();

  private Diagnosis(Machine machine) {
    this.machine = machine;
    this.forGpus = machine.builds().size() == 1 && machine.builds().get(0).isForGpus();
    this.onGpus = !machine.engine().gpus().isEmpty();
  }

  /** Line by line, effects after their causes. */
  static List<Finding> of(Machine machine) {
    Diagnosis diagnosis = new Diagnosis(machine);
    diagnosis.host();
    diagnosis.builds();
    diagnosis.engine();
    diagnosis.driver();
    diagnosis.libraries();
    diagnosis.variables();
    diagnosis.devices();
    return diagnosis.findings;
  }

  private void host() {
    findings.add(Finding.ok("Java", machine.java()));
    String system =
        machine.system() + machine.glibc().map(version -> ", glibc " + version).orElse("");
    findings.add(
        machine.glibc().filter(Diagnosis::isTooOld).isPresent()
            ? Finding.broken(
                "System",
                system,
                "TensorFlow's native library needs glibc 2.34: take Debian 12, Ubuntu 22.04, RHEL 9"
                    + " or newer.")
            : Finding.ok("System", system));
    findings.add(
        Finding.ok(
            "CPU", "%d cores, %s".formatted(machine.cores(), gigabytes(machine.memoryBytes()))));
    findings.add(Finding.ok("Spark", machine.spark()));
  }

  private static boolean isTooOld(String glibc) {
    return minor(glibc, "2") < GLIBC_MINOR;
  }

  /** The second number of a version with this first one; of other versions a large one. */
  private static int minor(String version, String major) {
    String[] parts = version.split("\\D");
    boolean isKnown = parts.length > 1 && parts[0].equals(major) && !parts[1].isEmpty();
    return isKnown ? Integer.parseInt(parts[1]) : Integer.MAX_VALUE;
  }

  private void builds() {
    String subject = "Native library";
    String found =
        machine.builds().stream()
            .map(library -> "for %ss: %s".formatted(library.build(), library.place()))
            .collect(joining("; "));
    findings.add(
        switch (machine.builds().size()) {
          case 0 ->
              machine.engine().version().isPresent()
                  ? Finding.note(subject, "not on the class path")
                  : Finding.broken(
                      subject,
                      "none on the class path",
                      "Add tensorflow-core-native with classifier %s, or %s for GPUs."
                          .formatted(Build.CPU.classifier(), Build.GPU.classifier()));
          case 1 -> Finding.ok(subject, found);
          default ->
              Finding.broken(
                  subject,
                  found,
                  "Leave one: with classifier %s for GPUs, or %s for CPUs only."
                      .formatted(Build.GPU.classifier(), Build.CPU.classifier()));
        });
  }

  private void engine() {
    Engine engine = machine.engine();
    String subject = "TensorFlow";
    if (engine.version().isPresent()) {
      findings.add(Finding.ok(subject, engine.version().get()));
    } else if (machine.builds().size() != 1) {
      findings.add(Finding.note(subject, "not loaded"));
    } else {
      findings.add(
          Finding.broken(
              subject,
              "does not load: " + engine.failure().orElse("it does not say why").strip(),
              "The folder that it is unpacked to must have room, and allow executable files:"
                  + " docs/cluster.md."));
    }
  }

  private void devices() {
    List<Device> devices = machine.engine().devices();
    String subject = "Devices";
    String told = devices.stream().map(Diagnosis::told).collect(joining(", "));
    if (!forGpus || onGpus || devices.isEmpty()) {
      if (!devices.isEmpty()) {
        findings.add(Finding.ok(subject, told));
      }
      return;
    }
    findings.add(
        Finding.broken(
            subject,
            told + ", no GPU",
            findings.stream().anyMatch(Finding::isBroken)
                ? "The lines above say why."
                : "Set TF_CPP_MIN_LOG_LEVEL=0 to be told why by TensorFlow."));
  }

  private static String told(Device device) {
    return device.type().equals("CPU")
        ? device.shortName()
        : "%s with %s".formatted(device.shortName(), gigabytes(device.memoryBytes()));
  }

  private void driver() {
    String subject = "NVIDIA driver";
    Driver driver = machine.driver();
    Optional<String> version = driver.version();
    if (version.isEmpty()) {
      findings.add(
          forGpus && !onGpus
              ? Finding.broken(subject, "none", Origin.DRIVER.remedy())
              : Finding.note(subject, onGpus ? "does not tell its version" : "none"));
    } else if (forGpus && driver.major() < Driver.LEAST) {
      findings.add(Finding.broken(subject, version.get(), Origin.DRIVER.remedy()));
    } else {
      findings.add(Finding.ok(subject, version.get()));
    }
    for (int index = 0; index < driver.gpus().size(); index++) {
      findings.add(gpu("GPU " + index, driver.gpus().get(index)));
    }
  }

  private Finding gpu(String subject, Gpu gpu) {
    String told =
        "%s, %s, compute capability %s"
            .formatted(gpu.name(), gigabytes(gpu.memory() << 20), gpu.computeCapability());
    if (!forGpus && machine.builds().size() == 1) {
      return Finding.note(
          subject,
          told,
          "This build does not use it: take the one with classifier %s, as docs/gpu.md tells."
              .formatted(Build.GPU.classifier()));
    }
    if (gpu.computeCapability() > 0 && gpu.computeCapability() < LEAST_CAPABILITY) {
      return Finding.broken(
          subject, told, "TensorFlow has kernels for compute capability 6.0 (Pascal) and newer.");
    }
    if (gpu.computeCapability() >= CAPABILITY_OF_PTX
        && machine.driver().major() < Driver.LEAST_FOR_PTX) {
      return Finding.broken(
          subject,
          told,
          "TensorFlow's kernels for it are compiled by the driver: install %d or newer."
              .formatted(Driver.LEAST_FOR_PTX));
    }
    return Finding.ok(subject, told);
  }

  private void libraries() {
    if (!forGpus) {
      findings.add(
          Finding.note(
              "CUDA, cuDNN",
              machine.builds().size() > 1 ? "not looked for" : "not needed by this build"));
      return;
    }
    for (GpuLibrary library : GpuLibrary.values()) {
      findings.add(library(library, Optional.ofNullable(machine.libraries().get(library))));
    }
  }

  private Finding library(GpuLibrary library, Optional<Place> place) {
    if (place.isPresent() && place.get().loaded()) {
      String told = "%s, %s".formatted(place.get().version(), place.get().path());
      return library == GpuLibrary.CUDNN && minor(place.get().version(), "9") < CUDNN_MINOR
          ? Finding.broken(library.file(), told, library.origin().remedy())
          : Finding.ok(library.file(), told);
    }
    String detail =
        place.map(found -> "not looked for in " + found.path().getParent()).orElse("missing");
    String remedy =
        place
            .map(found -> "Add that folder to LD_LIBRARY_PATH, for Spark's executors too.")
            .orElseGet(() -> library.origin().remedy());
    return library.isNeeded() && !onGpus
        ? Finding.broken(library.file(), detail, remedy)
        : Finding.note(library.file(), detail, remedy);
  }

  private void variables() {
    for (Map.Entry<String, String> variable : machine.variables().entrySet()) {
      findings.add(variable(variable.getKey(), variable.getValue()));
    }
    long kinds = machine.driver().gpus().stream().map(Gpu::name).distinct().count();
    if (forGpus && kinds > 1 && !"PCI_BUS_ID".equals(machine.variables().get(ORDER))) {
      findings.add(
          Finding.note(
              ORDER,
              machine.variables().containsKey(ORDER) ? "not PCI_BUS_ID" : "not set",
              "Set it to PCI_BUS_ID: CUDA numbers different GPUs by speed, nvidia-smi by place."));
    }
  }

  private Finding variable(String name, String value) {
    String told = value.isEmpty() ? "empty" : value;
    if (forGpus && name.equals(VISIBLE) && (value.isBlank() || value.startsWith("-1"))) {
      return Finding.broken(name, told, "It hides all GPUs: unset it, or name some, as in 0,1.");
    }
    if (forGpus && name.equals(GROWTH) && value.equalsIgnoreCase("false")) {
      return Finding.note(
          name, told, "A process takes all memory of its GPUs at once: unset it to share them.");
    }
    return Finding.note(name, told);
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
