package io.dlpipelines.tensorflow.runtime;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Tensor;

/** Tensors that are closed together. */
final class NativeTensors implements AutoCloseable {
  private final List<Tensor> tensors = new ArrayList<>();

  <T extends Tensor> T own(T tensor) {
    tensors.add(tensor);
    NativeHandles.tensors(1);
    return tensor;
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
    NativeHandles.tensors(-tensors.size());
    tensors.clear();
  }
}
