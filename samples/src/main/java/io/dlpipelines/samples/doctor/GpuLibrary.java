package io.dlpipelines.samples.doctor;

/**
 * Shared libraries that the GPU build of TensorFlow 2.18 loads when it starts to use GPUs, and
 * those that they load. It links none of them: without one of those that it needs it goes on
 * without GPUs.
 */
enum GpuLibrary {
  DRIVER("libcuda.so.1", Origin.DRIVER, true),
  CUDART("libcudart.so.12", Origin.CUDA, true),
  CUBLAS("libcublas.so.12", Origin.CUDA, true),
  CUBLAS_LT("libcublasLt.so.12", Origin.CUDA, true),
  CUFFT("libcufft.so.11", Origin.CUDA, true),
  CUSOLVER("libcusolver.so.11", Origin.CUDA, true),
  CUSPARSE("libcusparse.so.12", Origin.CUDA, true),
  /** Loaded by cuSOLVER and cuSPARSE. */
  NVJITLINK("libnvJitLink.so.12", Origin.CUDA, true),
  /** TensorFlow refuses one that is older than the one it was built with. */
  CUDNN("libcudnn.so.9", Origin.CUDNN, true),
  /** Loaded by cuDNN, to compile some of its kernels. */
  NVRTC("libnvrtc.so.12", Origin.CUDA, false),
  CUPTI("libcupti.so.12", Origin.CUPTI, false);

  /** What brings a library. */
  enum Origin {
    DRIVER(
        "Install NVIDIA's driver, %d or newer; start containers with access to it, for example with"
                .formatted(Driver.LEAST)
            + " docker run --gpus all"),
    CUDA("Install the libraries of CUDA 12, for example NVIDIA's package cuda-libraries-12-5"),
    CUDNN("Install cuDNN 9.3 or newer for CUDA 12, for example NVIDIA's package libcudnn9-cuda-12"),
    CUPTI("Only profiling needs it: NVIDIA's package cuda-cupti-12-5");

    private final String remedy;

    Origin(String remedy) {
      this.remedy = remedy;
    }

    String remedy() {
      return remedy + ".";
    }
  }

  private final String file;
  private final Origin origin;
  private final boolean needed;

  GpuLibrary(String file, Origin origin, boolean needed) {
    this.file = file;
    this.origin = origin;
    this.needed = needed;
  }

  String file() {
    return file;
  }

  Origin origin() {
    return origin;
  }

  /** Whether there is no computing on GPUs without it. */
  boolean isNeeded() {
    return needed;
  }
}
