package io.dlpipelines.samples.doctor;

import io.dlpipelines.samples.doctor.Driver.Gpu;
import io.dlpipelines.samples.doctor.LibraryFolders.Place;
import io.dlpipelines.tensorflow.device.NativeLibrary;
import io.dlpipelines.tensorflow.device.NativeLibrary.Build;
import io.dlpipelines.tensorflow.runtime.Devices.Device;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Machines that are well, to take something away from. */
final class Machines {
  static final NativeLibrary FOR_CPUS = library(Build.CPU);
  static final NativeLibrary FOR_GPUS = library(Build.GPU);
  static final Device CPU = device("CPU:0", "CPU", 268_435_456);
  static final Device GPU = device("GPU:0", "GPU", 21_000_000_000L);
  static final Gpu A10 = new Gpu("NVIDIA A10", 23_028, 8.6);
  static final Gpu H100 = new Gpu("NVIDIA H100 80GB HBM3", 81_559, 9.0);

  private Machines() {}

  /** With the CPU build, and nothing of NVIDIA's. */
  static Machine withoutGpu() {
    return new Machine(
        "17.0.15, Debian",
        "Linux 6.1, amd64",
        Optional.of("2.36"),
        8,
        32_000_000_000L,
        "4.1.0",
        List.of(FOR_CPUS),
        engine(CPU),
        Driver.NONE,
        Map.of(),
        Map.of());
  }

  /** With the GPU build, and all that it needs. */
  static Machine withGpu() {
    Map<GpuLibrary, Place> libraries = new EnumMap<>(GpuLibrary.class);
    for (GpuLibrary library : GpuLibrary.values()) {
      libraries.put(library, new Place(Path.of("/lib", library.file()), "9.3.0", true));
    }
    return of(FOR_GPUS, engine(CPU, GPU), driver("535.129.03", A10), libraries, Map.of());
  }

  static Machine of(
      NativeLibrary build,
      Engine engine,
      Driver driver,
      Map<GpuLibrary, Place> libraries,
      Map<String, String> variables) {
    Machine usual = withoutGpu();
    return new Machine(
        usual.java(),
        usual.system(),
        usual.glibc(),
        usual.cores(),
        usual.memoryBytes(),
        usual.spark(),
        List.of(build),
        engine,
        driver,
        libraries,
        variables);
  }

  static Machine with(List<NativeLibrary> builds, Engine engine, Optional<String> glibc) {
    Machine usual = withoutGpu();
    return new Machine(
        usual.java(),
        usual.system(),
        glibc,
        usual.cores(),
        usual.memoryBytes(),
        usual.spark(),
        builds,
        engine,
        usual.driver(),
        usual.libraries(),
        usual.variables());
  }

  static Engine engine(Device... devices) {
    return new Engine(Optional.of("2.18.0"), List.of(devices), Optional.empty());
  }

  static Engine failed(String why) {
    return new Engine(Optional.empty(), List.of(), Optional.of(why));
  }

  static Driver driver(String version, Gpu... gpus) {
    return new Driver(Optional.of(version), List.of(gpus));
  }

  private static Device device(String name, String type, long memoryBytes) {
    return new Device("/job:localhost/replica:0/task:0/device:" + name, type, memoryBytes);
  }

  private static NativeLibrary library(Build build) {
    try {
      return new NativeLibrary(
          build, URI.create("file:/jars/%s.jar".formatted(build.classifier())).toURL());
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
