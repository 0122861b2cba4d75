package io.dlpipelines.samples.doctor;

import static io.dlpipelines.samples.doctor.Machines.A10;
import static io.dlpipelines.samples.doctor.Machines.CPU;
import static io.dlpipelines.samples.doctor.Machines.FOR_CPUS;
import static io.dlpipelines.samples.doctor.Machines.FOR_GPUS;
import static io.dlpipelines.samples.doctor.Machines.GPU;
import static io.dlpipelines.samples.doctor.Machines.H100;
import static io.dlpipelines.samples.doctor.Machines.driver;
import static io.dlpipelines.samples.doctor.Machines.engine;
import static io.dlpipelines.samples.doctor.Machines.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.dlpipelines.samples.doctor.Driver.Gpu;
import io.dlpipelines.samples.doctor.LibraryFolders.Place;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {
  private static final Map<GpuLibrary, Place> LIBRARIES = Machines.withGpu().libraries();
  private static final Map<String, String> UNSET = Map.of();
  private static final Driver DRIVER = driver("535.129.03", A10);

  @Test
  void aMachineWithoutGpusIsWellWithTheBuildForCpus() {
    assertThat(Doctor.of(Machines.withoutGpu()))
        .isEqualTo(
            new Doctor(
                """
                ok  Java            17.0.15, Debian
                ok  System          Linux 6.1, amd64, glibc 2.36
                ok  CPU             8 cores, 32.0 GB
                ok  Spark           4.1.0
                ok  Native library  for CPUs: /jars/linux-x86_64.jar
                ok  TensorFlow      2.18.0
                --  NVIDIA driver   none
                --  CUDA, cuDNN     not needed by this build
                ok  Devices         CPU:0

                All is well: TensorFlow computes on the CPU.\
                """,
                true));
  }

  @Test
  void aMachineWithAllThatGpusNeedIsWell() {
    Doctor doctor = Doctor.of(Machines.withGpu());
    assertThat(doctor.isWell()).isTrue();
    assertThat(doctor.report())
        .contains("ok  Native library      for GPUs: /jars/linux-x86_64-gpu.jar\n")
        .contains("ok  NVIDIA driver       535.129.03\n")
        .contains("ok  GPU 0               NVIDIA A10, 24.1 GB, compute capability 8.6\n")
        .contains("ok  libcudnn.so.9       9.3.0, /lib/libcudnn.so.9\n")
        .contains("ok  Devices             CPU:0, GPU:0 with 21.0 GB\n")
        .endsWith("\nAll is well: TensorFlow computes on the GPU.");
  }

  @Test
  void theBuildForGpusIsBrokenWithoutADriver() {
    Doctor doctor = Doctor.of(Machines.of(FOR_GPUS, engine(CPU), Driver.NONE, Map.of(), UNSET));
    assertThat(doctor.isWell()).isFalse();
    assertThat(doctor.report())
        .contains(
            """
            !!  NVIDIA driver       none
            !!  libcuda.so.1        missing
                                    Install NVIDIA's driver, 525 or newer; start containers with\
             access to it, for example with docker run --gpus all.
            !!  libcudart.so.12     missing
            !!  libcublas.so.12     missing
            !!  libcublasLt.so.12   missing
            !!  libcufft.so.11      missing
            !!  libcusolver.so.11   missing
            !!  libcusparse.so.12   missing
            !!  libnvJitLink.so.12  missing
                                    Install the libraries of CUDA 12, for example NVIDIA's package\
             cuda-libraries-12-5.
            !!  libcudnn.so.9       missing
                                    Install cuDNN 9.3 or newer for CUDA 12, for example NVIDIA's package\
             libcudnn9-cuda-12.
            --  libnvrtc.so.12      missing
            """)
        .contains("Only profiling needs it: NVIDIA's package cuda-cupti-12-5.\n")
        .endsWith(
            """
            !!  Devices             CPU:0, no GPU
                                    The lines above say why.

            Not all is well: see the 11 lines marked with !!.\
            """);
  }

  @Test
  void oneMissingLibraryIsEnough() {
    Map<GpuLibrary, Place> libraries = new EnumMap<>(LIBRARIES);
    libraries.remove(GpuLibrary.CUDNN);
    assertThat(broken(Machines.of(FOR_GPUS, engine(CPU), DRIVER, libraries, UNSET)))
        .containsExactly(
            "libcudnn.so.9: missing. Install cuDNN 9.3 or newer for CUDA 12, for example NVIDIA's"
                + " package libcudnn9-cuda-12.",
            "Devices: CPU:0, no GPU. The lines above say why.");
  }

  @Test
  void aLibraryThatIsThereMustBeLookedFor() {
    Map<GpuLibrary, Place> libraries = new EnumMap<>(LIBRARIES);
    libraries.put(
        GpuLibrary.CUFFT,
        new Place(Path.of("/usr/local/cuda-12.5/lib64/libcufft.so.11"), "11", false));
    assertThat(broken(Machines.of(FOR_GPUS, engine(CPU), DRIVER, libraries, UNSET)))
        .contains(
            "libcufft.so.11: not looked for in /usr/local/cuda-12.5/lib64. Add that folder to"
                + " LD_LIBRARY_PATH, for Spark's executors too.");
  }

  @ParameterizedTest
  @CsvSource({"9.1.0, false", "9.3.0, true", "9.10.2, true", "9, true"})
  void cudnnMustNotBeOlderThanTheOneOfTheBuild(String version, boolean isWell) {
    Map<GpuLibrary, Place> libraries = new EnumMap<>(LIBRARIES);
    libraries.put(GpuLibrary.CUDNN, new Place(Path.of("/lib/libcudnn.so.9"), version, true));
    List<String> broken = broken(Machines.of(FOR_GPUS, engine(CPU, GPU), DRIVER, libraries, UNSET));
    assertThat(broken)
        .isEqualTo(
            isWell
                ? List.of()
                : List.of(
                    "libcudnn.so.9: 9.1.0, /lib/libcudnn.so.9. Install cuDNN 9.3 or newer for CUDA"
                        + " 12, for example NVIDIA's package libcudnn9-cuda-12."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NVRTC", "CUPTI"})
  void someLibrariesAreNotNeeded(GpuLibrary library) {
    Map<GpuLibrary, Place> libraries = new EnumMap<>(LIBRARIES);
    libraries.remove(library);
    Doctor doctor = Doctor.of(Machines.of(FOR_GPUS, engine(CPU, GPU), DRIVER, libraries, UNSET));
    assertThat(doctor.isWell()).isTrue();
    assertThat(doctor.report()).containsPattern("--  " + library.file() + " +missing\n");
  }

  @Test
  void whatTensorFlowLoadedFromElsewhereIsNotMissed() {
    Machine machine = Machines.of(FOR_GPUS, engine(CPU, GPU), Driver.NONE, Map.of(), UNSET);
    assertThat(broken(machine)).isEmpty();
    assertThat(Doctor.of(machine).report()).contains("does not tell its version");
  }

  @Test
  void aGpuThatTensorFlowDoesNotSeeForNoReasonIsBroken() {
    assertThat(broken(Machines.of(FOR_GPUS, engine(CPU), DRIVER, LIBRARIES, UNSET)))
        .containsExactly(
            "Devices: CPU:0, no GPU. Set TF_CPP_MIN_LOG_LEVEL=0 to be told why by TensorFlow.");
  }

  @Test
  void twoNativeLibrariesAreOneTooMany() {
    Machine machine =
        Machines.with(
            List.of(FOR_CPUS, FOR_GPUS), failed("on the class path twice"), Optional.empty());
    assertThat(broken(machine))
        .containsExactly(
            "Native library: for CPUs: /jars/linux-x86_64.jar; for GPUs:"
                + " /jars/linux-x86_64-gpu.jar. Leave one: with classifier linux-x86_64-gpu for"
                + " GPUs, or linux-x86_64 for CPUs only.");
    assertThat(Doctor.of(machine).report())
        .contains("--  TensorFlow      not loaded\n", "--  CUDA, cuDNN     not looked for\n")
        .endsWith("\nNot all is well: see the line marked with !!.");
  }

  @Test
  void noNativeLibraryIsOneTooFew() {
    assertThat(broken(Machines.with(List.of(), failed("no jnitensorflow"), Optional.empty())))
        .containsExactly(
            "Native library: none on the class path. Add tensorflow-core-native with classifier"
                + " linux-x86_64, or linux-x86_64-gpu for GPUs.");
    assertThat(broken(Machines.with(List.of(), engine(CPU), Optional.empty()))).isEmpty();
  }

  @Test
  void aLibraryThatDoesNotLoadSaysWhy() {
    assertThat(broken(Machines.with(List.of(FOR_CPUS), failed("no exec"), Optional.of("2.31"))))
        .containsExactly(
            "System: Linux 6.1, amd64, glibc 2.31. TensorFlow's native library needs glibc 2.34:"
                + " take Debian 12, Ubuntu 22.04, RHEL 9 or newer.",
            "TensorFlow: does not load: no exec. The folder that it is unpacked to must have room,"
                + " and allow executable files: docs/cluster.md.");
  }

  @Test
  void aDriverOlderThanCuda12IsTooOld() {
    assertThat(
            broken(Machines.of(FOR_GPUS, engine(CPU), driver("470.82.01", A10), LIBRARIES, UNSET)))
        .contains(
            "NVIDIA driver: 470.82.01. Install NVIDIA's driver, 525 or newer; start containers"
                + " with access to it, for example with docker run --gpus all.");
  }

  @Test
  void newGpusNeedANewerDriver() {
    assertThat(
            broken(
                Machines.of(FOR_GPUS, engine(CPU, GPU), driver("535.104", H100), LIBRARIES, UNSET)))
        .containsExactly(
            "GPU 0: NVIDIA H100 80GB HBM3, 85.5 GB, compute capability 9.0. TensorFlow's kernels"
                + " for it are compiled by the driver: install 545 or newer.");
    assertThat(
            broken(
                Machines.of(FOR_GPUS, engine(CPU, GPU), driver("550.54", H100), LIBRARIES, UNSET)))
        .isEmpty();
  }

  @Test
  void someGpusAreTooOld() {
    Gpu old = new Gpu("Tesla M60", 7_680, 5.2);
    assertThat(broken(Machines.of(FOR_GPUS, engine(CPU), driver("535.104", old), LIBRARIES, UNSET)))
        .contains(
            "GPU 0: Tesla M60, 8.1 GB, compute capability 5.2. TensorFlow has kernels for compute"
                + " capability 6.0 (Pascal) and newer.");
  }

  @Test
  void gpusThatTheBuildForCpusLeavesIdleAreNamed() {
    Doctor doctor = Doctor.of(Machines.of(FOR_CPUS, engine(CPU), DRIVER, Map.of(), UNSET));
    assertThat(doctor.isWell()).isTrue();
    assertThat(doctor.report())
        .contains("--  GPU 0           NVIDIA A10, 24.1 GB, compute capability 8.6\n")
        .contains(
            "This build does not use it: take the one with classifier linux-x86_64-gpu, as"
                + " docs/gpu.md tells.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "-1,0"})
  void hiddenGpusAreTold(String visible) {
    assertThat(
            broken(
                Machines.of(
                    FOR_GPUS,
                    engine(CPU),
                    DRIVER,
                    LIBRARIES,
                    Map.of("CUDA_VISIBLE_DEVICES", visible))))
        .contains(
            "CUDA_VISIBLE_DEVICES: %s. It hides all GPUs: unset it, or name some, as in 0,1."
                .formatted(visible.isEmpty() ? "empty" : visible));
  }

  @Test
  void variablesThatMatterAreShown() {
    Map<String, String> variables =
        Machine.variables(
            Map.of(
                "LD_LIBRARY_PATH", "/usr/local/cuda/lib64",
                "CUDA_VISIBLE_DEVICES", "0",
                "TF_FORCE_GPU_ALLOW_GROWTH", "false",
                "TF_CLI_CONFIG_FILE", "of Terraform",
                "HOME", "/root"));
    String report =
        Doctor.of(Machines.of(FOR_GPUS, engine(CPU, GPU), DRIVER, LIBRARIES, variables)).report();
    assertThat(report)
        .contains("--  CUDA_VISIBLE_DEVICES       0\n")
        .contains("--  LD_LIBRARY_PATH            /usr/local/cuda/lib64\n")
        .contains(
            "--  TF_FORCE_GPU_ALLOW_GROWTH  false\n",
            "A process takes all memory of its GPUs at once: unset it to share them.")
        .doesNotContain("HOME", "Terraform");
  }

  @Test
  void differentGpusNeedAnOrder() {
    Driver two = driver("550.54", A10, H100);
    Engine engine = engine(CPU, GPU, GPU);
    String wanted = "CUDA numbers different GPUs by speed, nvidia-smi by place.";
    assertThat(Doctor.of(Machines.of(FOR_GPUS, engine, two, LIBRARIES, UNSET)).report())
        .contains("--  CUDA_DEVICE_ORDER   not set\n", wanted)
        .endsWith("All is well: TensorFlow computes on 2 GPUs.");
    Map<String, String> ordered = Map.of("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    assertThat(Doctor.of(Machines.of(FOR_GPUS, engine, two, LIBRARIES, ordered)).report())
        .doesNotContain(wanted);
  }

  private static List<String> broken(Machine machine) {
    List<String> broken =
        Diagnosis.of(machine).stream()
            .filter(Finding::isBroken)
            .map(
                finding ->
                    "%s: %s. %s"
                        .formatted(
                            finding.subject(), finding.detail(), finding.remedy().orElseThrow()))
            .toList();
    assertThat(Doctor.of(machine).isWell()).isEqualTo(broken.isEmpty());
    return broken;
  }
}
