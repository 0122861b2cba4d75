package io.dlpipelines.samples.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.dlpipelines.samples.doctor.LibraryFolders.Place;
import io.dlpipelines.tensorflow.device.NativeLibrary;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.package$;

/**
 * What was found on a machine.
 *
 * @param java its version and vendor
 * @param system the operating system
 * @param glibc the version of the C library, where it is GNU's
 * @param cores processors that this process may use
 * @param memoryBytes of the machine or the container
 * @param spark its version
 * @param builds TensorFlow's native libraries on the class path
 * @param engine TensorFlow
 * @param driver of GPUs
 * @param libraries that the GPU build needs, as far as they are there
 * @param variables that matter, as far as they are set
 */
record Machine(
    String java,
    String system,
    Optional<String> glibc,
    int cores,
    long memoryBytes,
    String spark,
    List<NativeLibrary> builds,
    Engine engine,
    Driver driver,
    Map<GpuLibrary, Place> libraries,
    Map<String, String> variables) {

  private static final Pattern VARIABLES =
      Pattern.compile(
          "LD_LIBRARY_PATH|(CUDA|NVIDIA|XLA|DLPIPELINES)_.*"
              + "|TF_(CPP|FORCE|GPU|XLA|ENABLE|DISABLE|OVERRIDE|USE|CUDNN|CUDA|NUM)_.*");

  /** Looks at this one. */
  static Machine here() {
    return new Machine(
        "%s, %s".formatted(System.getProperty("java.version"), System.getProperty("java.vendor")),
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        CommandOutput.lines("getconf", "GNU_LIBC_VERSION")
            .flatMap(lines -> lines.stream().findFirst())
            .map(line -> line.replace("glibc ", "")),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        package$.MODULE$.SPARK_VERSION(),
        NativeLibrary.all(),
        Engine.here(),
        Driver.here(),
        libraries(LibraryFolders.here()),
        variables(System.getenv()));
  }

  static Map<GpuLibrary, Place> libraries(LibraryFolders folders) {
    Map<GpuLibrary, Place> found = new EnumMap<>(GpuLibrary.class);
    for (GpuLibrary library : GpuLibrary.values()) {
      folders.find(library.file()).ifPresent(place -> found.put(library, place));
    }
    return found;
  }

  /** Those of CUDA, of TensorFlow, and of this library; Terraform's begin with TF, too. */
  static Map<String, String> variables(Map<String, String> environment) {
    Map<String, String> found = new TreeMap<>(environment);
    found.keySet().removeIf(name -> !VARIABLES.matcher(name).matches());
    return found;
  }
}
